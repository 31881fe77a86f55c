'use strict';

// No bytes make a decoder throw, print, hang or read without end. scripts/fuzz-decode.js does the
// same for hours.

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const fc = require('fast-check');
const decode = require('../lib/decode');
const { next_layer, MAX_DEPTH } = require('../lib/packet/layer');
const { all_decoders } = require('./helpers/decoders');
const { exercise, mutate, random_source } = require('./helpers/mutate');
const { names, path_of, raw_packets } = require('./helpers/golden');

/** Classes whose decode() takes or gives something else. */
// That gives back the IPv4 or IPv6 that it found.
const OTHERS = new Set(['pcap_packet', 'RawIP of a table']);

/** Bytes as they come: arbitrary, or mostly of those values that decoders branch at. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 120 }),
  fc.array(fc.constantFrom(0, 1, 4, 6, 0x11, 0x2c, 0x33, 0x40, 0x45, 0x60, 0xaa, 0xc0, 0xff), {
    maxLength: 120,
  }),
);
const offset = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 200 }));
const length = fc.option(fc.oneof(fc.nat({ max: 150 }), fc.nat()), { nil: undefined });

/** Fails where `work` writes to the console or to the process's streams. */
function silently(work) {
  const kept = [process.stdout.write, process.stderr.write];
  const said = [];
  const note = (text) => said.push(String(text));
  process.stdout.write = note;
  process.stderr.write = note;
  try {
    work();
  } finally {
    [process.stdout.write, process.stderr.write] = kept;
  }
  assert.deepEqual(said, []);
}

/** The same bytes, and a count of how often one of them was read. */
function counted(list) {
  const target = Buffer.from(list);
  const counter = { reads: 0, bytes: undefined };
  counter.bytes = new Proxy(target, {
    get(buffer, name) {
      if (typeof name === 'string' && name >= '0' && name <= '9:') counter.reads++;
      const value = Reflect.get(buffer, name, buffer);
      return typeof value === 'function' ? value.bind(buffer) : value;
    },
  });
  return counter;
}

/** Fails where a number of `layer` or of the layers above it is not a number. */
function check_numbers(layer) {
  for (; layer; layer = next_layer(layer)) {
    const names = layer.constructor.fields ?? Object.keys(layer);
    for (const name of names)
      assert.ok(!Number.isNaN(layer[name]), `${layer.constructor.name}.${name}`);
  }
}

describe('any bytes', () => {
  for (const [name, Decoder] of all_decoders()) {
    if (OTHERS.has(name)) continue;

    it(`${name} survives them at any offset, with any length`, () => {
      silently(() => {
        fc.assert(
          fc.property(bytes, offset, length, (list, at, size) => {
            const layer = new Decoder();
            assert.equal(layer.decode(Buffer.from(list), at, size), layer);
            assert.ok(['undefined', 'string'].includes(typeof layer._error));
            check_numbers(layer);
            for (const text of [
              String(layer),
              JSON.stringify(layer),
              inspect(layer, { depth: 9 }),
            ]) {
              assert.equal(typeof text, 'string');
            }
          }),
          { numRuns: 300, seed: 4 },
        );
      });
    });

    it(`${name} reads each byte a bounded number of times`, () => {
      fc.assert(
        fc.property(bytes, length, (list, size) => {
          const counter = counted(list);
          new Decoder().decode(counter.bytes, 0, size);
          assert.ok(counter.reads <= 64 * (list.length + 16), `${counter.reads} reads`);
        }),
        { numRuns: 100, seed: 5 },
      );
    });
  }

  for (const link_type of decode.link_types.keys()) {
    it(`${link_type} survives them as a packet`, () => {
      fc.assert(
        fc.property(bytes, (list) => {
          const packet = decode.bytes(Buffer.from(list), link_type);
          assert.ok(String(packet).startsWith(link_type));
          JSON.stringify(packet);
          inspect(packet, { depth: 9 });
        }),
        { numRuns: 200, seed: 6 },
      );
    });
  }
});

describe('packets made wrong', () => {
  const bases = names().flatMap((name) => raw_packets(path_of(name, '.pcap')));

  it('never throw, whatever is done to them, and nothing is printed', () => {
    const random = random_source(7);
    silently(() => {
      for (let i = 0; i < 6000; i++) {
        const raw = mutate(bases[random(bases.length)], random);
        try {
          exercise(raw);
        } catch (error) {
          error.message += ` (${raw.link_type} ${raw.buf.toString('hex')})`;
          throw error;
        }
      }
    });
  });
});

describe('packets that never end', () => {
  const depth_of = (packet) => {
    let depth = 0;
    for (let layer = next_layer(packet); layer; layer = next_layer(layer)) depth++;
    return depth;
  };
  const repeat = (hex, times) => Buffer.from(hex.repeat(times), 'hex');

  const tunnels = {
    'IPv4 in IPv4': ['LINKTYPE_IPV4', '4500000000000000400400000a0000010a000002'],
    'IPv6 in IPv6': ['LINKTYPE_IPV6', `6000000000002940${'00'.repeat(32)}`],
    'hop-by-hop options': [
      'LINKTYPE_IPV6',
      '0000000000000000',
      `6000000000000040${'00'.repeat(32)}`,
    ],
    'VLAN tags': ['LINKTYPE_ETHERNET', '81000001', '020000000001020000000002'],
  };
  for (const [what, [link_type, part, head = '']] of Object.entries(tunnels)) {
    it(`${what}: are followed to a bounded depth, and written`, () => {
      const packet = decode.bytes(
        Buffer.concat([Buffer.from(head, 'hex'), repeat(part, 3000)]),
        link_type,
      );
      assert.ok(depth_of(packet) <= 3 * MAX_DEPTH);
      assert.ok(String(packet).length < 200000);
      assert.ok(JSON.stringify(packet).length < 2000000);
      assert.equal(typeof inspect(packet, { depth: 12 }), 'string');
    });
  }

  it('DNS names: a packet full of pointers to one long name is read once a name', () => {
    const DNS = require('../lib/protocol/dns');
    const head = Buffer.from('0000000000000000ffff0000', 'hex');
    const name = repeat('0161', 126);
    const record = Buffer.from('c00c' + '00010001' + '00000000' + '0000', 'hex');
    const records = Array.from({ length: 5000 }, () => record);
    const first = Buffer.concat([name, Buffer.from('00', 'hex'), record.subarray(2)]);
    const counter = counted(Buffer.concat([head, first, ...records]));
    const dns = new DNS().decode(counter.bytes, 0);
    assert.equal(dns.answer.rrs.length, 0);
    assert.equal(dns.authority.rrs.length, 5001);
    assert.ok(counter.reads < 5001 * 600, `${counter.reads} reads`);
  });
});
