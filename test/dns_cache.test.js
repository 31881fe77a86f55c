'use strict';

const assert = require('node:assert/strict');
const dns = require('node:dns');
const DNSCache = require('../lib/dns_cache');
const { warnings } = require('../lib/warnings');

function fake(answers) {
  const asked = [];
  const waiting = [];
  const resolver = {
    reverse(ip, callback) {
      asked.push(ip);
      waiting.push(() => callback(...(answers[ip] ?? [new Error('ENOTFOUND')])));
    },
  };
  return { resolver, asked, answer: () => waiting.splice(0).forEach((call) => call()) };
}

describe('DNSCache', function () {
  it('refuses options of a wrong type or range, and warns of unknown ones', () => {
    const wrong = { max_entries: -1, ttl: NaN, error_ttl: '60', max_requests: 0, resolver: {} };
    for (const [name, value] of Object.entries(wrong)) {
      const error = { code: 'ERR_PCAP_OPTION', message: new RegExp(`option ${name} must be`) };
      assert.throws(() => new DNSCache({ [name]: value }), error);
    }
    const told = [];
    const { handler } = warnings;
    warnings.handler = (text) => told.push(text);
    try {
      new DNSCache({ max_entires: 5 });
    } finally {
      warnings.handler = handler;
    }
    assert.deepEqual(told, ['DNSCache: unknown option max_entires; did you mean max_entries?']);
  });

  describe('#ptr', function () {
    it('gives the address until the name is known, and asks once', function () {
      const { resolver, asked, answer } = fake({ '192.0.2.1': [null, ['one.example', 'b']] });
      const cache = new DNSCache({ resolver });
      assert.equal(cache.ptr('192.0.2.1'), '192.0.2.1');
      assert.equal(cache.ptr('192.0.2.1'), '192.0.2.1');
      answer();
      assert.equal(cache.ptr('192.0.2.1'), 'one.example');
      assert.deepEqual(asked, ['192.0.2.1']);
    });

    it('an address without a name stays an address and is not asked for again', function () {
      const { resolver, asked, answer } = fake({ '192.0.2.2': [null, []] });
      const cache = new DNSCache({ resolver });
      for (const ip of ['192.0.2.2', '192.0.2.3']) cache.ptr(ip);
      answer();
      for (const ip of ['192.0.2.2', '192.0.2.3']) assert.equal(cache.ptr(ip), ip);
      assert.deepEqual(asked, ['192.0.2.2', '192.0.2.3']);
    });

    it('asks again when the time to live is over, and gives the old name meanwhile', function () {
      const { resolver, asked, answer } = fake({ '192.0.2.1': [null, ['one.example']] });
      const cache = new DNSCache({ resolver, ttl: 0 });
      cache.ptr('192.0.2.1');
      answer();
      assert.equal(cache.ptr('192.0.2.1'), 'one.example');
      assert.equal(asked.length, 2);
    });

    it('keeps no more than max_entries, and asks for no more than max_requests at a time', function () {
      const { resolver, asked, answer } = fake({});
      const cache = new DNSCache({ resolver, max_entries: 3, max_requests: 5 });
      for (let i = 0; i < 10; i++) cache.ptr(`192.0.2.${i}`);
      assert.equal(asked.length, 5);
      answer();
      assert.deepEqual([...cache.cache.keys()], ['192.0.2.2', '192.0.2.3', '192.0.2.4']);
      assert.equal(cache.requests.size, 0);
    });

    it('takes anything for an address', function () {
      const cache = new DNSCache();
      for (const ip of ['', 'no address', undefined]) assert.equal(cache.ptr(ip), ip);
      assert.equal(cache.requests.size, 0);
    });

    it('asks whatever dns.reverse is at the moment', function () {
      const original = dns.reverse;
      dns.reverse = (ip, callback) => callback(null, [`name-of-${ip}`]);
      try {
        const cache = new DNSCache();
        cache.ptr('192.0.2.9');
        assert.equal(cache.ptr('192.0.2.9'), 'name-of-192.0.2.9');
      } finally {
        dns.reverse = original;
      }
    });
  });
});
