'use strict';

// Commands that wait for their reply, oldest first. Where no replies come (a capture of one direction, a client that wants
// to cost memory) the oldest are forgotten, but counted: their replies, should they come, are nobody else's.

const MAX_COMMANDS = 100000;
const MAX_BYTES = 16 * 1024 * 1024; // of arguments

/** What a command counts for: its arguments' bytes, and something for each object. */
function cost_of(command) {
  let cost = 64;
  for (const arg of command.args) cost += 64 + arg.length;
  return cost;
}

class Waiting {
  #commands = []; // from #head on
  #costs = [];
  #head = 0;
  #bytes = 0;
  #forgotten = 0; // older than #commands[#head]

  /** How many replies are still to come. */
  get length() {
    return this.#forgotten + this.#commands.length - this.#head;
  }

  /** The command that the next reply is for; undefined where there is none, or where it is forgotten. */
  get first() {
    return this.#forgotten > 0 ? undefined : this.#commands[this.#head];
  }

  push(command) {
    const cost = cost_of(command);
    this.#commands.push(command);
    this.#costs.push(cost);
    this.#bytes += cost;
    while (this.#bytes > MAX_BYTES || this.#commands.length - this.#head > MAX_COMMANDS) {
      this.#drop();
      this.#forgotten++;
    }
  }

  /** The first has its reply. */
  shift() {
    if (this.#forgotten > 0) this.#forgotten--;
    else if (this.#head < this.#commands.length) this.#drop();
  }

  clear() {
    this.#commands = [];
    this.#costs = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#forgotten = 0;
  }

  // Array#shift() moves all that is behind: a pipeline of 100,000 commands would feel it.
  #drop() {
    this.#bytes -= this.#costs[this.#head];
    this.#commands[this.#head++] = undefined;
    if (this.#head >= 1024 && this.#head * 2 >= this.#commands.length) {
      this.#commands = this.#commands.slice(this.#head);
      this.#costs = this.#costs.slice(this.#head);
      this.#head = 0;
    }
  }
}

exports.Waiting = Waiting;
exports.cost_of = cost_of;
exports.MAX_BYTES = MAX_BYTES;
