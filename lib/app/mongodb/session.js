'use strict';

// MongoDB on one TCP connection: commands and replies, paired by the number of the request.

const { number } = require('../../validate');
const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { link } = require('../framed/links');
const { PendingById } = require('../framed/pending_by_id');
const { command_of, is_one_way, is_secret, reply_of, user_of } = require('./commands');
const { message_length, read_message } = require('./messages');

const OPTIONS = {
  ...FRAMED_OPTIONS,
  max_message: number({ default: 1024 * 1024, min: 1024, integer: true }),
};

const COST = 800;

/**
 * Events, the session first: 'mongodb command' (command), 'mongodb reply' (reply), 'mongodb error'
 * (direction, error); 'limit' and 'end': see StreamSession.
 */
class MongoDBSession extends FramedSession {
  command_count = 0;
  /** Who logs in, as the client says. */
  user = undefined;
  #has_begun; // the client has spoken, or may have
  #pending = new PendingById();

  constructor(below, options) {
    super(below, options, OPTIONS, { name: 'mongodb', least_request: 26 });
    this.#has_begun = Boolean(below?.missed_syn);
    this.listen();
  }

  measure(direction, bytes, at) {
    if (!this.#has_begun && direction === 'recv') return 0;
    return message_length(direction, bytes, at);
  }

  find(direction, bytes) {
    this.#has_begun = true;
    return this.measure(direction, bytes, 0) > 0 ? 0 : -1;
  }

  on_lost() {
    this.#has_begun = true;
  }

  on_message(direction, message) {
    this.#has_begun = true;
    this.recognised();
    const found = read_message(message, this.options.max_message);
    if (direction === 'send') this.#take_command(found, message);
    else this.#take_reply(found, message);
  }

  #take_command(found, { size, time }) {
    const command = { number: ++this.command_count, ...command_of(found), size, start: time };
    this.user ??= user_of(found);
    link(command, 'reply', undefined);
    if (!is_one_way(found)) this.#pending.add(found.request_id, command, COST + found.kept_bytes);
    this.emit_event('mongodb command', command);
  }

  #take_reply(found, { size, time, end_time }) {
    const command = this.#pending.take(found.response_to);
    const latency = command ? end_time - command.start : undefined;
    const reply = { ...reply_of(found), size, start: time, end: end_time, latency };
    if (command && is_secret(command)) delete reply.body;
    link(reply, 'command', command);
    if (command) link(command, 'reply', reply);
    // Of several replies, each answers the one before it.
    if (command && found.more_to_come) {
      this.#pending.add(found.request_id, command, COST + found.kept_bytes);
    }
    this.emit_event('mongodb reply', reply);
  }

  // --- limits

  kept_bytes() {
    return this.#pending.bytes;
  }

  shed_kept(target) {
    return this.#pending.shed(this, target, 'requests');
  }
}

exports.MongoDBSession = MongoDBSession;
