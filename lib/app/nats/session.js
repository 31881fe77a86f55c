'use strict';

// NATS' client protocol (docs.nats.io, "Client Protocol"): lines of text, some of which a payload
// follows.
//
//    PUB subject [reply-to] size␍␊payload␍␊        HPUB subject [reply-to] header-size size␍␊…
//    MSG subject sid [reply-to] size␍␊payload␍␊    HMSG subject sid [reply-to] header-size size␍␊…

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { FieldReader } = require('../framed/field_reader');
const { NamedItems } = require('../framed/named_items');

const MAX_LINE = 64 * 1024; // INFO of a large cluster
const MAX_PAYLOAD = 64 * 1024 * 1024; // the server's own limit
const FROM_CLIENT = /^(?:CONNECT|PUB|HPUB|SUB|UNSUB|PING|PONG)\b/i;
const FROM_SERVER = /^(?:INFO|MSG|HMSG|PING|PONG|\+OK|-ERR)(?=[ \t\r\n]|$)/i;
const WITH_PAYLOAD = /^H?(?:PUB|MSG)[ \t]/i;
const SECRETS = ['pass', 'auth_token', 'sig', 'jwt'];

/**
 * Events, the session first: 'nats message' (direction, message), 'nats tls' (tls_session), 'nats
 * error'
 * (direction, error); 'limit' and 'end': see StreamSession.
 */
class NATSSession extends FramedSession {
  message_count = 0;
  /** What the server says of itself, and the client of itself. */
  info = undefined;
  connect = undefined;
  #is_greeted;
  #subscriptions = new NamedItems(); // sid -> subject

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'nats', least_request: 6 });
    this.#is_greeted = Boolean(below?.missed_syn);
    this.listen();
  }

  // A line, with its payload.
  measure(direction, bytes, at) {
    const end = bytes.indexOf(10, at);
    if (end === -1) return bytes.length - at < MAX_LINE ? undefined : 0;
    const line = bytes.toString('latin1', at, Math.min(end, at + 5000));
    if (!this.#may_be(direction, line)) return 0;
    if (!WITH_PAYLOAD.test(line)) return end + 1 - at;
    const size = /[ \t](\d{1,9})\r?$/.exec(line)?.[1];
    return size !== undefined && Number(size) <= MAX_PAYLOAD ? end + 1 - at + Number(size) + 2 : 0;
  }

  // The server speaks first; not all clients wait for it.
  #may_be(direction, line) {
    const pattern = direction === 'send' ? FROM_CLIENT : FROM_SERVER;
    const greeting = direction === 'recv' ? 'INFO ' : 'CONNECT {';
    this.#is_greeted ||= line.startsWith(greeting);
    return this.#is_greeted && pattern.test(line);
  }

  find(direction, bytes) {
    this.#is_greeted = true;
    return this.measure(direction, bytes, 0) === 0 || bytes[0] < 0x2b ? -1 : 0;
  }

  continue_from(outer) {
    this.recognised();
    this.#is_greeted = true;
    this.info = outer.info;
  }

  on_message(direction, { bytes, size, time }) {
    const end = bytes.indexOf(10);
    const line = bytes.toString('utf8', 0, end === -1 ? bytes.length : end).trimEnd();
    const [word, ...fields] = line.split(/[ \t]+/);
    const message = { type: word.toLowerCase().replace(/^[+-]/, ''), size, time };
    this.recognised();
    this.message_count++;
    READERS[message.type]?.(message, fields, line);
    if (message.payload_size !== undefined) read_payload(message, new FieldReader(bytes, end + 1));
    this.#note(message);
    this.emit_event('nats message', direction, message);
    if (message.type === 'info' && message.info?.tls_required === true) this.start_tls();
  }

  #note(message) {
    const { type, sid, subject } = message;
    if (type === 'info') this.info = message.info;
    else if (type === 'connect') this.connect = message.connect;
    else if (type === 'sub') this.#subscriptions.set(sid, subject, subject?.length ?? 0);
    else if (type === 'unsub' && message.max_messages === undefined)
      this.#subscriptions.delete(sid);
    else if (sid !== undefined) message.subscription = this.#subscriptions.get(sid);
  }

  kept_bytes() {
    return this.#subscriptions.bytes;
  }

  shed_kept(target) {
    const before = this.#subscriptions.bytes;
    const count = this.#subscriptions.evict(Math.max(0, target - (this.held_bytes - before)));
    const bytes = before - this.#subscriptions.bytes;
    return count > 0 ? [{ what: 'subscriptions', count, bytes }] : [];
  }
}

const READERS = {
  info: (message, fields, line) => (message.info = json_of(line)),
  connect: (message, fields, line) => (message.connect = without_secrets(json_of(line))),
  err: (message, fields) => (message.text = fields.join(' ').replace(/^'|'$/g, '')),
  sub(message, [subject, ...rest]) {
    const sid = rest.pop();
    Object.assign(message, { subject, queue_group: rest[0], sid });
  },
  unsub(message, [sid, max]) {
    Object.assign(message, { sid, max_messages: max === undefined ? undefined : Number(max) });
  },
  pub: (message, fields) => read_sizes(message, fields, []),
  hpub: (message, fields) => read_sizes(message, fields, ['header_size']),
  msg: (message, fields) => read_sizes(message, fields, [], true),
  hmsg: (message, fields) => read_sizes(message, fields, ['header_size'], true),
};

// Subject, subscription, where to answer, and the sizes at the end.
function read_sizes(message, fields, more, has_sid = false) {
  message.subject = fields[0];
  if (has_sid) message.sid = fields[1];
  const sizes = fields.splice(fields.length - 1 - more.length).map(Number);
  message.reply_to = fields[has_sid ? 2 : 1];
  message.header_size = more.length > 0 ? sizes[0] : 0;
  message.payload_size = sizes.at(-1) - message.header_size;
}

function read_payload(message, reader) {
  const { header_size } = message;
  const headers = reader.text(header_size);
  if (header_size > 0) message.headers = headers_of(headers);
  const room = Math.min(reader.left, Math.max(0, message.payload_size));
  message.payload = Buffer.from(reader.take(room));
}

/** `NATS/1.0␍␊Name: value␍␊␍␊` as [name, value] pairs. */
function headers_of(text) {
  const pairs = text
    .split('\r\n')
    .slice(1)
    .map((line) => /^([^:]+):\s*(.*)$/.exec(line));
  return pairs.filter((match) => match !== null).map(([, name, value]) => [name, value]);
}

/** The object in a line; undefined where it is cut or none. */
function json_of(line) {
  try {
    const value = JSON.parse(line.slice(line.indexOf(' ')));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function without_secrets(connect) {
  if (connect === undefined) return undefined;
  const shown = { ...connect };
  for (const name of SECRETS) if (name in shown) shown[name] = '[hidden]';
  return shown;
}

exports.NATSSession = NATSSession;
