'use strict';

// redis_trace --stats: which kinds of keys are asked for, how often, how many bytes, how fast.

const { format_ms, format_size } = require('./format');
const { Histogram } = require('./histogram');
const { keys_of } = require('./redis_keys');
const { RESPMap } = require('../app/redis');
const { join, safe } = require('./safe_text');

const MAX_KINDS = 1000; // that are counted one by one
const SHOWN = 20; // rows of the table
const MAX_KEY = 100; // bytes of a key that are looked at
const MAX_DEPTH = 8; // of lists within a reply
const OTHER = '(others)';
const HEAD = '  count errors      bytes   median     95 %  keys';

/** A key without what tells one of its kind from another: `user:17:name` is `user:*:name`. */
function kind_of(key) {
  const parts = key.subarray(0, MAX_KEY).toString('utf8').split(':');
  return parts.map((part) => (is_particular(part) ? '*' : part)).join(':');
}

const is_particular = (part) =>
  /^[-+]?\d+$/.test(part) || (/^[0-9a-f-]{8,}$/i.test(part) && /\d/.test(part));

/** Bytes of a value, as far as the session kept them or says how many there were. */
function bytes_of(value, depth = 0) {
  if (Buffer.isBuffer(value)) return value.total ?? value.length;
  if (typeof value === 'string') return value.length;
  if (depth === MAX_DEPTH || typeof value !== 'object' || value === null) return 0;
  const items = value instanceof RESPMap ? value.entries : Array.isArray(value) ? value : [];
  return items.reduce((sum, item) => sum + bytes_of(item, depth + 1), 0);
}

class RedisStats {
  #kinds = new Map(); // kind -> { latency, errors, bytes }

  /** Counts a command with its reply, for each kind of key that it has. */
  add({ command, value, latency, is_error }) {
    if (command === undefined) return;
    const bytes = bytes_of(command.args) + bytes_of(value);
    for (const kind of new Set(keys_of(command).map(kind_of))) {
      const entry = this.#entry(kind);
      entry.latency.add(latency);
      entry.bytes += bytes;
      if (is_error) entry.errors++;
    }
  }

  #entry(kind) {
    const name = this.#kinds.has(kind) || this.#kinds.size < MAX_KINDS ? kind : OTHER;
    let entry = this.#kinds.get(name);
    if (entry === undefined) {
      entry = { latency: new Histogram(), errors: 0, bytes: 0 };
      this.#kinds.set(name, entry);
    }
    return entry;
  }

  /** The table, as SafeText lines. */
  lines(style) {
    if (this.#kinds.size === 0) return [];
    const all = [...this.#kinds].sort(([, a], [, b]) => b.latency.count - a.latency.count);
    const rows = all.slice(0, SHOWN).map(([kind, entry]) => row(kind, entry, style));
    const more = all.length > SHOWN ? [safe`${all.length - SHOWN} more kinds of keys`] : [];
    return [safe`${HEAD}`, ...rows, ...more];
  }
}

function row(kind, { latency, errors, bytes }, style) {
  const failed = safe`${errors || '-'}`.padStart(7);
  const columns = [
    safe`${latency.count}`.padStart(7),
    errors > 0 ? style('red', failed) : failed,
    safe`${format_size(bytes)}`.padStart(11),
    safe`${format_ms(latency.quantile(0.5))}`.padStart(9),
    safe`${format_ms(latency.quantile(0.95))}`.padStart(9),
  ];
  return safe`${join(columns, '')}  ${kind}`;
}

exports.RedisStats = RedisStats;
exports.kind_of = kind_of;
