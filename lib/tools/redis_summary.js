'use strict';

// What redis_trace says at the end.

const { count_of, format_ms } = require('./format');
const { Histogram } = require('./histogram');
const { join, safe } = require('./safe_text');

const MAX_NAMES = 500; // commands that are counted one by one
const SHOWN = 20;

/** Per command: how often, how long, how many errors. */
class RedisSummary {
  #commands = new Map();
  #all = new Histogram(); // of all commands' latency, at the end
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

  /** SafeText lines; `totals` is { packets, drops }, `style` an output's. */
  lines({ packets, drops }, style) {
    const totals = [
      count_of(packets, 'packet'),
      ...(drops ? [`${drops.ps_drop} dropped`] : []),
      count_of(this.connections, 'connection'),
      count_of(this.commands, 'command'),
    ];
    for (const { latency } of this.#commands.values()) this.#all.merge(latency);
    const table = [...this.#commands]
      .sort(([, a], [, b]) => b.latency.count - a.latency.count)
      .slice(0, SHOWN)
      .map(([name, entry]) => row(name, entry, this.#all, style));
    return [safe``, join(totals, ', '), ...table, ...axis_note(this.#all)];
  }
}

/** What the bars of all rows stand between. */
function axis_note(all) {
  if (all.count < 2) return [];
  return [safe`Bars: ${format_ms(all.min)} to ${format_ms(all.max)}, logarithmic`];
}

function row(name, { latency, errors }, all, style) {
  const times = `median ${format_ms(latency.quantile(0.5))}, max ${format_ms(latency.max)}`;
  return join([
    safe`${name}`.cut(20).padEnd(12),
    `× ${latency.count}`.padStart(8),
    ` ${times}`.padEnd(34),
    style('cyan', latency.draw(16, all)),
    errors > 0 ? style('red', ` ${count_of(errors, 'error')}`) : '',
  ]);
}

exports.RedisSummary = RedisSummary;
