'use strict';

// SMTP and LMTP (RFC 5321, 3207, 4954, 3030) on one TCP connection.

const { guard_getters } = require('../../getters');
const { LineSession, words_of } = require('./session');
const { NumberedReply } = require('./replies');

const MAX_RECIPIENTS = 100; // that are kept of a message
const COST = 500;

/**
 * Events, the session first: 'smtp command' (command), 'smtp reply' (reply), 'smtp message'
 * (message): its last reply has come; 'smtp tls' (tls_session), 'smtp error' (direction, error);
 * 'limit' and 'end': see StreamSession.
 */
class SMTPSession extends LineSession {
  #reply = new NumberedReply();
  #envelope = { from: undefined, recipients: [], recipient_count: 0 };
  #data = null; // the message that the client is sending
  #is_secret = false; // the client's next line answers a challenge

  constructor(below, options) {
    const command = /^[A-Za-z]{4,12}(?:[ \r\n]|$)/;
    super(below, options, { name: 'smtp', command, reply: /^\d{3}[ -]/ });
  }

  get in_data() {
    return this.#data !== null;
  }

  is_in_answer() {
    return this.#reply.is_open;
  }

  on_lost(direction) {
    super.on_lost(direction);
    if (direction === 'send') this.#data = null;
    else this.#reply.clear();
    this.#is_secret = false;
  }

  continue_from() {
    this.recognised();
  }

  on_line(direction, line, message) {
    if (direction === 'recv') this.#reply_line(line, message);
    else if (this.#data !== null) this.#data_line(line, message);
    else if (this.#is_secret) this.#secret_line(message);
    else this.#command_line(line, message);
  }

  // --- the client

  #command_line(line, message) {
    this.recognised();
    const { verb, argument } = words_of(line);
    if (verb === 'AUTH') {
      this.command(verb, argument.split(' ')[0], message); // what follows can be a password
      return;
    }
    this.command(verb, argument, message);
    if (verb === 'MAIL') {
      this.#envelope = { from: path_of(argument), recipients: [], recipient_count: 0 };
    } else if (verb === 'RCPT' && ++this.#envelope.recipient_count <= MAX_RECIPIENTS) {
      this.#envelope.recipients.push(path_of(argument));
    } else if (verb === 'BDAT') this.#chunk(argument, message);
  }

  // The reply to a chunk is the reply to the command; the last one's is the message's.
  #chunk(argument, message) {
    const [size, last] = argument.split(' ');
    if (!/^\d{1,12}$/.test(size)) return;
    this.raw('send', Number(size));
    this.#envelope.size = (this.#envelope.size ?? 0) + Number(size);
    this.#envelope.start ??= message.time;
    this.#envelope.is_last_chunk = last?.toUpperCase() === 'LAST';
  }

  #data_line(line, message) {
    const { size, end_time } = message;
    if (line !== '.') {
      this.#data.size += line.startsWith('.') ? size - 1 : size;
      return;
    }
    const mail = this.#data;
    this.#data = null;
    mail.sent = end_time;
    this.ask({ mail }, message, COST);
  }

  #secret_line(message) {
    this.#is_secret = false;
    this.command('AUTH', '', message, { is_secret: true });
  }

  // --- the server

  #reply_line(line, message) {
    const reply = this.#reply.take(line, message);
    if (reply === undefined) return;
    const { code, lines, start } = reply;
    const asked = this.answer({}, reply.message);
    if (asked?.mail !== undefined) {
      this.#end_message(asked.mail, code, lines, message.end_time);
      return;
    }
    this.reply({ code, lines }, asked, { start, end: message.end_time });
    if (asked === undefined) return;
    if (code === 354 && asked.verb === 'DATA') this.#begin_message(message.end_time);
    if (code === 334) this.#is_secret = true;
    if (asked.verb === 'BDAT' && this.#envelope.is_last_chunk) {
      this.#end_message(this.#mail(), code, lines, message.end_time);
    }
    if (asked.verb === 'STARTTLS' && code === 220) this.start_tls();
  }

  #mail(start = this.#envelope.start) {
    const { from, recipients, recipient_count, size = 0 } = this.#envelope;
    return { from, recipients, recipient_count, size, start };
  }

  #begin_message(time) {
    this.#data = this.#mail(time);
  }

  #end_message({ from, recipients, recipient_count, size, start }, code, lines, end) {
    this.#envelope = { from: undefined, recipients: [], recipient_count: 0 };
    this.emit_event('smtp message', {
      from,
      recipients,
      recipient_count,
      size,
      code,
      lines,
      start,
      end,
    });
  }

  static {
    guard_getters(this, (object) => #data in object);
  }
}

/** `ann@example.org` of `FROM:<ann@example.org> SIZE=100` */
function path_of(argument) {
  return /<([^>]*)>/.exec(argument)?.[1] ?? argument.replace(/^\w+:\s*/, '').split(' ')[0];
}

exports.SMTPSession = SMTPSession;
