#!/usr/bin/env node
'use strict';

// Shows the Redis commands and replies that go by, or that a capture file holds.

const pcap = require('../pcap');
const { start_capture } = require('./capture');
const { Names } = require('./ends');
const { count_of, format_ms, format_time } = require('./format');
const { Histogram } = require('./histogram');
const { run_program } = require('./program');
const { show_command, show_value, json_value } = require('./redis_text');
const { join, safe, safe_json } = require('./safe_text');

const MAX_NAMES = 500; // commands that are counted one by one

const TOOL = {
  name: 'redis_trace',
  filter: 'tcp port 6379',
  options: {
    json: { type: 'boolean' },
    'tcp-verbose': { type: 'boolean' },
    'no-color': { type: 'boolean' },
  },
  usage: [
    'usage: redis_trace [options]\n\nShows Redis commands and replies as they go by.',
    `Output:
    --json                   print one JSON object a line (def: text)
    --tcp-verbose            display TCP events (def: off)
    --no-color               disable ANSI colors (def: colors on a terminal)
    -n                       show addresses, do not look up names
    --version                print the version
    --help                   print this`,
  ],
  examples: `    redis_trace -i lo
       listen for Redis on its port, 6379, on the loopback device
    redis_trace -i eth0 -f "tcp port 7000"
       listen on another port`,
};

/** Per command: how often, how long, how many errors. */
class RedisSummary {
  #commands = new Map();
  connections = 0;
  commands = 0;

  reply(reply) {
    if (!reply.command) return;
    let { name } = reply.command;
    if (!this.#commands.has(name) && this.#commands.size >= MAX_NAMES) name = '(other commands)';
    let entry = this.#commands.get(name);
    if (!entry) this.#commands.set(name, (entry = { latency: new Histogram(), errors: 0 }));
    entry.latency.add(reply.latency);
    if (reply.is_error) entry.errors++;
  }

  lines({ packets, drops }, style) {
    const totals = [
      count_of(packets, 'packet'),
      ...(drops ? [`${drops.ps_drop} dropped`] : []),
      count_of(this.connections, 'connection'),
      count_of(this.commands, 'command'),
    ];
    const table = [...this.#commands]
      .sort(([, a], [, b]) => b.latency.count - a.latency.count)
      .slice(0, 20)
      .map(([name, entry]) => table_row(name, entry, style));
    return [safe``, join(totals, ', '), ...table];
  }
}

function table_row(name, { latency, errors }, style) {
  const times = `median ${format_ms(latency.quantile(0.5))}, max ${format_ms(latency.max)}`;
  return join([
    safe`${name}`.cut(20).padEnd(12),
    `× ${latency.count}`.padStart(8),
    ` ${times}`.padEnd(34),
    style('cyan', latency.draw(16)),
    errors > 0 ? style('red', ` ${count_of(errors, 'error')}`) : '',
  ]);
}

class RedisPrinter {
  constructor(options, { output, names, summary }) {
    Object.assign(this, { options, output, names, summary, style: output.style });
  }

  watch(tcp, redis) {
    this.summary.connections++;
    redis.on('redis command', (_, command) => this.command(tcp, command));
    redis.on('redis reply', (_, reply) => this.reply(tcp, reply));
    redis.on('redis push', (_, push) => this.push(tcp, push));
    redis.on('redis error', (_, direction, error) =>
      this.event(tcp, direction, error.message, 'red'),
    );
  }

  command(tcp, command) {
    this.summary.commands++;
    if (this.options.json) return;
    const [name, ...rest] = show_command(command).split(' ');
    const text = join([this.style('bold', this.style('yellow', name)), ...rest]);
    this.line(tcp, 'send', command.start, safe`#${command.number} ${text}`);
  }

  reply(tcp, reply) {
    this.summary.reply(reply);
    const { command } = reply;
    if (this.options.json) {
      this.json(tcp, reply, 'exchange');
      return;
    }
    const number = command ? `#${command.number}` : '#?';
    const text = show_value(reply.value);
    const queued = command?.transaction?.length;
    const after = queued ? ` (transaction of ${queued})` : '';
    const time = command ? ` ${format_ms(reply.latency)}` : '';
    const shown = this.style(reply.is_error ? 'red' : 'green', text);
    this.line(tcp, 'recv', reply.end, safe`${number} ${shown}${after}${time}`);
  }

  push(tcp, push) {
    if (this.options.json) this.json(tcp, push, 'push');
    else {
      const shown = this.style('cyan', show_value(push.value));
      this.line(tcp, 'recv', push.end, safe`push ${shown}`);
    }
  }

  json(tcp, reply, type) {
    const { command } = reply;
    const time = new Date(command?.start ?? reply.start).toISOString();
    const exchange = {
      ...{ type, time, client: tcp.src, server: tcp.dst, number: command?.number },
      ...{ command: command?.args.map(json_value), reply: json_value(reply.value) },
      latency_ms: command ? Math.round(reply.latency * 1000) / 1000 : undefined,
    };
    this.output.print(safe_json(exchange));
  }

  event(tcp, direction, text, color) {
    const time = tcp.current_cap_time * 1000;
    if (this.options.json) {
      const at = new Date(time).toISOString();
      const { src: client, dst: server } = tcp;
      this.output.print(safe_json({ type: 'event', time: at, client, server, text }));
    } else {
      this.line(tcp, direction, time, color ? this.style(color, text) : text);
    }
  }

  line(tcp, direction, time, text) {
    const ends = direction === 'send' ? [tcp.src, tcp.dst] : [tcp.dst, tcp.src];
    const [from, to] = ends.map((end) => this.style('magenta', this.names.show(end)));
    this.output.print(safe`${this.style('blue', format_time(time))} ${from} -> ${to} ${text}`);
  }
}

function watch_tcp(tracker, printer) {
  tracker.on('session', (tcp) =>
    printer.event(tcp, 'send', tcp.missed_syn ? 'TCP already in progress' : 'TCP start'),
  );
  tracker.on('retransmit', (tcp, direction, seqno) =>
    printer.event(tcp, direction, `TCP retransmit at ${seqno}`),
  );
  tracker.on('reset', (tcp, direction) => printer.event(tcp, direction, 'TCP reset'));
  tracker.on('end', (tcp) => printer.event(tcp, 'send', 'TCP end'));
}

function main({ options, output }) {
  const names = new Names({ numeric: options.n || options.json });
  const summary = new RedisSummary();
  const printer = new RedisPrinter(options, { output, names, summary });
  const tracker = new pcap.TCPTracker({ server_ports: [6379] });
  if (options['tcp-verbose']) watch_tcp(tracker, printer);
  tracker.on('session', (tcp) => printer.watch(tcp, new pcap.RedisSession(tcp)));
  start_capture(options, {
    ...TOOL,
    output,
    on_packet: (raw_packet) => tracker.track_packet(raw_packet),
    on_end(totals) {
      tracker.close();
      names.close();
      for (const line of summary.lines(totals, output.warning_style)) output.warn(line);
    },
  });
}

run_program(TOOL, main);
