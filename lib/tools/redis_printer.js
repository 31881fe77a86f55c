'use strict';

// The lines of redis_trace, as text or as JSON.

const { connection_object, iso, round } = require('./connection_json');
const { format_ms, format_size } = require('./format');
const { json_value, show_command, show_value } = require('./redis_text');
const { join, safe, safe_json } = require('./safe_text');
const { facts_of, line_of, on_undecrypted } = require('./tls_facts');

class RedisPrinter {
  #options;
  #output;
  #names;
  #summary;
  #filter;
  #stats; // RedisStats, where they take the place of lines
  #style;
  #clock;

  constructor(options, { output, names, summary, filter, stats }) {
    this.#options = options;
    this.#output = output;
    this.#clock = output.clock;
    this.#names = names;
    this.#summary = summary;
    this.#filter = filter;
    this.#stats = stats;
    this.#style = output.style;
  }

  watch(tcp, redis) {
    this.#summary.connections++;
    redis.on('redis command', (_, command) => this.#command(tcp, command));
    redis.on('redis reply', (_, reply) => this.#reply(tcp, reply));
    redis.on('redis push', (_, push) => this.#push(tcp, push));
    redis.on('redis error', (_, direction, error) =>
      this.#event(tcp, direction, error.message, 'red'),
    );
    on_undecrypted(redis.below, redis, (reason) => this.#undecrypted(tcp, redis.below, reason));
    if (this.#options.json) redis.on('end', () => this.#end(tcp));
    redis.on('limit', (_, { count, what, bytes }) => {
      const text = `memory limit, dropped ${what}: ${count} (${format_size(bytes)})`;
      this.#event(tcp, 'send', text, 'red');
    });
  }

  #undecrypted(tcp, tls, reason) {
    const ms = tcp.current_cap_time * 1000;
    if (this.#options.json) {
      const [client, server] = this.#names.ends(tcp);
      const facts = { ...facts_of(tls), reason };
      this.#output.print(safe_json({ type: 'tls', time: iso(ms), client, server, ...facts }));
    } else this.#line(tcp, 'send', ms, safe`${line_of(tls, this.#style)}: ${reason}`);
  }

  #end(tcp) {
    this.#output.print(safe_json(connection_object(tcp, { ends: this.#names.ends(tcp) })));
  }

  /** A line about the connection itself, for --tcp-verbose. */
  tcp(tcp, direction, text) {
    this.#event(tcp, direction, text);
  }

  #command(tcp, command) {
    if (!this.#filter.is_late && this.#filter.shows(command)) this.#show_command(tcp, command);
  }

  /** Whether lines are for something else than text about commands. */
  get #is_silent() {
    return this.#options.json || this.#options.quiet || this.#stats !== undefined;
  }

  #show_command(tcp, command) {
    this.#summary.commands++;
    if (this.#is_silent) return;
    const [name, ...rest] = show_command(command).split(' ');
    const text = join([this.#style('bold', name), ...rest]);
    this.#line(tcp, 'send', command.start, safe`#${command.number} ${text}`);
  }

  #reply(tcp, reply) {
    const { command } = reply;
    if (!this.#filter.accepts(reply)) return;
    if (this.#filter.is_late) this.#show_command(tcp, command);
    this.#summary.reply(reply);
    this.#stats?.add(reply);
    if (this.#options.json) {
      this.#json(tcp, reply, 'exchange');
      return;
    }
    if (this.#is_silent) return;
    const number = command ? `#${command.number}` : '#?';
    const queued = command?.transaction?.length;
    const after = queued ? ` (transaction of ${queued})` : '';
    const time = command ? ` ${format_ms(reply.latency)}` : '';
    const shown = this.#style(reply.is_error ? 'red' : 'green', show_value(reply.value));
    this.#line(tcp, 'recv', reply.end, safe`${number} ${shown}${after}${time}`);
  }

  #push(tcp, push) {
    if (this.#filter.is_set) return; // it answers no command
    if (this.#options.json) {
      this.#json(tcp, push, 'push');
      return;
    }
    if (this.#is_silent) return;
    const shown = this.#style('cyan', show_value(push.value));
    this.#line(tcp, 'recv', push.end, safe`push ${shown}`);
  }

  #json(tcp, reply, type) {
    const { command } = reply;
    const [client, server] = this.#names.ends(tcp);
    const time = iso(command?.start ?? reply.start);
    const exchange = {
      ...{ type, time, client, server, number: command?.number },
      ...{ command: command?.args.map(json_value), reply: json_value(reply.value) },
      latency_ms: command ? round(reply.latency) : undefined,
    };
    this.#output.print(safe_json(exchange));
  }

  #event(tcp, direction, text, color) {
    const ms = tcp.current_cap_time * 1000;
    if (this.#options.json) {
      const [client, server] = this.#names.ends(tcp);
      const time = iso(ms);
      this.#output.print(safe_json({ type: 'event', time, client, server, text }));
    } else {
      this.#line(tcp, direction, ms, color ? this.#style(color, text) : text);
    }
  }

  #line(tcp, direction, time, text) {
    const [src, dst] = this.#names.ends(tcp).map((end) => this.#style('cyan', end));
    const [from, to] = direction === 'send' ? [src, dst] : [dst, src];
    const start = this.#clock.format(time);
    this.#output.print(safe`${start} ${from} -> ${to} ${text}`);
  }
}

exports.RedisPrinter = RedisPrinter;
