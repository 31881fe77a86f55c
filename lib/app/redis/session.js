'use strict';

// Redis on one TCP connection: commands and replies, paired, as they go by.

const { pcap_error } = require('../../errors');
const { number } = require('../../validate');
const { Pairing, UNDECIDED } = require('../pairing');
const { MAX_PROXIES, decode_proxy } = require('../proxy_protocol');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { RedisCommand, RedisReply, cost_of, text_of } = require('./messages');
const { RESPPush } = require('./resp');
const { RedisStream } = require('./stream');
const { guard_getters } = require('../../getters');

const OPTIONS = {
  ...STREAM_OPTIONS,
  max_string: number({ default: 64 * 1024, min: 0 }),
  max_value: number({ default: 1024 * 1024, min: 0 }),
};
const REPLY_COST = 1000; // of one that came before its command, as a rule
const LEAST_COMMAND = 5; // bytes: 'PING' and a line end
const MAX_SEARCHED = 64 * 1024; // bytes of a segment in which a command is looked for

// Where to go on after bytes that are missing.
const COMMAND = /\*[1-9]\d{0,6}\r\n\$\d{1,9}\r\n/;
const INLINE = /^[ \t]*[A-Za-z][\w.-]{1,30}(?:[ \t][^\r\n]*)?\r?\n/; // looked for as replies are
const PUSH = /^[*>][1-9]\d{0,6}\r\n/;
const REPLY =
  /^(?:[+-][^\r\n]{0,512}|[:(][+-]?\d{1,30}|[$*%~>|!=]-?\d{1,15}|_|#[tf]|,[^\r\n]{1,40})\r\n/;

/** What MONITOR shows: time, database, address, and the command. */
const MONITOR_LINE = /^\d+\.\d+ \[\d+ [^\]]*\] "/;

const CONFIRMATIONS = new Map([
  ['subscribe', 1],
  ['psubscribe', 1],
  ['ssubscribe', 1],
  ['unsubscribe', -1],
  ['punsubscribe', -1],
  ['sunsubscribe', -1],
]);
const SPECIAL = new Set(['HELLO', 'MONITOR', 'PSYNC', 'RESET', 'SYNC']);
for (const kind of CONFIRMATIONS.keys()) SPECIAL.add(kind.toUpperCase());
const MESSAGES = new Set(['message', 'pmessage', 'smessage']);

/**
 * Events, the session first: 'redis command' (session, command), 'redis reply' (session, reply),
 * 'redis push' (session, push): a message of a subscription, an invalidation, a line of MONITOR;
 * 'proxy' (session, proxy): a PROXY header came first; 'redis error' (session, direction, error):
 * bytes missing or not understood, tracing goes on at the next command; 'limit' and 'end': see
 * StreamSession.
 */
class RedisSession extends StreamSession {
  #client;
  #server;
  #pairing = new Pairing(LEAST_COMMAND, (reply, command) => this.#decided(reply, command));
  #reply_off = false; // CLIENT REPLY OFF
  #reply_skip = false; // CLIENT REPLY SKIP: no reply to the next command
  #subscribed = new Map(); // 'subscribe' -> how many channels
  #confirming = null; // { command, kind, left }: how many channels are still to be confirmed
  #transaction = null; // the commands since MULTI
  #transaction_bytes = 0;
  #proxies = 0;
  #is_special = false; // a command was sent after which replies are not one for each
  #monitoring = false; // MONITOR was sent: a second one has no reply
  #monitor = false; // its reply has come

  /**
   * @param {TCPSession} tcp_session
   * @param {object} [options]
   * @param {number} [options.max_string]  bytes kept of a string, 64 KiB
   * @param {number} [options.max_value]  bytes kept of a command or reply, 1 MiB
   * @param {number} [options.max_held_bytes]  memory held for commands that wait for their reply
   *   and values that are not whole, 16 MiB
   * @param {Budget} [options.budget]  of all sessions together, that of the tracker
   */
  constructor(tcp_session, options) {
    super(tcp_session, options, OPTIONS);
    this.command_count = 0;
    /** 'redis', 'other', 'replication'; undefined: not known yet. */
    this.protocol = undefined;
    this.proxy = undefined; // as HTTPSession tells it: the last
    const { max_string, max_value } = this.options;
    const limits = { max_string, max_value };
    this.#client = new RedisStream((value) => this.#command(value), { inline: true, ...limits });
    this.#server = new RedisStream((value) => this.#answer(value), limits);
    if (tcp_session.missed_syn) {
      this.#client.desync();
      this.#server.desync();
      this.#is_special = true; // it may have subscribed to something
      this.#pairing.join_late();
    }
    this.listen();
  }

  // --- bytes

  get answering() {
    return this.#is_over ? undefined : 'recv';
  }

  // What follows can't be read.
  get #is_over() {
    return this.protocol === 'other' || this.protocol === 'replication';
  }

  #stream(direction) {
    return direction === 'send' ? this.#client : this.#server;
  }

  on_data(direction, bytes, time, info, place) {
    if (this.#is_over) return;
    const stream = this.#stream(direction);
    if (!stream.synced) {
      const at = this.#find(stream, bytes);
      if (at === -1) return;
      stream.synced = true;
      if (at > 0) {
        bytes = bytes.subarray(at);
        place = { ...place, start: place.start + at };
      }
    }
    if (this.protocol === undefined && stream === this.#client) {
      if (is_http(bytes)) {
        this.protocol = 'other';
        return;
      }
      const { length } = bytes;
      bytes = this.#after_proxy(bytes);
      place = { ...place, start: place.start + length - bytes.length };
    }
    if (!stream.take(bytes, time, place)) this.#fail(stream, stream.parser.error);
  }

  // What a proxy says of the connection comes first, as a rule in a segment with nothing cut off.
  #after_proxy(bytes) {
    while (this.#proxies < MAX_PROXIES) {
      const found = decode_proxy(bytes);
      if (!found) break;
      this.#proxies++;
      this.proxy = found.proxy;
      this.emit_event('proxy', found.proxy);
      bytes = bytes.subarray(found.length);
    }
    return bytes;
  }

  // Where a command begins is easy to see. A reply is looked for at the beginning of a segment
  // only; a push may come at any time, other replies need a command.
  #find(stream, bytes) {
    const text = bytes.toString('latin1', 0, MAX_SEARCHED);
    if (stream === this.#client) {
      const at = text.search(COMMAND);
      return at === -1 && stream.parser.has_inline && INLINE.test(text) ? 0 : at;
    }
    const begins = this.#pairing.is_empty ? PUSH : REPLY;
    return begins.test(text) ? 0 : -1;
  }

  on_gap(direction, count, time, info, place) {
    if (this.#is_over) return;
    const stream = this.#stream(direction);
    if (!stream.synced) return;
    if (count <= stream.parser.skippable) {
      stream.skip(count, place);
      return;
    }
    stream.at_gap(place);
    this.#fail(stream, pcap_error('ERR_PCAP_REDIS_GAP', `${count} bytes were not captured`));
  }

  #fail(stream, error) {
    this.#desync(stream);
    if (this.protocol === undefined && error.code === 'ERR_PCAP_RESP') this.protocol = 'other';
    else if (this.protocol !== undefined)
      this.emit_event('redis error', stream === this.#client ? 'send' : 'recv', error);
  }

  #desync(stream) {
    if (stream === this.#client) {
      this.#pairing.missed_requests(stream.value_start);
    } else {
      this.#pairing.missed_answers(stream.value_start, stream.synced && !this.#is_special ? 1 : 0);
      this.#confirming = null;
    }
    stream.desync();
  }

  // --- commands

  #command(args) {
    if (!Array.isArray(args) || args.length === 0 || !args.every(Buffer.isBuffer)) return;
    this.protocol ??= 'redis';
    const stream = this.#client;
    const command = new RedisCommand(args, ++this.command_count, stream.value_time);
    if (this.#expects_reply(command)) {
      this.#is_special ||= SPECIAL.has(command.name);
      const { value_start: start, position: end, value_place } = stream;
      const { acked, is_early } = value_place;
      const is_settled = !is_early && this.#server.parser.between_values;
      const place = { start, end, acked, is_settled };
      const early = this.#pairing.add(command, place, cost_of(command));
      if (early !== undefined) pair(command, early);
    }
    if (this.is_holding) this.#hold_command(command);
    else this.emit_event('redis command', command);
  }

  // On their own: a function that makes a closure costs its every caller.
  #hold_command(command) {
    this.hold(() => this.emit_event('redis command', command), cost_of(command));
  }

  #hold_reply(reply, command, size) {
    this.hold(() => this.#tell_reply(reply, command), size);
  }

  #expects_reply(command) {
    const [, first, second] = command.args.slice(0, 3).map((arg) => text_of(arg).toUpperCase());
    const skipped = this.#reply_skip;
    this.#reply_skip = false;
    if (command.name === 'RESET') {
      this.#monitoring = this.#reply_off = false;
      return true;
    }
    if (command.name === 'CLIENT' && first === 'REPLY') {
      this.#reply_off = second === 'OFF';
      this.#reply_skip = second === 'SKIP';
      return second === 'ON';
    }
    if (skipped || this.#reply_off) return false;
    if (command.name !== 'MONITOR') return true;
    const again = this.#monitoring;
    this.#monitoring = true;
    return !again;
  }

  // --- replies

  #answer(value) {
    const stream = this.#server;
    const reply = new RedisReply(value, undefined, stream.value_time, stream.time);
    const kind = push_kind(value);
    if (CONFIRMATIONS.has(kind) && this.#confirm(reply, kind)) return;
    if (this.#is_push(value, kind)) {
      this.emit_event('redis push', reply);
      return;
    }
    const command = this.#answered_by(reply, !this.#is_special);
    if (command === UNDECIDED) this.wait_for(reply);
    const size = stream.position - stream.value_start;
    if (this.is_holding) this.#hold_reply(reply, command, size);
    else this.#tell_reply(reply, command);
  }

  #answered_by(reply, can_wait = false) {
    const { value_start: start, value_place } = this.#server;
    return this.#pairing.answer(reply, { ...value_place, start }, REPLY_COST, can_wait);
  }

  #decided(reply, command) {
    if (command !== undefined) pair(command, reply);
    this.decided(reply);
  }

  on_overdue() {
    this.#pairing.finish(this.#server.settled);
  }

  #tell_reply(reply, command) {
    if (command === UNDECIDED) command = reply.command;
    if (command !== undefined) this.#reply(reply, command);
    else if (this.protocol === 'redis') this.emit_event('redis reply', reply);
  }

  #is_push(value, kind) {
    if (value instanceof RESPPush) return true;
    if (this.#monitor) return Buffer.isBuffer(value) && MONITOR_LINE.test(text_of(value));
    return this.#subscribed.size > 0 && (MESSAGES.has(kind) || CONFIRMATIONS.has(kind));
  }

  // SUBSCRIBE and its like are answered once for each channel.
  #confirm(reply, kind) {
    if (this.#confirming?.kind !== kind && !this.#begin_confirming(reply, kind)) return false;
    const family = kind.replace('un', '');
    const after = Math.max(0, (this.#subscribed.get(family) ?? 0) + CONFIRMATIONS.get(kind));
    if (after === 0) this.#subscribed.delete(family);
    else this.#subscribed.set(family, after);
    const { command } = this.#confirming;
    if (--this.#confirming.left === 0) this.#confirming = null;
    this.#reply(reply, command);
    return true;
  }

  #begin_confirming(reply, kind) {
    const { current } = this.#pairing;
    if (current !== undefined && current.name !== kind.toUpperCase()) return false;
    const command = this.#answered_by(reply);
    if (command?.name !== kind.toUpperCase()) return false;
    const channels = command.args.length - 1;
    const all = Math.max(1, this.#subscribed.get(kind.replace('un', '')) ?? 0);
    // UNSUBSCRIBE alone: from all.
    this.#confirming = { command, kind, left: channels > 0 ? channels : all };
    return true;
  }

  #reply(reply, command) {
    pair(command, reply);
    const failed = reply.is_error;
    if (command.name === 'MULTI' && !failed) this.#begin_transaction();
    else if (command.name === 'EXEC') {
      command.transaction = this.#transaction ?? [];
      this.#end_transaction();
    } else if (command.name === 'DISCARD') this.#end_transaction();
    else if (this.#transaction && text_of(reply.value) === 'QUEUED') this.#queue(command);
    else if (command.name === 'MONITOR') this.#monitor = this.#monitoring = !failed;
    else if (command.name === 'RESET') this.#reset();
    else if (command.name === 'PSYNC' || command.name === 'SYNC') this.#replication();
    this.emit_event('redis reply', reply);
  }

  #begin_transaction() {
    this.#transaction = [];
    this.#transaction_bytes = 0;
  }

  #end_transaction() {
    this.#transaction = null;
    this.#transaction_bytes = 0;
  }

  #queue(command) {
    this.#transaction_bytes += cost_of(command);
    this.#transaction.push(command);
  }

  #reset() {
    this.#monitor = false;
    this.#confirming = null;
    this.#end_transaction();
    this.#subscribed.clear();
  }

  #replication() {
    this.protocol = 'replication';
    this.#client.parser.stop();
    this.#server.parser.stop();
  }

  get held_bytes() {
    const values = this.#client.parser.held_bytes + this.#server.parser.held_bytes;
    return values + this.#pairing.held_bytes + this.#transaction_bytes;
  }

  shed(target) {
    const dropped = [];
    this.#shed_transaction(target, dropped);
    const before = this.#pairing.held_bytes;
    const { answers, requests } = this.#pairing.shed(
      Math.max(0, target - (this.held_bytes - before)),
    );
    const bytes = before - this.#pairing.held_bytes;
    if (answers > 0) dropped.push({ what: 'replies', count: answers, bytes });
    if (requests > 0) dropped.push({ what: 'commands', count: requests, bytes });
    for (const stream of [this.#client, this.#server]) {
      const held = stream.parser.held_bytes;
      if (held === 0 || this.held_bytes <= target) continue;
      this.#desync(stream);
      dropped.push({ what: 'values', count: 1, bytes: held });
    }
    return dropped;
  }

  // The oldest commands of a transaction go first; EXEC tells of the others.
  #shed_transaction(target, dropped) {
    const before = this.#transaction_bytes;
    let count = 0;
    while (this.held_bytes > target && count < (this.#transaction?.length ?? 0)) {
      this.#transaction_bytes -= cost_of(this.#transaction[count++]);
    }
    if (count === 0) return;
    this.#transaction = this.#transaction.slice(count);
    dropped.push({ what: 'queued commands', count, bytes: before - this.#transaction_bytes });
  }

  static {
    guard_getters(this, (object) => #client in object);
  }
}

function pair(command, reply) {
  command.reply = reply;
  reply.command = command;
}

// What a list like ['message', channel, text] is about; '' for anything else.
function push_kind(value) {
  return Array.isArray(value) ? text_of(value[0]).toLowerCase() : '';
}

function is_http(bytes) {
  return /^[A-Z]+ \S+ HTTP\/\d/.test(bytes.toString('latin1', 0, 2048));
}

exports.RedisSession = RedisSession;
exports.RedisCommand = RedisCommand;
exports.RedisReply = RedisReply;
