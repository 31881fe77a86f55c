'use strict';

// strftime(3) for names of files, in local time and the C locale.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS =
  'January February March April May June July August September October November December';
const MONTH_NAMES = MONTHS.split(' ');
const DAY_MS = 86400000;

const two = (number, fill = '0') => String(number).padStart(2, fill);
const hour12 = (time) => time.getHours() % 12 || 12;

function day_of_year(time) {
  const start = Date.UTC(time.getFullYear(), 0, 1);
  return 1 + (Date.UTC(time.getFullYear(), time.getMonth(), time.getDate()) - start) / DAY_MS;
}

function zone(time) {
  const minutes = -time.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

const CONVERSIONS = {
  '%': () => '%',
  a: (time) => DAYS[time.getDay()].slice(0, 3),
  A: (time) => DAYS[time.getDay()],
  b: (time) => MONTH_NAMES[time.getMonth()].slice(0, 3),
  B: (time) => MONTH_NAMES[time.getMonth()],
  C: (time) => two(Math.floor(time.getFullYear() / 100)),
  d: (time) => two(time.getDate()),
  D: (time) => strftime('%m/%d/%y', time),
  e: (time) => two(time.getDate(), ' '),
  F: (time) => strftime('%Y-%m-%d', time),
  h: (time) => CONVERSIONS.b(time),
  H: (time) => two(time.getHours()),
  I: (time) => two(hour12(time)),
  j: (time) => String(day_of_year(time)).padStart(3, '0'),
  m: (time) => two(time.getMonth() + 1),
  M: (time) => two(time.getMinutes()),
  p: (time) => (time.getHours() < 12 ? 'AM' : 'PM'),
  R: (time) => strftime('%H:%M', time),
  s: (time) => String(Math.floor(time.getTime() / 1000)),
  S: (time) => two(time.getSeconds()),
  T: (time) => strftime('%H:%M:%S', time),
  u: (time) => String(time.getDay() || 7),
  w: (time) => String(time.getDay()),
  y: (time) => two(time.getFullYear() % 100),
  Y: (time) => String(time.getFullYear()),
  z: zone,
};

/** The text with its conversions replaced; those that are not known stay. */
function strftime(text, time) {
  return text.replace(/%([%A-Za-z])/g, (whole, letter) => CONVERSIONS[letter]?.(time) ?? whole);
}

exports.strftime = strftime;
