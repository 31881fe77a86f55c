'use strict';

// What SMTP, FTP, POP3 and IMAP have in common: commands and replies in lines of text, mail and
// files in between, which are not taken for commands, and secrets, which are not kept.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { link } = require('../framed/links');

const MAX_LINE = 16 * 1024;
const COST = 500;

class LineSession extends FramedSession {
  command_count = 0;
  /** Who logs in, as the client says. */
  user = undefined;
  #raw = { send: 0, recv: 0 }; // bytes that are not lines
  #is_greeted; // the server has spoken, or may have: it speaks first
  #name;
  #patterns;

  /**
   * @param {object} below
   * @param {object} options
   * @param {{ name: string, command: RegExp, reply: RegExp }} protocol  how lines begin
   */
  constructor(below, options, { name, command, reply }) {
    super(below, options, FRAMED_OPTIONS, { name, least_request: 4 });
    this.#name = name;
    this.#patterns = { send: command, recv: reply };
    this.#is_greeted = Boolean(below?.missed_syn);
    this.listen();
  }

  // --- what a subclass overrides

  /** A line of a direction, without its end. */
  on_line() {}

  /** Bytes that raw() announced. */
  on_raw() {}

  /** Whether the client sends a message or a file, line by line. */
  get in_data() {
    return false;
  }

  // --- bytes

  measure(direction, bytes, at) {
    const left = bytes.length - at;
    if (this.#raw[direction] > 0) return Math.min(this.#raw[direction], left);
    const end = bytes.indexOf(10, at);
    if (end !== -1) return end + 1 - at;
    if (left < MAX_LINE) return undefined;
    return direction === 'send' && this.in_data ? left : 0;
  }

  find(direction, bytes) {
    const pattern = this.#patterns[direction];
    return pattern.test(bytes.toString('latin1', 0, 1024)) ? 0 : -1;
  }

  on_lost(direction) {
    this.#raw[direction] = 0;
    this.#is_greeted = true;
  }

  on_message(direction, message) {
    if (this.#raw[direction] > 0) {
      this.#raw[direction] -= message.size;
      this.on_raw(direction, message);
      return;
    }
    const line = message.bytes.toString('utf8').replace(/\r?\n$/, '');
    const is_known = this.is_recognised || this.#may_be(direction, line);
    if (is_known) this.on_line(direction, line, message);
    else this.stop(); // another protocol
  }

  #may_be(direction, line) {
    this.#is_greeted ||= direction === 'recv';
    return this.#is_greeted && this.#patterns[direction].test(line);
  }

  /** The next bytes of a direction are no lines. */
  raw(direction, count) {
    this.#raw[direction] = count;
  }

  // --- commands and replies

  /** Makes a command and tells it; `asks`: its reply comes in order. */
  command(verb, argument, { time, ...message }, { asks = true, ...more } = {}) {
    const command = { number: ++this.command_count, verb, argument, ...more, start: time };
    link(command, 'reply', undefined);
    if (asks) this.ask(command, message, COST + 2 * message.size);
    this.emit_event(`${this.#name} command`, command);
    return command;
  }

  /** Tells a reply of `command`, if that is known. */
  reply(fields, command, { start, end }) {
    const latency = command ? end - command.start : undefined;
    const reply = { ...fields, start, end, latency };
    link(reply, 'command', command);
    if (command) link(command, 'reply', reply);
    this.emit_event(`${this.#name} reply`, reply);
  }
}

/** `VERB argument` */
function words_of(line) {
  const [, verb, argument] = /^(\S*)\s*(.*)$/s.exec(line);
  return { verb: verb.toUpperCase(), argument };
}

exports.LineSession = LineSession;
exports.words_of = words_of;
