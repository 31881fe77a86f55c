'use strict';

// Redis on one TCP connection: commands and replies, paired, as they go by.

const { pcap_error } = require('../../errors');
const { number } = require('../../validate');
const { BUFFER_COST } = require('../byte_builder');
const { PendingQueue } = require('../pending_queue');
const { STREAM_OPTIONS, StreamSession } = require('../stream_session');
const { RESPParser, RESPError, RESPPush } = require('./resp');

const OPTIONS = {
  ...STREAM_OPTIONS,
  max_string: number({ default: 64 * 1024, min: 0 }),
  max_value: number({ default: 1024 * 1024, min: 0 }),
};
const COMMAND_COST = 300;

const CONFIRMATIONS = new Map([
  ['subscribe', 1],
  ['psubscribe', 1],
  ['ssubscribe', 1],
  ['unsubscribe', -1],
  ['punsubscribe', -1],
  ['sunsubscribe', -1],
]);
const MESSAGES = new Set(['message', 'pmessage', 'smessage']);

/** One command; times are capture times in milliseconds since 1970. */
class RedisCommand {
  constructor(args, number, start) {
    this.number = number;
    this.name = args.length > 0 ? text_of(args[0]).toUpperCase() : '';
    this.args = args; // Buffers, the command's name first
    this.start = start;
    this.reply = undefined;
    this.transaction = undefined; // EXEC: the commands that it runs
  }

  toJSON() {
    return { ...this, args: this.args.map(text_of), reply: undefined, transaction: undefined };
  }
}

/** One reply, or a push, which has no command. */
class RedisReply {
  constructor(value, command, start, end) {
    this.value = value;
    this.command = command;
    this.start = start;
    this.end = end;
  }

  get is_error() {
    return this.value instanceof RESPError;
  }

  /** Milliseconds from the command to the end of its reply; undefined for a push. */
  get latency() {
    return this.command ? this.end - this.command.start : undefined;
  }
}

/**
 * Events, the session first: 'redis command' (session, command), 'redis reply' (session, reply),
 * 'redis push' (session, push): a message of a subscription, an invalidation, a line of MONITOR;
 * 'redis error' (session, direction, error): bytes missing or not understood, tracing goes on at the
 * next command; 'limit' and 'end': see StreamSession.
 */
class RedisSession extends StreamSession {
  #client;
  #server;
  #waiting = new PendingQueue();
  #silent = false; // CLIENT REPLY OFF
  #skip = false; // CLIENT REPLY SKIP: no reply to the next command
  #subscribed = new Map(); // 'subscribe' -> how many channels
  #unconfirmed = null; // how many channels of the command at hand are still to be confirmed
  #transaction = null; // the commands since MULTI
  #transaction_bytes = 0;
  #monitor = false;

  /**
   * @param {TCPSession} tcp_session
   * @param {object} [options]
   * @param {number} [options.max_string]  bytes kept of a string, 64 KiB
   * @param {number} [options.max_value]  bytes kept of a command or reply, 1 MiB
   * @param {number} [options.max_held_bytes]  memory held for commands that wait for their reply and
   *   values that are not whole, 16 MiB
   * @param {Budget} [options.budget]  of all sessions together, that of the tracker
   */
  constructor(tcp_session, options) {
    super(tcp_session, options, OPTIONS);
    this.command_count = 0;
    /** 'redis', 'other', 'replication'; undefined: not known yet. */
    this.protocol = undefined;
    const { max_string, max_value } = this.options;
    this.#client = new Stream((v) => this.#command(v), { inline: true, max_string, max_value });
    this.#server = new Stream((v) => this.#answer(v), { max_string, max_value });
    this.#client.lost = this.#server.lost = Boolean(tcp_session.missed_syn);
    this.listen();
  }

  on_data(direction, bytes, time) {
    if (this.#is_over) return;
    const stream = this.#stream(direction);
    stream.time = time;
    if (stream.lost && !this.#find(stream, bytes)) return;
    if (this.protocol === undefined && stream === this.#client && is_http(bytes)) {
      this.protocol = 'other';
      return;
    }
    if (stream.parser.between_values) stream.value_start = stream.time;
    if (!stream.parser.execute(bytes)) this.#lose(stream, stream.parser.error);
  }

  // What follows can't be read.
  get #is_over() {
    return this.protocol === 'other' || this.protocol === 'replication';
  }

  #stream(direction) {
    return direction === 'send' ? this.#client : this.#server;
  }

  // A command fills its segments from the beginning; the reply to the first command found is the
  // first thing that the server says after it.
  #find(stream, bytes) {
    if (stream === this.#client) {
      if (!/^\*\d+\r\n\$\d+\r\n/.test(bytes.toString('latin1', 0, 40))) return false;
    } else if (
      this.#client.lost ||
      this.#waiting.length === 0 ||
      !/[-+:$*_#,(!=%~>|]/.test(String.fromCharCode(bytes[0]))
    ) {
      return false;
    }
    stream.lost = false;
    return true;
  }

