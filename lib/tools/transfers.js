'use strict';

// Bodies that take long, for the status line of a terminal: exchanges have their line when they are
// over.

const { format_size } = require('./format');
const { safe, safe_latin1 } = require('./safe_text');

const SECOND = 1000;
const UNKNOWN = '(not captured)';

class Transfers {
  #connections = new Set();
  #sizes = new WeakMap(); // message -> bytes of its body when status() was called before
  #clock;
  #before; // when that was

  /** @param {() => number} [clock]  milliseconds */
  constructor(clock = () => performance.now()) {
    this.#clock = clock;
    this.#before = clock();
  }

  /** To be called for each HTTPConnection. */
  watch(connection) {
    this.#connections.add(connection);
    connection.http.on('end', () => this.#connections.delete(connection));
  }

  /**
   * To be called about once a second. Tells of the longest of the bodies that have been under way
   * since the call before, and how much it grew: `12.40MiB of 120.00MiB, 3.10MiB/s: GET http://…`.
   * @returns {SafeText | undefined}  undefined: there is none
   */
  status() {
    const now = this.#clock();
    const seconds = (now - this.#before) / SECOND;
    this.#before = now;
    let longest;
    let count = 0;
    for (const transfer of this.#grown()) {
      count++;
      if (longest === undefined || transfer.size > longest.size) longest = transfer;
    }
    return longest === undefined ? undefined : line_of(longest, seconds, count - 1);
  }

  *#grown() {
    for (const connection of this.#connections) {
      for (const [request, message] of connection.under_way()) {
        const size = message.body_len;
        const grown = size - (this.#sizes.get(message) ?? size);
        this.#sizes.set(message, size);
        if (grown > 0) yield { connection, request, message, size, grown };
      }
    }
  }
}

function line_of({ connection, request, message, size, grown }, seconds, others) {
  const { method, url } = connection.exchange(request);
  const total = total_of(message);
  const of = total === undefined ? '' : ` of ${format_size(total)}`;
  const verb = message === request ? 'sent' : 'received';
  const rate = `${format_size(Math.round(grown / Math.max(seconds, 0.001)))}/s`;
  const more = others === 0 ? '' : ` and ${others} more`;
  const what = safe`${safe_latin1(method ?? UNKNOWN)} ${safe_latin1(url ?? UNKNOWN)}`;
  return safe`${format_size(size)}${of} ${verb}, ${rate}${more}: ${what}`;
}

/** Bytes that the body will have, where its sender says so. */
function total_of(message) {
  const text = message.header('content-length');
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined;
}

exports.Transfers = Transfers;
