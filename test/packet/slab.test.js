'use strict';

// The common layers are decoded where the packet lies among others, all others from a Buffer of the
// packet: programs must see no difference.

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const decode = require('../../lib/decode');
const { names, path_of, raw_packets } = require('../helpers/golden');
const { mutate, random_source } = require('../helpers/mutate');
const { in_slab } = require('../helpers/slab');

const VARIANTS = 12; // of each packet of the golden captures

function seen_of(raw) {
  const packet = decode.packet(raw);
  const { error } = packet;
  return {
    text: String(packet),
    json: JSON.stringify(packet),
    shown: inspect(packet, { depth: 12 }),
    error: error && [error.code, error.message, error.layer.decoderName],
    rest: packet.payload?.payload_bytes?.toString('hex'),
  };
}

describe('a packet in a slab', () => {
  const random = random_source(20);
  for (const name of names()) {
    it(`${name} is decoded as it is from a Buffer of its own`, () => {
      const raws = raw_packets(path_of(name, '.pcap')).flatMap((raw) => [
        raw,
        ...Array.from({ length: VARIANTS }, () => mutate(raw, random)),
      ]);
      const places = in_slab(raws);
      raws.forEach((raw, i) => assert.deepEqual(seen_of(places[i]), seen_of(raw)));
    });
  }

  const frame = (name) => raw_packets(path_of(name, '.pcap')).slice(0, 3);

  it('is equal to the same packet elsewhere', () => {
    const raws = frame('http');
    const [, second] = in_slab(raws);
    assert.deepEqual(decode.packet(second), decode.packet(raws[1]));
    assert.deepEqual(second, in_slab(raws.slice(1))[0]);
  });

  it('has a Buffer of its own for decoders that programs add', () => {
    const [, raw] = in_slab(frame('http'));
    let seen;
    class Mine {
      decode(bytes, offset, length) {
        seen = [bytes.length, offset, length];
        return this;
      }
    }
    const before = decode.ether_types.get(0x0800);
    decode.ether_types.set(0x0800, Mine);
    try {
      assert.ok(decode.packet(raw).payload.payload instanceof Mine);
    } finally {
      decode.ether_types.set(0x0800, before);
    }
    assert.deepEqual(seen, [raw.caplen, 14, raw.caplen - 14]);
  });

  it('is decoded from the buf that a program has put there', () => {
    const [first, second] = in_slab(frame('http'));
    const text = String(decode.packet(second));
    first.buf = second.buf;
    first.header = second.header;
    assert.equal(String(decode.packet(first)), text);
    assert.equal(first.caplen, second.caplen);
  });

  it('ends where it was captured, whatever a program writes into its header', () => {
    const [first] = in_slab(frame('http'));
    const { length } = first.buf;
    first.header.writeUInt32LE(length + 40, 8);
    assert.equal(decode.packet(first).payload_bytes.length, length);
    assert.ok(decode.packet(first).payload.payload_bytes.length <= length - 14);
  });

  it('is told to an emitter that decodes another one meanwhile', () => {
    const { EventEmitter } = require('node:events');
    const [first, second] = in_slab(frame('http'));
    const text = String(decode.packet(first));
    const emitter = new EventEmitter();
    emitter.on('ipv4', () => decode.packet(second).payload);
    assert.equal(String(decode.packet(first, emitter)), text);
  });
});
