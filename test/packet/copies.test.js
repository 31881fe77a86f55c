'use strict';

// What programs do with whole packets and layers: list, copy, send, compare. Layers are plain
// objects, as in 3.1.0; where that is installed (npm install in bench/), each operation must give
// the same with both.

const assert = require('node:assert/strict');
const { createRequire } = require('node:module');
const path = require('node:path');
const util = require('node:util');
const v8 = require('node:v8');
const clone = require('clone');
const _ = require('lodash');
const { decode: unpack, encode: pack } = require('@msgpack/msgpack');
const { expect } = require('expect');
const decode = require('../../lib/decode');
const { next_layer } = require('../../lib/packet/layer');
const { RawPacket } = require('../../lib/packet/raw_packet');
const { names, path_of, raw_packets } = require('../helpers/golden');
const { in_slab } = require('../helpers/slab');
const { classes } = require('../helpers/v3_shapes');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const MACS = '020000000002' + '020000000001';
const UDP = '04d21f90000d0000' + '6869686968';
const FRAMES = {
  tcp: hex(
    MACS,
    '0800' + '450000380000000040060000' + '0a0000010a000002',
    '0050c350' + '00000001f0000002' + '8018010044b20000',
    '0101080a0000000af000000b' + '68696869',
  ),
  udp: hex(MACS, '0800' + '450000210000000040110000' + '0a0000010a000002', UDP),
  ipv6: hex(MACS, '86dd' + '60000000000d1140', `20010db8${'00'.repeat(11)}01`.repeat(2), UDP),
  vlan: hex(MACS, '8100a0640800' + '450000210000000040110000' + '0a0000010a000002', UDP),
  arp: hex(MACS, '0806' + '0001080006040001' + '0200000000010a000001' + '0000000000000a000002'),
  icmp: hex(MACS, '0800' + '4500001c0000000040010000' + '0a0000010a000002' + '0800f7ff00000000'),
  igmp: hex(
    MACS,
    '0800' + '460000200000400001020000' + '0a000001e0000016' + '94040000',
    '1600090604000000',
  ),
};

function raw_packet(buf) {
  const header = hex('00105e5f' + '05000000' + '00000000' + '00000000');
  header.writeUInt32LE(buf.length, 8);
  header.writeUInt32LE(buf.length, 12);
  return { buf, header, link_type: 'LINKTYPE_ETHERNET' };
}

function ours(name) {
  const [raw] = in_slab([raw_packet(FRAMES[name])]);
  return decode.packet(raw);
}

/** pcap 3.1.0's PcapPacket; undefined where it is not installed. */
function installed_v3() {
  const folder = process.env.PCAP_V3 ?? path.join(__dirname, '../../bench/node_modules/pcap-v3');
  try {
    return createRequire(path.join(folder, 'package.json'))('./decode/pcap_packet');
  } catch {
    return undefined;
  }
}

/** What is in a value, listed by path: names of classes, texts of primitives. */
function listed(value, at = '', list = {}) {
  if (value instanceof Uint8Array) {
    list[at] = Buffer.from(value).toString('hex');
  } else if (typeof value !== 'object' || value === null) {
    if (typeof value !== 'function') list[at] = String(value); // methods, which for-in finds in 3.1.0's classes
  } else {
    list[at] = value.constructor?.name;
    for (const key of Object.keys(value)) listed(value[key], `${at}.${key}`, list);
  }
  return list;
}

/** What programs do with an object. */
const OPERATIONS = {
  'Object.keys': (object) => Object.keys(object),
  'Object.entries': (object) => Object.entries(object),
  'Object.hasOwn': (object) => Object.keys(object).map((key) => Object.hasOwn(object, key)),
  'own symbols': (object) => Object.getOwnPropertySymbols(object).length,
  descriptors: (object) =>
    Object.values(Object.getOwnPropertyDescriptors(object)).map(
      ({ enumerable, writable, configurable }) => [enumerable, writable, configurable],
    ),
  'for-in': (object) => {
    const keys = [];
    for (const key in object) if (Object.hasOwn(object, key)) keys.push(key);
    return keys;
  },
  'Object.prototype.toString': (object) => Object.prototype.toString.call(object),
  spread: (object) => ({ ...object }),
  'Object.assign': (object) => Object.assign({}, object),
  structuredClone: (object) => structuredClone(object),
  'v8.serialize': (object) => v8.deserialize(v8.serialize(object)),
  'lodash.clone': (object) => _.clone(object),
  'lodash.cloneDeep': (object) => _.cloneDeep(object),
  'lodash.merge': (object) => _.merge({}, object),
  clone: (object) => clone(object),
  msgpack: (object) => unpack(pack(object, { ignoreUndefined: true })),
};

