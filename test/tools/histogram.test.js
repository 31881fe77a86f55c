'use strict';

const assert = require('node:assert/strict');
const { Histogram } = require('../../lib/tools/histogram');

describe('tools/histogram', function () {
  it('knows quantiles to about a tenth', function () {
    const histogram = new Histogram();
    for (let i = 1; i <= 1000; i++) histogram.add(i);
    assert.deepEqual([histogram.count, histogram.min, histogram.max], [1000, 1, 1000]);
    for (const share of [0.1, 0.5, 0.95]) {
      const ratio = histogram.quantile(share) / (share * 1000);
      assert.ok(ratio > 0.95 && ratio < 1.1, `${share}: ${ratio}`);
    }
  });

  it('draws nothing where there is no distribution: below two values', function () {
    const histogram = new Histogram();
    assert.equal(histogram.draw(), '');
    histogram.add(5);
    histogram.add(NaN);
    assert.equal(histogram.draw(), '');
    assert.equal(histogram.quantile(0.5), 5);
  });

  it('draws many values from the smallest to the largest', function () {
    const histogram = new Histogram();
    histogram.add(5);
    for (let i = 0; i < 100; i++) histogram.add(500);
    assert.match(histogram.draw(10), /^▁ +█$/);
  });
});
