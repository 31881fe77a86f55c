'use strict';

const assert = require('node:assert/strict');
const zlib = require('node:zlib');

const { gunzip } = require('../../lib/file/gunzip');
const { random_source } = require('../helpers/random');

const PIECE = 16 * 1024; // what is inflated at a time

/** A source that gives bytes in pieces of a size. */
function source_of(bytes, size = bytes.length) {
  let at = 0;
  return {
    async next() {
      if (at >= bytes.length) return undefined;
      at += size;
      return bytes.subarray(at - size, at);
    },
    cancel() {
      at = bytes.length;
    },
  };
}

/** `{ bytes, error }`: what a source contains, and how it ends. */
async function read(source) {
  const chunks = [];
  try {
    for (let chunk; (chunk = await source.next()) !== undefined;) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), error: null };
  } catch ({ code, message }) {
    return { bytes: Buffer.concat(chunks), error: `${code} ${message}` };
  }
}

const inflated = (bytes, size) => read(gunzip(source_of(bytes, size)));

/** A member whose head has all that there is for heads. */
function member(content, { extra, name, comment, check }) {
  const plain = zlib.gzipSync(content);
  const flags = (extra && 4) | (name && 8) | (comment && 16) | (check && 2);
  const head = Buffer.from(plain.subarray(0, 10));
  head[3] = flags;
  const parts = [head];
  if (extra) parts.push(Buffer.from([extra.length & 0xff, extra.length >> 8]), extra);
  if (name) parts.push(Buffer.from(`${name}\0`));
  if (comment) parts.push(Buffer.from(`${comment}\0`));
  if (check) parts.push(Buffer.from([1, 2]));
  return Buffer.concat([...parts, plain.subarray(10)]);
}

/** Bytes that deflate does not make smaller. */
function noise(size, seed) {
  const random = random_source(seed);
  return Buffer.from(Array.from({ length: size }, () => random(256)));
}

describe('gunzip', function () {
  this.timeout(60_000);
  const content = Buffer.from('a capture '.repeat(5000));
  const packed = zlib.gzipSync(content);

  it('reads what zlib wrote, in pieces of any size', async () => {
    for (const size of [1, 2, 7, 100, packed.length]) {
      assert.deepEqual(await inflated(packed, size), { bytes: content, error: null });
    }
  });

  it('passes all that a head can have', async () => {
    const heads = [
      { extra: Buffer.from('424302006162', 'hex') },
      { extra: Buffer.alloc(65535, 1) },
      { name: 'capture.pcap' },
      { comment: 'x'.repeat(100_000) },
      { check: true },
      { extra: Buffer.from('abcd'), name: 'n', comment: 'c', check: true },
    ];
    for (const head of heads) {
      for (const size of [13, 50_000]) {
        const found = await inflated(member(content, head), size);
        assert.deepEqual(found, { bytes: content, error: null });
      }
    }
  });

  it('reads members one after the other, empty ones too, and zeros at the end', async () => {
    const parts = ['one', '', 'two', 'three '.repeat(9000), ''].map((text) => Buffer.from(text));
    const members = Buffer.concat(parts.map((part) => zlib.gzipSync(part)));
    for (const size of [1, 5, 18, members.length]) {
      for (const padding of [0, 1, 512]) {
        const found = await inflated(Buffer.concat([members, Buffer.alloc(padding)]), size);
        assert.deepEqual(found, { bytes: Buffer.concat(parts), error: null });
      }
    }
  });

  it('finds the end of a member wherever it is in a piece', async () => {
    for (let over = -12; over <= 12; over++) {
      const first = noise(PIECE - 23 + over, over + 100);
      const bytes = Buffer.concat([zlib.gzipSync(first, { level: 0 }), packed]);
      const found = await inflated(bytes);
      assert.deepEqual(found, { bytes: Buffer.concat([first, content]), error: null });
    }
  });

  it('gives all that precedes a wrong check, a wrong length, and bytes of something else', async () => {
    const wrong = (at) => {
      const bytes = Buffer.from(packed);
      bytes[bytes.length + at] ^= 1;
      return bytes;
    };
    const ends = [
      [wrong(-1), 'damaged gzip file: incorrect length check'],
      [Buffer.concat([packed, Buffer.from('junk')]), 'damaged gzip file: incorrect header check'],
      [Buffer.concat([packed, Buffer.from([0x1f])]), 'truncated gzip file'],
      [packed.subarray(0, -1), 'truncated gzip file'],
      [packed.subarray(0, -8), 'truncated gzip file'],
    ];
    if (zlib.crc32 !== undefined) ends.push([wrong(-8), 'damaged gzip file: incorrect data check']);
    for (const [bytes, message] of ends) {
      for (const size of [1, bytes.length]) {
        const found = await inflated(bytes, size);
        assert.deepEqual(found, { bytes: content, error: `ERR_PCAP_FILE ${message}` });
      }
    }
  });

  it('gives what it can of other damage, and ends', async () => {
    const random = random_source(20261127);
    const base = zlib.gzipSync(Buffer.concat([content, noise(20_000, 7), content]));
    const whole = zlib.gunzipSync(base);
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.from(base);
      for (let times = 1 + random(3); times > 0; times--) {
        bytes[random(bytes.length)] = random(256);
      }
      const { bytes: found, error } = await inflated(bytes, 1 + random(3000));
      if (error === null) assert.deepEqual(found, zlib.gunzipSync(bytes));
      else assert.match(error, /^ERR_PCAP_FILE (damaged|truncated) gzip file/);
      assert.ok(found.length <= whole.length + 70_000);
    }
  });

  it('refuses other methods than deflate', async () => {
    const bytes = Buffer.from(packed);
    bytes[2] = 7;
    const { error } = await inflated(bytes);
    assert.equal(error, 'ERR_PCAP_FILE damaged gzip file: unknown compression method');
  });

  it('ends when it is cancelled, also while it waits', async () => {
    const source = gunzip(source_of(packed, 10));
    const reading = read(source);
    source.cancel();
    assert.equal((await reading).error, null);
    assert.equal(await source.next(), undefined);
  });
});