describe('packets and layers are plain objects:', () => {
  const V3 = installed_v3();

  for (const [operation, apply] of Object.entries(OPERATIONS)) {
    it(`${operation} sees what it saw with 3.1.0`, function () {
      if (V3 === undefined) this.skip();
      for (const name of Object.keys(FRAMES)) {
        let layer = ours(name);
        let theirs = new V3().decode(raw_packet(FRAMES[name]));
        if (name === 'tcp') theirs.payload.payload.payload.reserved = 0; // it never read that
        for (; layer && theirs; layer = next_layer(layer), theirs = theirs.payload) {
          const expected = listed(apply(theirs));
          assert.deepEqual(listed(apply(layer)), expected, `${name}: ${layer.constructor.name}`);
        }
      }
    });

    it(`${operation} neither throws nor changes what it is used on`, () => {
      for (const name of Object.keys(FRAMES)) {
        for (let layer = ours(name); layer; layer = next_layer(layer)) {
          const before = listed(layer);
          apply(layer);
          assert.deepEqual(listed(layer), before);
          assert.deepEqual(Object.keys(layer), own_names(layer), layer.constructor.name);
        }
      }
    });
  }

  it('each field of 3.1.0 is an own, enumerable, writable property with its value', () => {
    for (const { file, fields, example } of classes) {
      const Class = require(`../../lib/decode/${file}`);
      const layer = new Class().decode(example, 0, example.length);
      for (const field of fields) {
        const property = Object.getOwnPropertyDescriptor(layer, field);
        if (property === undefined) assert.equal(layer[field], undefined, `${file}: ${field}`);
        else assert.deepEqual([property.enumerable, property.writable], [true, true], field);
      }
    }
  });

  it('a deep copy is as good as the packet', () => {
    for (const name of Object.keys(FRAMES)) {
      const packet = ours(name);
      for (const copy of [_.cloneDeep(packet), clone(packet)]) {
        assert.deepEqual(copy, packet);
        assert.equal(String(copy), String(packet));
        assert.equal(typeof util.inspect(copy, { depth: 10 }), 'string');
        assert.equal(copy.link.ip, copy.payload.ip);
        assert.equal(copy.error, undefined);
        copy.payload.shost.addr[0] = 0xff;
        assert.notEqual(packet.payload.shost.addr[0], 0xff);
      }
    }
  });

  it('a message of Node-RED, which clones it by lodash for each wire, carries them', () => {
    for (const name of Object.keys(FRAMES)) {
      const [raw] = in_slab([raw_packet(FRAMES[name])]);
      const message = { _msgid: '1', payload: ours(name), raw: raw.copy() };
      const copy = _.cloneDeep(_.cloneDeep(message));
      assert.deepEqual(copy, message);
      assert.equal(String(copy.payload), String(message.payload));
      assert.equal(String(decode.packet(copy.raw)), String(message.payload));
      assert.notEqual(copy.raw.buf, message.raw.buf);
    }
  });

  it('are equal when their fields are, and otherwise not', () => {
    for (const name of Object.keys(FRAMES)) {
      const packet = ours(name);
      assert.deepEqual(packet, ours(name));
      expect(packet).toEqual(ours(name));
      expect(packet).toStrictEqual(ours(name));
      const frame = Buffer.from(FRAMES[name]);
      frame[frame.length - 1] ^= 1;
      const other = decode.packet(raw_packet(frame));
      const changes = name !== 'icmp' && name !== 'igmp' ? 'last byte of a field' : undefined;
      if (changes) assert.notDeepEqual(packet, other, name);
      if (changes) expect(packet).not.toEqual(other);
    }
    expect(ours('tcp').payload.payload).toMatchObject({ ttl: 64, payload: { sport: 80 } });
  });

  it('share nothing that can be changed', () => {
    const [first, second] = [ours('udp'), ours('udp')];
    const objects = new Set();
    const collect = (value) => {
      if (typeof value !== 'object' || value === null) return;
      if (!(value instanceof Uint8Array)) objects.add(value);
      for (const key of Object.keys(value)) if (!(value instanceof Uint8Array)) collect(value[key]);
    };
    collect(first);
    const { size } = objects;
    collect(second);
    assert.equal(objects.size, 2 * size);
  });
});

