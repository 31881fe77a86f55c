'use strict';

const assert = require('node:assert/strict');
const { Clock, count_of, format_ms, format_size } = require('../../lib/tools/format');

describe('tools/format', function () {
  it('sizes', function () {
    assert.deepEqual([0, 2047, 2048, 3 * 1024 ** 2, 5 * 1024 ** 3].map(format_size), [
      ...['0B', '2047B', '2.00KiB', '3.00MiB', '5.00GiB'],
    ]);
  });

  it('durations', function () {
    assert.deepEqual([0, 9.994, 12.5, 12345, undefined, NaN].map(format_ms), [
      ...['0.00ms', '9.99ms', '13ms', '12.3s', '?ms', '?ms'],
    ]);
  });

  it('counts', function () {
    assert.deepEqual(
      [0, 1, 2].map((n) => count_of(n, 'HTTP error')),
      [...['0 HTTP errors', '1 HTTP error', '2 HTTP errors']],
    );
  });

  it('times of day, as Date has them', function () {
    const clock = new Clock();
    for (const ms of [0, 999.9, 1000, 1600000000123, 1600000000124.7, 1599999999999, -1, 8.64e15]) {
      const date = new Date(Math.floor(ms));
      const two = (number) => String(number).padStart(2, '0');
      const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
      assert.equal(clock.format(ms), `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`);
    }
  });

  it('times that are no date', function () {
    const clock = new Clock();
    assert.equal(clock.format(NaN), '??:??:??.???');
    assert.match(clock.format(1e300), /^\?\?:\?\?:\?\?\./);
    assert.match(clock.format(0), /^\d\d:\d\d:00\.000$/);
  });
});
