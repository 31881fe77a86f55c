'use strict';

// What is said while a capture is under way: dropped packets, no packets, progress.

const fs = require('node:fs');
const path = require('node:path');
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
 * Every second, reports packets that the kernel dropped, and what helps. Gives a hint where no
 * packet comes at all.
 */
function watch_device(session, tool, totals, options, every_second = set_interval) {
  let before = 0;
  let seconds = 0;
  const timer = every_second(() => {
    if (++seconds === PATIENCE && totals.packets === 0) {
      tool.output.warn(hint(session, tool, options));
    }
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

function set_interval(tick) {
  return setInterval(tick, SECOND).unref();
}

function hint({ device_name }, { name }, { f }) {
  const loopback = process.platform === 'linux' ? 'lo' : 'lo0';
  const elsewhere =
    device_name === loopback ? '-D lists other devices' : `local traffic is on -i ${loopback}`;
  const filter = f === undefined ? '' : `; the filter is ${f}`;
  return safe`${name}: no packets on ${device_name} yet: ${elsewhere}${filter}`;
}

function show_progress(options, output, totals) {
  if (options.r === '-' || !output.shows_progress) return () => {};
  const size = fs.statSync(options.r, { throwIfNoEntry: false })?.size || 1;
  const timer = setInterval(() => {
    const percent = Math.min(100, Math.floor((totals.bytes / size) * 100));
    output.progress(safe`${path.basename(options.r)}: ${percent}%, ${totals.packets} packets`);
  }, SECOND / 4);
  timer.unref();
  return () => clearInterval(timer);
}

exports.show_progress = show_progress;
exports.stats_of = stats_of;
exports.watch_device = watch_device;
