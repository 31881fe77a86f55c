'use strict';

// Commands and replies as RedisSession's events carry them.

const { BUFFER_COST } = require('../byte_builder');
const { RESPError } = require('./resp');

const COMMAND_COST = 300;

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

/** Bytes of memory that a command takes. */
function cost_of(command) {
  let cost = COMMAND_COST;
  for (const arg of command.args) cost += BUFFER_COST + arg.length;
  return cost;
}

/** The first kilobyte of a string, octet by octet; '' of anything else. */
function text_of(value) {
  return Buffer.isBuffer(value) ? value.toString('latin1', 0, 1024) : '';
}

exports.RedisCommand = RedisCommand;
exports.RedisReply = RedisReply;
exports.cost_of = cost_of;
exports.text_of = text_of;
