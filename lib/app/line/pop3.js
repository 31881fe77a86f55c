'use strict';

// POP3 (RFC 1939, 2449, 2595, 5034) on one TCP connection.

const { LineSession, words_of } = require('./session');

/**
 * Commands whose positive reply has lines after it, up to a dot; these two without an argument
 * only.
 */
const MULTI_LINE = new Set(['RETR', 'TOP', 'CAPA']);
const LISTS = new Set(['LIST', 'UIDL', 'AUTH']);

/**
 * Events, the session first: 'pop3 command' (command), 'pop3 reply' (reply), 'pop3 tls'
 * (tls_session), 'pop3 error' (direction, error); 'limit' and 'end': see StreamSession.
 */
class POP3Session extends LineSession {
  #reply = null; // { asked, fields, start } of several lines
  #is_secret = false;

  constructor(below, options) {
    const command = /^[A-Za-z]{3,4}(?:[ \r\n]|$)/;
    super(below, options, { name: 'pop3', command, reply: /^(?:\+OK|-ERR|\+ )/ });
  }

  is_in_answer() {
    return this.#reply !== null;
  }

  on_lost(direction) {
    super.on_lost(direction);
    this.#is_secret = false;
    if (direction === 'recv') this.#reply = null;
  }

  continue_from() {
    this.recognised();
  }

  on_line(direction, line, message) {
    if (direction === 'recv') this.#reply_line(line, message);
    else if (this.#is_secret) this.#secret_line(message);
    else this.#command_line(line, message);
  }

  #secret_line(message) {
    this.#is_secret = false;
    this.command('AUTH', '', message, { is_secret: true });
  }

  #command_line(line, message) {
    this.recognised();
    const { verb, argument } = words_of(line);
    const [first] = argument.split(' ');
    if (verb === 'USER' || verb === 'APOP') this.user = first;
    if (verb === 'PASS') this.command(verb, '', message, { is_secret: true });
    else if (verb === 'APOP' || verb === 'AUTH') this.command(verb, first, message);
    else this.command(verb, argument, message);
  }

  #reply_line(line, message) {
    if (this.#reply !== null) {
      this.#more(line, message);
      return;
    }
    const match = /^(\+OK|-ERR|\+)(?: (.*))?$/s.exec(line);
    if (match === null) return; // the rest of a reply of which the beginning is missing
    const [, status, text = ''] = match;
    const asked = this.answer({}, message);
    if (status === '+') {
      this.#is_secret = true;
      this.reply({ status, text, lines: 0, size: 0 }, asked, {
        start: message.time,
        end: message.end_time,
      });
      return;
    }
    const has_lines = status === '+OK' && is_multi_line(asked);
    this.#reply = { asked, start: message.time, fields: { status, text, lines: 0, size: 0 } };
    if (!has_lines) this.#end(message);
  }

  #more(line, message) {
    const { fields } = this.#reply;
    if (line === '.') {
      this.#end(message);
      return;
    }
    fields.lines++;
    fields.size += line.startsWith('.') ? message.size - 1 : message.size;
  }

  #end({ end_time }) {
    const { asked, fields, start } = this.#reply;
    this.#reply = null;
    this.reply(fields, asked, { start, end: end_time });
    if (asked?.verb === 'STLS' && fields.status === '+OK') this.start_tls();
  }
}

function is_multi_line(command) {
  if (command === undefined || command.is_secret) return false;
  const { verb, argument } = command;
  return MULTI_LINE.has(verb) || (LISTS.has(verb) && argument === '');
}

exports.POP3Session = POP3Session;