  on_gap(direction, count) {
    if (this.#is_over) return;
    const stream = this.#stream(direction);
    if (stream.lost) return;
    if (count <= stream.parser.skippable) {
      stream.parser.skip(count);
      return;
    }
    this.#lose(stream, pcap_error('ERR_PCAP_REDIS_GAP', `${count} bytes were not captured`));
  }

  #lose(stream, error) {
    this.#desync();
    if (this.protocol === undefined) this.protocol = 'other';
    else this.tell('redis error', stream === this.#client ? 'send' : 'recv', error);
  }

  #desync() {
    for (const each of [this.#client, this.#server]) {
      each.lost = true;
      each.parser.reset();
    }
    this.#waiting.clear();
    this.#unconfirmed = null;
    this.#transaction = null;
    this.#transaction_bytes = 0;
  }

  #command(args) {
    if (!Array.isArray(args) || args.length === 0 || !args.every(Buffer.isBuffer)) return;
    this.protocol ??= 'redis';
    const stream = this.#client;
    const command = new RedisCommand(args, ++this.command_count, stream.value_start);
    stream.value_start = stream.time;
    if (this.#expects_reply(command)) this.#waiting.push(command, cost_of(command));
    this.tell('redis command', command);
  }

  #expects_reply(command) {
    const [, first, second] = command.args.slice(0, 3).map((arg) => text_of(arg).toUpperCase());
    const skipped = this.#skip;
    this.#skip = false;
    if (command.name === 'CLIENT' && first === 'REPLY') {
      this.#silent = second === 'OFF';
      this.#skip = second === 'SKIP';
      return second === 'ON';
    }
    return !skipped && !this.#silent;
  }

  #answer(value) {
    const stream = this.#server;
    const start = stream.value_start;
    stream.value_start = stream.time;
    const kind = push_kind(value);
    const command = this.#waiting.first;
    if (CONFIRMATIONS.has(kind) && command?.name === kind.toUpperCase()) {
      this.#confirm(value, command, kind, start);
    } else if (this.#is_push(value, kind)) {
      this.tell('redis push', new RedisReply(value, undefined, start, stream.time));
    } else if (command) {
      this.#waiting.shift();
      this.#reply(value, command, start);
    } else if (this.protocol === 'redis') {
      this.#waiting.shift(); // its command is forgotten, or there was none
      this.tell('redis reply', new RedisReply(value, undefined, start, stream.time));
    }
  }

  #is_push(value, kind) {
    if (value instanceof RESPPush) return true;
    if (this.#monitor) return Buffer.isBuffer(value);
    return this.#subscribed.size > 0 && (MESSAGES.has(kind) || CONFIRMATIONS.has(kind));
  }

  // SUBSCRIBE and its like are answered once for each channel.
  #confirm(value, command, kind, start) {
    const family = kind.replace('un', '');
    const before = this.#subscribed.get(family) ?? 0;
    const after = Math.max(0, before + CONFIRMATIONS.get(kind));
    if (after === 0) this.#subscribed.delete(family);
    else this.#subscribed.set(family, after);
    const named = command.args.length - 1;
    this.#unconfirmed ??= named > 0 ? named : Math.max(1, before); // UNSUBSCRIBE alone: from all
    if (--this.#unconfirmed === 0) {
      this.#unconfirmed = null;
      this.#waiting.shift();
    }
    this.#reply(value, command, start);
  }

  #reply(value, command, start) {
    const reply = new RedisReply(value, command, start, this.#server.time);
    command.reply = reply;
    const failed = reply.is_error;
    if (command.name === 'MULTI' && !failed) this.#begin_transaction();
    else if (command.name === 'EXEC') {
      command.transaction = this.#transaction ?? [];
      this.#end_transaction();
    } else if (command.name === 'DISCARD') this.#end_transaction();
    else if (this.#transaction && text_of(value) === 'QUEUED') this.#queue(command);
    else if (command.name === 'MONITOR' && !failed) this.#monitor = true;
    else if (command.name === 'RESET') this.#reset();
    else if (command.name === 'PSYNC' || command.name === 'SYNC') this.#replication();
    this.tell('redis reply', reply);
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
    return values + this.#waiting.bytes + this.#transaction_bytes;
  }

  shed(target) {
    const dropped = [];
    this.#shed_transaction(target, dropped);
    const before = this.#waiting.bytes;
    const count = this.#waiting.forget(Math.max(0, target - (this.held_bytes - before)));
    if (count > 0) dropped.push({ what: 'commands', count, bytes: before - this.#waiting.bytes });
    const bytes = this.held_bytes;
    if (bytes > target) {
      this.#desync();
      dropped.push({ what: 'values', count: 1, bytes });
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
}

/** Bytes of memory that a command takes. */
function cost_of(command) {
  let cost = COMMAND_COST;
  for (const arg of command.args) cost += BUFFER_COST + arg.length;
  return cost;
}

class Stream {
  constructor(take, options) {
    this.parser = new RESPParser(take, options);
    this.lost = false;
    this.time = 0; // when the bytes at hand were captured
    this.value_start = 0; // when the first byte of the value at hand was captured
  }
}

// What a list like ['message', channel, text] is about; '' for anything else.
function push_kind(value) {
  return Array.isArray(value) ? text_of(value[0]).toLowerCase() : '';
}

function is_http(bytes) {
  return /^[A-Z]+ \S+ HTTP\/\d/.test(bytes.toString('latin1', 0, 2048));
}

function text_of(value) {
  return Buffer.isBuffer(value) ? value.toString('latin1', 0, 1024) : '';
}

exports.RedisSession = RedisSession;
exports.RedisCommand = RedisCommand;
exports.RedisReply = RedisReply;
