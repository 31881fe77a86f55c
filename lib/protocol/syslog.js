'use strict';

// The syslog protocol: RFC 5424, and what was usual before, RFC 3164.
//   <priority>1 timestamp hostname app_name process_id message_id [structured data] message
//   <priority>Mmm dd hh:mm:ss hostname app_name[process_id]: message

const { view } = require('../packet/bytes');
const { layer_class } = require('../packet/layer');
const { Message, fail_unless_cut, quoted } = require('./message');

const PRIORITY = /^<(\d{1,3})>/;
const NEW = /^(\d{1,2}) (\S+) (\S+) (\S+) (\S+) (\S+) /;
const OLD = /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (?:(\S+) )?/;
const TAG = /^([\w./-]{1,48})(?:\[([^\]\s]{1,128})\])?: ?/;
const BOM = '\ufeff';
const LONGEST = 8192; // RFC 5424, 6.1, asks for 2048

const FACILITIES = `kernel user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit
  alert clock local0 local1 local2 local3 local4 local5 local6 local7`.split(/\s+/);
const SEVERITIES = 'emergency alert critical error warning notice info debug'.split(' ');

const unless_nil = (text) => (text === '-' ? undefined : text);

class Syslog extends Message {
  constructor(emitter) {
    super(emitter);
    this.facility = undefined;
    this.severity = undefined;
    this.version = undefined;
    this.timestamp = undefined;
    this.hostname = undefined;
    this.app_name = undefined;
    this.process_id = undefined;
    this.message_id = undefined;
    this.structured_data = undefined;
    this.message = undefined;
  }

  read_header() {}

  read_body(cursor) {
    const { bytes, offset, limit } = cursor;
    const text = view(bytes, offset, Math.min(limit, offset + LONGEST)).toString();
    const priority = PRIORITY.exec(text);
    if (priority === null) {
      fail_unless_cut(cursor, `${limit - offset} bytes begin with no priority`);
      return;
    }
    cursor.offset = limit;
    this.facility = Number(priority[1]) >> 3;
    this.severity = Number(priority[1]) & 7;
    const rest = text.slice(priority[0].length);
    const found = NEW.exec(rest);
    if (found !== null) this.#read_new(found, rest.slice(found[0].length));
    else this.#read_old(rest);
  }

  #read_new([, version, ...fields], rest) {
    this.version = Number(version);
    [this.timestamp, this.hostname, this.app_name, this.process_id, this.message_id] =
      fields.map(unless_nil);
    const end = end_of_data(rest);
    this.structured_data = unless_nil(rest.slice(0, end));
    const message = rest.slice(end).replace(/^ /, '');
    this.message = message.startsWith(BOM) ? message.slice(1) : message;
  }

  #read_old(text) {
    const head = OLD.exec(text);
    if (head !== null) [, this.timestamp, this.hostname] = head;
    const rest = text.slice(head?.[0].length ?? 0);
    const tag = TAG.exec(rest);
    if (tag !== null) [, this.app_name, this.process_id] = tag;
    this.message = rest.slice(tag?.[0].length ?? 0).replace(/[\0\n]+$/, '');
  }

  /** `kernel`, `daemon`, `local0` … */
  get facility_name() {
    return FACILITIES[this.facility];
  }

  /** `emergency` … `debug` */
  get severity_name() {
    return SEVERITIES[this.severity];
  }

  toString() {
    const where = `${this.facility_name ?? this.facility}.${this.severity_name}`;
    const from = this.app_name === undefined ? '' : ` ${quoted(this.app_name)}`;
    return `SYSLOG ${where}${from} ${quoted(this.message ?? '')}`;
  }
}

/** Where elements in brackets end, in which quoted values hold brackets of their own. */
function end_of_data(text) {
  if (text[0] !== '[') return text.indexOf(' ') < 0 ? text.length : text.indexOf(' ');
  let is_quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (is_quoted && text[i] === '\\') i++;
    else if (text[i] === '"') is_quoted = !is_quoted;
    else if (!is_quoted && text[i] === ']' && text[i + 1] !== '[') return i + 1;
  }
  return text.length;
}

Syslog.header_size = 0;
layer_class(Syslog, 'syslog', true);

module.exports = Syslog;