/** The names that the class's constructor gives an object, and those that decoding added. */
function own_names(layer) {
  const fresh = Object.keys(new layer.constructor());
  return [...fresh, ...Object.keys(layer).filter((key) => !fresh.includes(key))];
}

describe('raw packets', () => {
  const [raw, other] = in_slab([raw_packet(FRAMES.tcp), raw_packet(FRAMES.udp)]);
  const plain = raw_packet(FRAMES.tcp);

  it('copy() is a plain object with Buffers of its own', () => {
    const copy = raw.copy();
    assert.deepEqual(copy, plain);
    assert.notEqual(copy.buf.buffer, raw.buf.buffer);
    assert.deepEqual(Object.keys(copy), ['buf', 'header', 'link_type']);
    for (const apply of [_.cloneDeep, clone, structuredClone, (x) => ({ ...x })]) {
      assert.deepEqual(listed(apply(raw.copy())), listed(plain));
    }
    assert.notDeepEqual(raw.copy(), other.copy());
  });

  for (const [operation, apply] of Object.entries(OPERATIONS)) {
    it(`${operation} doesn't throw`, () => {
      apply(raw);
      assert.equal(raw.caplen, FRAMES.tcp.length);
    });
  }

  it('a copy made without copy() has no bytes, and takes some', () => {
    const copy = _.cloneDeep(raw);
    assert.deepEqual([copy.buf, copy.header, copy.caplen, copy.tv_nsec], Array(4).fill(undefined));
    assert.throws(() => decode.packet(copy), { code: 'ERR_INVALID_ARG_TYPE' });
    copy.buf = raw.buf;
    copy.header = raw.header;
    assert.equal(String(decode.packet(copy)), String(decode.packet(raw)));
  });
});

/** Reads what getters give: none may throw. */
function read_getters(object) {
  for (
    let of = Object.getPrototypeOf(object);
    of !== null && of !== Object.prototype;
    of = Object.getPrototypeOf(of)
  ) {
    for (const [key, { get }] of Object.entries(Object.getOwnPropertyDescriptors(of))) {
      if (get !== undefined) object[key];
    }
  }
}

describe('getters of packets, layers, addresses and views', () => {
  const wire = require('../../lib/wire');
  const found = new Map();
  const add = (name, value) => {
    if (typeof value === 'function' && value.prototype && Object.keys(value.prototype)) {
      found.set(value, name);
    }
  };
  for (const exported of [decode, wire, { RawPacket }]) {
    for (const [name, value] of Object.entries(exported)) add(name, value);
  }
  for (const table of ['link_types', 'ether_types', 'ip_protocols', 'udp_ports', 'tcp_ports']) {
    for (const Decoder of decode[table].values()) if (Decoder) add(Decoder.name, Decoder);
  }
  for (const { file, name } of classes) add(name, require(`../../lib/decode/${file}`));

  for (const golden_name of names()) {
    it(`of copies of the layers of ${golden_name} don't throw`, () => {
      for (const raw of raw_packets(path_of(golden_name, '.pcap'))) {
        const copy = _.cloneDeep(decode.packet(raw));
        void [String(copy), JSON.stringify(copy), util.inspect(copy, { depth: 12 }), copy.error];
        for (let layer = copy.payload; layer; layer = next_layer(layer)) read_getters(layer);
      }
    });
  }

  for (const [Class, name] of found) {
    it(`of ${name} give undefined on an object without state`, () => {
      const bare = Object.create(Class.prototype);
      read_getters(bare);
      _.cloneDeep(bare);
    });
  }
});
