'use strict';

// Sizes and times as people read them.

function format_size(bytes) {
  if (bytes < 2048) return `${bytes}B`;
  if (bytes < 2 * 1024 * 1024) return `${(bytes / 1024).toFixed(2)}KB`;
  return `${(bytes / 1024 / 1024).toFixed(2)}MB`;
}

function format_ms(ms) {
  if (ms === undefined || Number.isNaN(ms)) return '?ms';
  if (ms < 10) return `${ms.toFixed(2)}ms`;
  return ms < 10000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`;
}

/** The time of day, to the millisecond; a time that is no date too. */
function format_time(ms) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '??:??:??.???';
  const two = (number) => String(number).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** '1 packet', '2 packets'. */
function count_of(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

exports.count_of = count_of;
exports.format_ms = format_ms;
exports.format_size = format_size;
exports.format_time = format_time;
