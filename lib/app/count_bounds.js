'use strict';

// Integers that are not known, but whose differences are known to lie between bounds: a difference
// bound matrix. It is kept closed: what two bounds together say of a third difference is in it.
// Then a bound is the best that all of them give, and a number can be left out without a loss.

class CountBounds {
  #most = []; // [a][b]: a − b is at most that
  #free = []; // numbers that were removed
  /** Of numbers there have ever been at a time: the least index that none has. */
  size = 0;
  /** How often a bound has become narrower. */
  changes = 0;

  /** A new number, of which nothing is known. Returns its index. */
  add() {
    const index = this.#free.pop() ?? this.size++;
    for (const row of this.#most) row[index] = Infinity;
    this.#most[index] = new Array(this.size).fill(Infinity);
    this.#most[index][index] = 0;
    return index;
  }

  remove(index) {
    for (const row of this.#most) row[index] = Infinity;
    this.#most[index].fill(Infinity);
    this.#free.push(index);
  }

  /** a − b is `bound` at most. Returns false where that can't be: nothing has changed then. */
  limit(a, b, bound) {
    const rows = this.#most;
    if (bound >= rows[a][b]) return true;
    if (bound + rows[b][a] < 0) return false;
    this.changes++;
    const after = rows[b];
    for (const row of rows) {
      const through = row[a] + bound;
      if (through === Infinity) continue;
      for (let j = 0; j < after.length; j++) {
        if (through + after[j] < row[j]) row[j] = through + after[j];
      }
    }
    return true;
  }

  /** The most that a − b can be. */
  most(a, b) {
    return this.#most[a][b];
  }

  /** The least that a − b can be. */
  least(a, b) {
    return -this.#most[b][a];
  }
}

exports.CountBounds = CountBounds;
