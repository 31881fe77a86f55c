'use strict';

const { round } = require('../connection_json');
const { json_value, show_command, show_value } = require('../redis_text');
const { KINDS, ROW } = require('./tables');
const { short, utf8 } = require('./text');

/** A row for each Redis command with its reply, and for each push. */
class RedisRows {
  #tables;
  #connection;

  constructor(tables, connection, redis) {
    this.#tables = tables;
    this.#connection = connection;
    redis.on('redis reply', (_, reply) => this.#reply(reply));
    redis.on('redis push', (_, reply) => this.#reply(reply, 'push'));
  }

  #reply(reply, type = reply.is_error ? 'error' : 'reply') {
    const { command, start, end, value } = reply;
    const { rows } = this.#tables;
    const latency = command ? round(reply.latency) : NaN;
    const row = rows.add();
    const { rtt } = this.#connection;
    const wait = command ? Math.max(0, start - command.start) : NaN;
    const network = Math.min(wait, rtt);
    rows.assign(row, {
      kind: KINDS.indexOf('redis'),
      flags: ROW.OVER | (command ? ROW.COMPLETE : 0) | (reply.is_error ? ROW.ERROR : 0),
      time: command?.start ?? start,
      connection: this.#connection.number,
      number: command?.number ?? 0,
      ...{ request_bytes: NaN, response_bytes: NaN, sent: NaN },
      ...{ latency, duration: command ? round(end - command.start) : round(end - start) },
      ...{ network: round(network), server: round(wait - network) },
      method: utf8(command?.name),
      host: this.#connection.tcp.dst,
      path: command ? short(show_command(command).split(' ').slice(1).join(' ')) : '',
      type,
      note: short(show_value(value)),
      ...this.#tables.keep({
        redis: { command: command?.args.map(json_value), reply: json_value(value) },
      }),
    });
    this.#connection.rows++;
    this.#connection.is_dirty = true;
  }
}

exports.RedisRows = RedisRows;
