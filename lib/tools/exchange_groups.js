'use strict';

const MAX_GROUPS = 1000; // that are open, as HTTPSession remembers requests
const MAX_SIZE = 16 * 1024 * 1024; // characters of all open groups of all connections

/** The lines of exchanges that are not complete yet, for --group and filters of whole exchanges. */
class ExchangeGroups {
  // Request, or response without one -> { connection, lines, size }, oldest first.
  #groups = new Map();
  #size = 0;
  #print;

  /**
   * @param {(line: SafeText) => void} print
   */
  constructor(print) {
    this.#print = print;
  }

  add(connection, request, line) {
    let group = this.#groups.get(request);
    if (!group) this.#groups.set(request, (group = { connection, lines: [], size: 0 }));
    group.lines.push(line);
    group.size += line.length;
    this.#size += line.length;
    // A capture of one direction has no responses that would close a group.
    while (this.#groups.size > MAX_GROUPS || this.#size > MAX_SIZE) {
      this.close(this.#groups.keys().next().value);
    }
  }

  /** Prints what there is of an exchange. */
  close(request) {
    for (const line of this.drop(request)) this.#print(line);
  }

  /** Forgets an exchange; returns its lines. */
  drop(request) {
    const group = this.#groups.get(request);
    if (!group) return [];
    this.#groups.delete(request);
    this.#size -= group.size;
    return group.lines;
  }

  close_connection(connection) {
    for (const [request, group] of this.#groups) {
      if (group.connection === connection) this.close(request);
    }
  }
}

exports.ExchangeGroups = ExchangeGroups;
