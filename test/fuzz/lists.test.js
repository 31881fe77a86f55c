'use strict';

// The fuzzers know all that there is: what a table leads to can't be forgotten.

const assert = require('node:assert/strict');
const { services } = require('../../lib/app/services');
const { all_decoders, of_tables } = require('../helpers/decoders');
const { NAMES } = require('./protocols');

/** Services with fuzzers of their own: tls.js, streams.js and http2.js. */
const OWN = ['tls', 'http', 'redis'];

describe('what fuzzers know', function () {
  it('each decoder that a table leads to', function () {
    const known = new Set(all_decoders().map(([, Decoder]) => Decoder));
    const of_known_tables = of_tables();
    assert.ok(of_known_tables.length > 80);
    assert.deepEqual(
      of_known_tables.filter((Decoder) => !known.has(Decoder)),
      [],
    );
  });

  it('each service', function () {
    assert.deepEqual([...OWN, ...NAMES].sort(), [...services.keys()].sort());
  });
});
