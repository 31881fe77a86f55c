'use strict';

// Replies with a number of three digits, as SMTP (RFC 5321, 4.2) and FTP (RFC 959, 4.2) have them:
//
//    250-first line
//    250 last line

const MAX_LINES = 100; // that are kept

class NumberedReply {
  #reply = null;

  /**
   * Takes a line.
   * @returns {{ code: number, lines: string[], start: number, message: object } | undefined}  the
   *   reply, when it is whole; `message` is its first line's
   */
  take(line, message) {
    const [, digits, mark, text] = /^(\d{3})([ -]?)(.*)$/s.exec(line) ?? [];
    const code = digits === undefined ? undefined : Number(digits);
    this.#reply ??= code === undefined ? null : { code, lines: [], start: message.time, message };
    if (this.#reply === null) return undefined;
    const is_its =
      code === this.#reply.code && (mark !== '' || text === '' || message === this.#reply.message);
    const is_last = is_its && mark !== '-';
    if (this.#reply.lines.length < MAX_LINES) this.#reply.lines.push(is_its ? text : line);
    if (!is_last) return undefined;
    const reply = this.#reply;
    this.#reply = null;
    return reply;
  }

  get is_open() {
    return this.#reply !== null;
  }

  clear() {
    this.#reply = null;
  }
}

exports.NumberedReply = NumberedReply;
