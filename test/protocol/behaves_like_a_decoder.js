'use strict';

// What every decoder owes, whatever its protocol. Called inside describe():
//
//   behavesLikeADecoder(UDP, example, { header: 8 });
//
// `example` is one good packet from this layer's first byte on. `header`: cut below so many bytes,
// a layer must say so in `_error` (all of the example, if not given; 0 for decoders that need no
// bytes at all). `lies`: { 'what is wrong': Buffer } that must set `_error`. `ignore`: own
// properties that depend on where the bytes lie. `create`: makes an instance, if `new
// Decoder(emitter)` doesn't.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { inspect } = require('node:util');

/** Repeatable pseudo-random numbers below `limit` (mulberry32). */
function random_source(seed) {
  let state = seed;
  return function random(limit) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

function random_bytes(random, length) {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = random(256);
  return bytes;
}

/** Runs `work` and fails where it writes to the console. */
function silently(work) {
  const names = ['log', 'info', 'warn', 'error', 'debug', 'trace'];
  const kept = names.map((name) => console[name]);
  const said = [];
  for (const name of names) console[name] = (...words) => said.push(words.join(' '));
  try {
    work();
  } finally {
    names.forEach((name, i) => (console[name] = kept[i]));
  }
  assert.deepEqual(said, [], 'a decoder does not print');
}

function behavesLikeADecoder(Decoder, example, options = {}) {
  const { header = example.length, lies = {}, ignore = [] } = options;
  const { create = (emitter) => new Decoder(emitter) } = options;

  /** Everything that a program can do to a layer, so that what is lazy is done too. */
  function exercise(layer) {
    const json = JSON.stringify(layer);
    const text = String(layer);
    const inspected = inspect(layer, { depth: 20 });
    assert.equal(typeof text, 'string');
    assert.equal(typeof inspected, 'string');
    return { json, text };
  }

  /** Decodes, and holds the result against what is promised for any bytes. */
  function decode(bytes, offset, length) {
    const layer = create();
    assert.equal(layer.decode(bytes, offset, length), layer);
    assert.ok(layer._error === undefined || typeof layer._error === 'string');
    const { json, text } = exercise(layer);
    const fields = JSON.parse(json);
    for (const name of ignore) delete fields[name];
    return { layer, fields, text };
  }

  function emissions(bytes, offset, length) {
    const emitter = new EventEmitter();
    const layer = create(emitter);
    let n = 0;
    emitter.on(layer.decoderName, (emitted) => {
      if (emitted === layer) n++;
    });
    layer.decode(bytes, offset, length);
    return n;
  }

  describe('behaves like a decoder', () => {
    it('returns itself and finds nothing wrong with the example', () => {
      assert.equal(decode(example, 0, example.length).layer._error, undefined);
      assert.equal(decode(example, 0).layer._error, undefined);
    });

    it('decodes any Uint8Array', () => {
      const bytes = new Uint8Array(example);
      const { fields } = decode(bytes, 0, bytes.length);
      assert.deepEqual(fields, decode(example, 0, example.length).fields);
    });

    it('emits its event once, also for cut bytes', () => {
      const { decoderName, eventsOnDecode } = Decoder.prototype;
      const times = eventsOnDecode ? 1 : 0;
      if (times === 1) assert.equal(typeof decoderName, 'string');
      for (let n = 0; n <= example.length; n++) {
        assert.equal(emissions(example.subarray(0, n), 0, n), times, `${n} bytes`);
      }
    });

    it('decodes at any offset', () => {
      const random = random_source(1);
      const expected = decode(example, 0, example.length);
      for (const offset of [0, 1, 7, 100]) {
        const noise = random_bytes(random, offset + example.length + 50);
        example.copy(noise, offset);
        const { fields, text } = decode(noise, offset, example.length);
        assert.deepEqual(fields, expected.fields, `offset ${offset}`);
        assert.equal(text, expected.text, `offset ${offset}`);
      }
    });

    it('survives every truncation', () => {
      for (let n = 0; n < example.length; n++) {
        const cut = example.subarray(0, n);
        const layers = [
          decode(cut, 0, n).layer, // the parent's header grants less
          decode(cut, 0, example.length).layer, // the capture was cut
          decode(example, 0, n).layer, // more bytes follow that are not ours
        ];
        if (n >= header) continue;
        for (const layer of layers) {
          assert.match(
            layer._error ?? 'no _error',
            /^[\w.-]+: .*\d/,
            `${n} of ${example.length} bytes`,
          );
        }
      }
    });

    it('survives bytes that lie', () => {
      for (const [what, bytes] of Object.entries(lies)) {
        assert.equal(typeof decode(bytes, 0, bytes.length).layer._error, 'string', what);
      }
      for (let i = 0; i < Math.min(example.length, 256); i++) {
        for (const value of [0, 1, 0x7f, 0x80, 0xff, example[i] ^ 0x10]) {
          const changed = Buffer.from(example);
          changed[i] = value;
          decode(changed, 0, changed.length);
        }
      }
    });

    it('survives random bytes, offsets and lengths, and is silent', () => {
      const random = random_source(2);
      silently(() => {
        for (let i = 0; i < 500; i++) {
          const bytes = random_bytes(random, random(200));
          decode(bytes, random(bytes.length + 20), [undefined, random(300), 0, 65535][random(4)]);
        }
        decode();
        decode(Buffer.alloc(0));
        decode(Buffer.alloc(200));
        decode(Buffer.alloc(200, 0xff), 3);
        decode(Buffer.alloc(10), 11, 5);
      });
    });
  });
}

module.exports = behavesLikeADecoder;
module.exports.behavesLikeADecoder = behavesLikeADecoder;
