'use strict';

// Packets made wrong, repeatably. And what no decoder may do with them, whatever they hold.

const { EventEmitter } = require('node:events');
const { inspect } = require('node:util');
const decode = require('../../lib/decode');

/** Repeatable pseudo-random integers below `limit` (xorshift32). */
function random_source(seed) {
  let state = seed | 0 || 1;
  return function random(limit) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const EDGES = [0, 1, 2, 3, 4, 7, 8, 0x0f, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xf0, 0xfe, 0xff];

const mutations = [
  (bytes, random) => (bytes[random(bytes.length)] ^= 1 << random(8)),
  (bytes, random) => (bytes[random(bytes.length)] = random(256)),
  (bytes, random) => (bytes[random(bytes.length)] = EDGES[random(EDGES.length)]),
  function wrong_length(bytes, random) {
    const at = random(bytes.length);
    bytes[at] = EDGES[random(EDGES.length)];
    if (at + 1 < bytes.length) bytes[at + 1] = EDGES[random(EDGES.length)];
  },
  function copy_within(bytes, random) {
    const from = random(bytes.length);
    bytes.copyWithin(random(bytes.length), from, from + 1 + random(40));
  },
  function fill(bytes, random) {
    const from = random(bytes.length);
    const end = Math.min(bytes.length, from + 1 + random(40));
    bytes.fill(EDGES[random(EDGES.length)], from, end);
  },
];

/** A changed copy of a raw packet: a few octets wrong; perhaps cut, perhaps longer. */
function mutate(raw, random) {
  let buf = Buffer.from(raw.buf);
  if (buf.length === 0) buf = Buffer.alloc(1 + random(60));
  for (let n = 1 + random(4); n > 0; n--) mutations[random(mutations.length)](buf, random);
  if (random(4) === 0) buf = buf.subarray(0, random(buf.length + 1));
  if (random(16) === 0) {
    const from = random(buf.length + 1);
    buf = Buffer.concat([buf, buf.subarray(from), Buffer.alloc(random(200), random(256))]);
  }
  const header = Buffer.from(raw.header);
  header.writeUInt32LE(buf.length, 8);
  if (random(3) === 0) header.writeUInt32LE(buf.length, 12);
  return { buf, header, link_type: raw.link_type };
}

/** Does to a packet all that programs do. Throws where the library breaks a promise. */
function exercise(raw) {
  const packet = decode.packet(raw);
  const text = String(packet);
  const json = JSON.stringify(packet);
  const shown = inspect(packet, { depth: 12 });
  for (const made of [text, json, shown]) {
    if (typeof made !== 'string') throw new Error('not a string');
  }
  const line = packet.summary();
  // eslint-disable-next-line no-control-regex
  if (line === '' || /[\x00-\x1f\x7f-\x9f\u2028\u202e]/.test(line))
    throw new Error(`summary ${line}`);
  packet.checksum_ok();
  if (!JSON.stringify(packet.to_object()).startsWith('{')) throw new Error('no object');
  const { error } = packet;
  if (error !== undefined) {
    if (!/^ERR_PCAP_(TRUNCATED|MALFORMED)$/.test(error.code)) throw new Error(`code ${error.code}`);
    if (typeof error.message !== 'string') throw new Error('an error without text');
  }
  const emitter = new EventEmitter();
  if (String(decode.packet(raw, emitter)) !== text) throw new Error('an emitter changes the text');
}

exports.exercise = exercise;
exports.mutate = mutate;
exports.random_source = random_source;
