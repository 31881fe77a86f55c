'use strict';

// memcached on one TCP connection: commands and replies, of the text, the meta and the binary
// protocol. Replies come in order, but quiet commands are answered only where something is out of
// the ordinary: their replies are found by what they repeat of the command, if only one can be
// meant.

const { number } = require('../../validate');
const { link } = require('../framed/links');
const { PendingById } = require('../framed/pending_by_id');
const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const binary = require('./binary');
const text = require('./text');

const OPTIONS = {
  ...FRAMED_OPTIONS,
  max_items: number({ default: 1000, min: 0, integer: true }),
};

const COST = 600;
const ITEM_COST = 200;
const MAX_QUIET = 10000;

/**
 * Events, the session first: 'memcached command' (command), 'memcached reply' (reply), 'memcached
 * opaque' (reason), 'memcached error' (direction, error); 'limit' and 'end': see StreamSession.
 */
class MemcachedSession extends FramedSession {
  command_count = 0;
  #has_begun; // the client has spoken, or may have
  #quiet = new PendingById(); // by number
  #open = null; // a reply of several parts that has begun: { reply, message, command, cost }

  constructor(below, options) {
    super(below, options, OPTIONS, { name: 'memcached', least_request: 4 });
    this.#has_begun = Boolean(below?.missed_syn);
    this.listen();
  }

  measure(direction, bytes, at) {
    if (!this.#has_begun && direction === 'recv') return 0;
    const is_binary = bytes[at] === binary.REQUEST || bytes[at] === binary.RESPONSE;
    const length = is_binary ? binary.binary_length : text.line_length;
    return length(direction, bytes, at);
  }

  find(direction, bytes) {
    this.#has_begun = true;
    const length = this.measure(direction, bytes, 0);
    return length === 0 || (length === undefined && bytes[0] < 0x80) ? -1 : 0;
  }

  on_message(direction, message) {
    this.recognised();
    if (direction === 'send') this.#take_command(message);
    else this.#take_reply(message);
  }

  // --- commands

  #take_command(message) {
    this.#has_begun = true;
    const is_binary = message.bytes[0] === binary.REQUEST;
    const found = is_binary
      ? binary.read_request(message)
      : text.read_command(text.first_line(message.bytes));
    const start = message.time;
    const command = { number: ++this.command_count, ...found, size: message.size, start };
    link(command, 'reply', undefined);
    const cost = COST + 4 * Math.min(message.bytes.length, this.options.max_message);
    if (found.is_quiet) this.#add_quiet(command, cost);
    else if (found.command !== 'quit' || is_binary) this.#ask(command, message, cost);
    this.emit_event('memcached command', command);
  }

  // The server can refuse a value before all of it has been sent.
  #ask(command, message, cost) {
    const early = this.ask(command, message, cost);
    if (early === undefined) return;
    link(early, 'command', command);
    link(command, 'reply', early);
  }

  #add_quiet(command, cost) {
    this.#quiet.add(command.number, command, cost);
    if (this.#quiet.size > MAX_QUIET) this.#quiet.drop_oldest();
  }

  // --- replies

  #take_reply(message) {
    const is_binary = message.bytes[0] === binary.RESPONSE;
    const { item, ...found } = is_binary
      ? binary.read_response(message)
      : text.read_reply(text.first_line(message.bytes));
    const can_answer = is_binary ? binary.can_answer : text.can_answer;
    if (item !== undefined) {
      this.#open ??= this.#begin(found, message, can_answer, true);
      this.#add_item(item);
      return;
    }
    const open = this.#open ?? this.#begin(found, message, can_answer, false);
    this.#open = null;
    this.#finish(Object.assign(open.reply, found), open, message.end_time);
  }

  #begin(found, message, can_answer, is_list) {
    // A list of text is not yet told by what it ends with.
    const known = is_list && found.opcode === undefined ? { status: 'END' } : found;
    const reply = { ...known, status: undefined, start: message.time };
    const command = this.#command_of({ known, reply, message, can_answer });
    return { reply, command, cost: 0, count: 0 };
  }

  #add_item({ name, text: said, ...value }) {
    const { reply, count } = this.#open;
    this.#open.count++;
    if (name === undefined && said === undefined) reply.value_count = (reply.value_count ?? 0) + 1;
    if (count >= this.options.max_items) return;
    this.#open.cost += ITEM_COST + 2 * ((said ?? value.key)?.length ?? 0);
    if (name !== undefined) (reply.stats ??= []).push([name, said]);
    else if (said !== undefined) (reply.lines ??= []).push(said);
    else (reply.values ??= []).push(value);
  }

  #finish(reply, { command }, end) {
    if (reply.values !== undefined) reply.value_count ??= reply.values.length;
    count_hits(reply, command);
    reply.end = end;
    reply.latency = command ? end - command.start : undefined;
    link(reply, 'command', command);
    if (command) link(command, 'reply', reply);
    this.emit_event('memcached reply', reply);
    if (command?.command !== 'watch' || reply.status !== 'OK') return;
    this.emit_event('memcached opaque', 'watch'); // lines of a log come from now on
    this.stop();
  }

  // Which command a reply is for; undefined where that is not known.
  #command_of(found) {
    const { known, can_answer } = found;
    const current = this.next_request();
    const before = current?.number ?? Infinity;
    const quiet = [];
    for (const command of this.#quiet.values()) {
      if (command.number < before && can_answer(command, known)) quiet.push(command);
    }
    const may_be_current = current === undefined || can_answer(current, known);
    if (quiet.length === 0) return this.#next_command(found, may_be_current);
    if (may_be_current) {
      this.miss_answer(found.message);
      return undefined;
    }
    if (quiet.length > 1) return undefined;
    this.#quiet.take_through(quiet[0].number);
    return quiet[0];
  }

  #next_command({ known, reply, message, can_answer }, may_be_current) {
    if (!may_be_current) {
      this.miss_answer(message);
      return undefined;
    }
    const command = this.answer(reply, message);
    if (command === undefined || !can_answer(command, known)) return undefined;
    this.#quiet.take_through(command.number);
    return command;
  }

  is_in_answer() {
    return this.#open !== null;
  }

  on_lost(direction) {
    this.#has_begun = true;
    if (direction === 'recv') this.#open = null;
  }

  // --- limits

  kept_bytes() {
    return this.#quiet.bytes + (this.#open?.cost ?? 0);
  }

  shed_kept(target) {
    const dropped = this.#quiet.shed(this, target, 'requests');
    if (this.#open === null || this.held_bytes <= target) return dropped;
    const { reply, cost } = this.#open;
    for (const name of ['values', 'stats', 'lines']) reply[name] &&= [];
    this.#open.count = Infinity;
    this.#open.cost = 0;
    return cost > 0 ? [...dropped, { what: 'values', count: 1, bytes: cost }] : dropped;
  }
}

// A key that was asked for and has no value is a miss.
function count_hits(reply, command) {
  if (command === undefined || reply.error !== undefined) return;
  const is_get = text.has_keys_to_get(command) || /^(?:mg|getk|gatk)$/.test(command.command);
  if (!is_get) return;
  const is_plain_hit = reply.status === 'HD';
  reply.hits = is_plain_hit ? 1 : (reply.value_count ?? 0);
  reply.misses = Math.max(0, command.keys.length - reply.hits);
}

exports.MemcachedSession = MemcachedSession;
