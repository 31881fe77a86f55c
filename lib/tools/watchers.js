'use strict';

// What is said while a capture is under way: dropped packets, no packets, progress.

const fs = require('node:fs');
const path = require('node:path');
const { performance } = require('node:perf_hooks');
const { count_of, format_size } = require('./format');
const { safe } = require('./safe_text');

const SECOND = 1000;
const PATIENCE = 5; // seconds without a packet until a hint is given

/** What the kernel counted; null where the device is gone. */
function stats_of(session) {
  try {
    return session.stats();
  } catch {
    return null;
  }
}

/**
 * Every second, reports packets that the kernel dropped, and what helps; on a terminal, shows what
 * is under way. Gives a hint where no packet comes at all.
 */
function watch_device(session, tool, totals, options, every_second = set_interval) {
  let before = 0;
  let seconds = 0;
  const timer = every_second(() => {
    if (++seconds === PATIENCE && totals.packets === 0) {
      tool.output.warn(hint(session, tool, options));
    }
    if (tool.output.shows_progress) show_status(tool);
    const stats = stats_of(session);
    if (!stats || stats.ps_drop <= before) return;
    const now = stats.ps_drop - before;
    before = stats.ps_drop;
    tool.output.warn(
      safe`${tool.name}: dropped ${now} packets (${stats.ps_drop} of ${stats.ps_recv} so far): a larger buffer (-b) or a narrower filter helps`,
    );
  });
  return () => clearInterval(timer);
}

/** What is under way, until the next line comes. */
function show_status({ output, status }) {
  const line = status?.();
  if (line === undefined) output.clear_progress();
  else output.progress(line);
}

function set_interval(tick) {
  return setInterval(tick, SECOND).unref();
}

function set_short_interval(tick) {
  return setInterval(tick, SECOND / 4).unref();
}

function hint({ device_name }, { name }, { f }) {
  const loopback = process.platform === 'linux' ? 'lo' : 'lo0';
  const all = process.platform === 'linux' ? ', that of all devices on -i any' : '';
  const elsewhere =
    device_name === loopback
      ? '-D lists other devices'
      : `local traffic is on -i ${loopback}${device_name === 'any' ? '' : all}`;
  const filter = f === undefined ? '' : `; the filter is ${f}`;
  return safe`${name}: no packets on ${device_name} yet: ${elsewhere}${filter}`;
}

/**
 * Shows how far the reading of a file has come, on a terminal.
 * @param {object} options  { r }
 * @param {object} tool  { output, progress(): what it has found so far, in its own words }
 * @param {object} totals  { packets, bytes }
 * @returns {() => void} what ends it
 */
function show_progress(options, { output, progress }, totals, every_quarter = set_short_interval) {
  if (!output.shows_progress) return () => {};
  const size = size_of(options.r);
  const name = options.r === '-' ? 'standard input' : path.basename(options.r);
  const begin = performance.now();
  const timer = every_quarter(() => {
    const seconds = (performance.now() - begin) / SECOND;
    const parts = [...pace(totals.bytes, size, seconds), count_of(totals.packets, 'packet')];
    output.progress(safe`${name}: ${[...parts, progress?.()].filter(Boolean).join(', ')}`);
  });
  return () => clearInterval(timer);
}

/** Bytes of a capture file; undefined where its packets do not add up to them. */
function size_of(file) {
  if (file === '-') return undefined;
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() && !file.endsWith('.gz') ? stat.size : undefined;
}

/** Percent, rate and time left, as far as they are known. */
function pace(bytes, size, seconds) {
  const rate = bytes / seconds;
  const parts = [`${format_size(Math.round(rate))}/s`];
  if (size === undefined || !(rate > 0)) return parts;
  const share = Math.min(1, bytes / size);
  const left = Math.ceil(Math.max(0, size - bytes) / rate);
  return [`${Math.floor(share * 100)} %`, ...parts, `${time_left(left)} left`];
}

function time_left(seconds) {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

exports.pace = pace;
exports.show_progress = show_progress;
exports.stats_of = stats_of;
exports.watch_device = watch_device;
