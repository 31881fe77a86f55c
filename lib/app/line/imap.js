'use strict';

// IMAP (RFC 9051, 3501, 7888) on one TCP connection. A command has a tag, which its reply repeats.

const { PendingById } = require('../framed/pending_by_id');
const { LineSession, words_of } = require('./session');

const LITERAL = /\{(\d{1,10})\+?\}$/; // so many bytes follow, and then the line goes on
const COST = 500;

/**
 * Events, the session first: 'imap command' (command), 'imap reply' (reply), 'imap response'
 * (response): one without a tag; 'imap tls' (tls_session), 'imap opaque' (reason), 'imap error'
 * (direction, error); 'limit' and 'end': see StreamSession.
 */
class IMAPSession extends LineSession {
  #pending = new PendingById();
  #is_continued = { send: false, recv: false }; // the line goes on after a literal
  #authenticating = undefined; // tag of a command whose next lines are secrets

  constructor(below, options) {
    const command = /^[^\s*+]{1,40} [A-Za-z]{3,}/;
    super(below, options, {
      name: 'imap',
      command,
      reply: /^(?:\* |\+|[^\s*+]{1,40} (?:OK|NO|BAD)\b)/i,
    });
  }

  on_lost(direction) {
    super.on_lost(direction);
    this.#is_continued[direction] = false;
    this.#authenticating = undefined;
  }

  continue_from() {
    this.recognised();
  }

  on_line(direction, line, message) {
    const was_continued = this.#is_continued[direction];
    const literal = LITERAL.exec(line);
    this.#is_continued[direction] = literal !== null;
    if (literal !== null) this.raw(direction, Number(literal[1]));
    if (was_continued) return;
    if (direction === 'send') this.#command_line(line, message);
    else this.#reply_line(line, message);
  }

  #command_line(line, message) {
    if (this.#authenticating !== undefined) return; // a secret
    const [, tag, rest] = /^([^\s*+]{1,40}) (\S.*)$/s.exec(line) ?? [];
    if (tag === undefined) return; // DONE, or no command
    this.recognised();
    let { verb, argument } = words_of(rest);
    if (verb === 'UID' && argument !== '') {
      const second = words_of(argument);
      [verb, argument] = [`UID ${second.verb}`, second.argument];
    }
    const more = { tag, asks: false };
    if (verb === 'LOGIN') {
      this.user = first_string(argument);
      [argument, more.is_secret] = [this.user ?? '', true];
    }
    if (verb === 'AUTHENTICATE') {
      this.#authenticating = tag;
      argument = argument.split(' ')[0];
    }
    const command = this.command(verb, argument, message, more);
    this.#pending.add(tag, command, COST + 2 * message.size);
  }

  #reply_line(line, message) {
    this.recognised();
    const { time: start, end_time: end } = message;
    if (line.startsWith('+')) return;
    if (line.startsWith('* ')) {
      this.emit_event('imap response', { text: line.slice(2), start });
      return;
    }
    const [, tag, status, text] = /^([^\s*+]{1,40}) (OK|NO|BAD)\b ?(.*)$/is.exec(line) ?? [];
    if (tag === undefined) return;
    const asked = this.#pending.take(tag);
    if (tag === this.#authenticating) this.#authenticating = undefined;
    this.reply({ tag, status: status.toUpperCase(), text }, asked, { start, end });
    if (asked === undefined || status.toUpperCase() !== 'OK') return;
    if (asked.verb === 'STARTTLS') this.start_tls();
    if (asked.verb !== 'COMPRESS') return;
    this.emit_event('imap opaque', 'compressed');
    this.stop();
  }

  kept_bytes() {
    return this.#pending?.bytes ?? 0;
  }

  shed_kept(target) {
    const before = this.#pending.bytes;
    const count = this.#pending.evict(Math.max(0, target - (this.held_bytes - before)));
    const bytes = before - this.#pending.bytes;
    return count > 0 ? [{ what: 'requests', count, bytes }] : [];
  }
}

/** The first argument, in quotes or not. */
function first_string(text) {
  const match = /^(?:"((?:[^"\\]|\\.)*)"|([^\s{]+))/.exec(text);
  return match === null ? undefined : (match[1]?.replace(/\\(.)/g, '$1') ?? match[2]);
}

exports.IMAPSession = IMAPSession;
