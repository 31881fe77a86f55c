'use strict';

// The control connection of FTP (RFC 959, 2228, 2428, 4217).

const { LineSession, words_of } = require('./session');
const { NumberedReply } = require('./replies');

const SECRETS = new Set(['PASS', 'ACCT', 'ADAT']);

/**
 * Events, the session first: 'ftp command' (command), 'ftp reply' (reply), 'ftp data' (endpoint):
 * where a data connection is to be opened; 'ftp tls' (tls_session), 'ftp error' (direction, error);
 * 'limit' and 'end': see StreamSession.
 */
class FTPSession extends LineSession {
  #reply = new NumberedReply();
  #under_way = undefined; // a command that has had a reply (150), and gets another one

  constructor(below, options) {
    const command = /^[A-Za-z]{3,4}(?:[ \r\n]|$)/;
    super(below, options, { name: 'ftp', command, reply: /^\d{3}[ -]/ });
  }

  is_in_answer() {
    return this.#reply.is_open || this.#under_way !== undefined;
  }

  on_lost(direction) {
    super.on_lost(direction);
    if (direction === 'send') return;
    this.#reply.clear();
    this.#under_way = undefined;
  }

  continue_from() {
    this.recognised();
  }

  on_line(direction, line, message) {
    if (direction === 'recv') this.#reply_line(line, message);
    else this.#command_line(line, message);
  }

  #command_line(line, message) {
    this.recognised();
    // Telnet's interrupt.
    const { verb, argument } = words_of(line.replace(/^[\xff\xf4\xf2\ufffd]+/, ''));
    if (SECRETS.has(verb)) {
      this.command(verb, '', message, { is_secret: true });
      return;
    }
    this.command(verb, argument, message);
    if (verb === 'USER') this.user = argument;
    const endpoint =
      verb === 'PORT' ? of_port(argument) : verb === 'EPRT' ? of_eprt(argument) : undefined;
    if (endpoint) this.emit_event('ftp data', { ...endpoint, is_passive: false });
  }

  #reply_line(line, message) {
    const reply = this.#reply.take(line, message);
    if (reply === undefined) return;
    const { code, lines, start } = reply;
    const asked = this.#under_way ?? this.answer({}, reply.message);
    this.#under_way = code < 200 ? asked : undefined;
    this.reply({ code, lines }, asked, { start, end: message.end_time });
    const text = lines[0] ?? '';
    if (code === 227) this.#tell_passive(of_port(text));
    if (code === 229) this.#tell_passive(of_epsv(text));
    if (code === 234 && asked?.verb === 'AUTH') this.start_tls();
  }

  #tell_passive(endpoint) {
    if (endpoint) this.emit_event('ftp data', { ...endpoint, is_passive: true });
  }
}

/** `192,0,2,1,4,1` */
function of_port(text) {
  const match = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  if (numbers.some((number) => number > 255)) return undefined;
  return { address: numbers.slice(0, 4).join('.'), port: numbers[4] * 256 + numbers[5] };
}

/** `|2|2001:db8::1|1025|` */
function of_eprt(text) {
  const match = /^([!-~])[12]\1([\da-fA-F.:]{2,45})\1(\d{1,5})\1$/.exec(text);
  return match === null ? undefined : { address: match[2], port: Number(match[3]) };
}

/** `Entering Extended Passive Mode (|||1025|)`: at the server's address. */
function of_epsv(text) {
  const match = /\(([!-~])\1\1(\d{1,5})\1\)/.exec(text);
  return match === null ? undefined : { address: undefined, port: Number(match[2]) };
}

exports.FTPSession = FTPSession;
