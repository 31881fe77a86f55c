'use strict';

const assert = require('node:assert/strict');
const { Budget } = require('../lib/budget');

function holder(budget, bytes) {
  const each = { shed: 0 };
  each.account = budget.open(() => {
    each.shed++;
    each.account.set(Math.floor(each.account.bytes / 2));
  });
  each.account.set(bytes);
  return each;
}

describe('Budget', function () {
  it('has one of the largest pay until the limit is kept', function () {
    const budget = new Budget(1000);
    const small = holder(budget, 100);
    const large = holder(budget, 4000);
    budget.enforce();
    assert.deepEqual([small.shed, large.shed, budget.bytes], [0, 3, 600]);
  });

  it('ends when the one that should pay can not', function () {
    const budget = new Budget(10);
    const account = budget.open(() => {});
    account.set(100);
    budget.enforce();
    assert.equal(budget.bytes, 100);
    account.set(0);
    assert.equal(budget.bytes, 0);
    budget.enforce();
  });

  it('keeps the sum over many accounts and sizes', function () {
    const budget = new Budget(Infinity);
    const accounts = Array.from({ length: 100 }, () => budget.open(() => {}));
    let sum = 0;
    for (let i = 0; i < 10000; i++) {
      const account = accounts[(i * 7919) % 100];
      const bytes = (i * 104729) % 100003;
      sum += bytes - account.bytes;
      account.set(bytes);
    }
    assert.equal(budget.bytes, sum);
  });

  it('rejects limits that are none', function () {
    for (const limit of [NaN, -1, '5', null]) {
      assert.throws(() => new Budget(limit), { code: 'ERR_PCAP_OPTION' });
    }
  });
});
