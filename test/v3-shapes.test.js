'use strict';

// What programs written for pcap 3 rely on: names, order, initial values, texts, events, ways to a
// layer.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { inspect } = require('node:util');
const decode = require('../lib/decode');
const { classes, addresses } = require('./helpers/v3_shapes');

const load = (file) => require(`../lib/decode/${file}`);
const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

const MACS = '020000000002' + '020000000001';

/** An Ethernet frame with IPv4 (or IPv6) and what `protocol` says. */
function frame(version, protocol, payload) {
  const length = (n) => n.toString(16).padStart(4, '0');
  if (version === 4) {
    const total = length(20 + payload.length);
    const head = hex('4500', total, '00010000', '40', protocol, '0000', '0a000001', '0a000002');
    return Buffer.concat([hex(MACS, '0800'), head, payload]);
  }
  const addresses = 'fe80' + '00'.repeat(13) + '01' + 'fe80' + '00'.repeat(13) + '02';
  const head = hex('60000000', length(payload.length), protocol, '40', addresses);
  return Buffer.concat([hex(MACS, '86dd'), head, payload]);
}

const segment = hex('04d20050', '00000001', '00000002', '50180200', '00000000', '6869'); // 1234 -> 80 "hi"
const datagram = hex('04d20035', '000a', '0000', '6869'); // 1234 -> 53 "hi"

/** A raw packet as v3's sessions made them: no class of ours. */
function raw(buf, link_type = 'LINKTYPE_ETHERNET') {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(1600000000, 0);
  header.writeUInt32LE(250000, 4);
  header.writeUInt32LE(buf.length, 8);
  header.writeUInt32LE(buf.length, 12);
  return { buf, header, link_type };
}

/** Own fields before decoding: v3's, with v3's values. */
function check_initial({ file, fields, initial, before = {} }) {
  const fresh = new (load(file))();
  for (const field of fields) {
    const expected = field in before ? before[field] : initial;
    assert.deepEqual(fresh[field], expected, field);
  }
}

describe("v3's classes", () => {
  for (const shape of classes) {
    describe(shape.name, () => {
      const { file, name, fields, example, values = {} } = shape;
      const decoded = (emitter) => new (load(file))(emitter).decode(example, 0, example.length);

      it('has its name and its values before decode()', () => {
        assert.equal(load(file).name, name);
        assert.equal(new (load(file))().constructor.name, name);
        check_initial(shape);
      });

      it('keeps its emitter', () => {
        const emitter = new EventEmitter();
        if (!shape.no_emitter) assert.equal(new (load(file))(emitter).emitter, emitter);
        assert.equal(decoded(emitter).constructor, load(file));
      });

      it('has its fields in order', () => {
        const layer = decoded();
        for (const field of fields) assert.ok(field in layer || shape.initial === undefined, field);
        const shown = Object.keys(layer.toJSON?.() ?? { ...layer });
        const order = shown.filter((field) => fields.includes(field));
        assert.deepEqual(
          order,
          fields.filter((field) => order.includes(field)),
        );
        for (const field of Object.keys(values)) assert.ok(field in layer, field);
      });

      it('decodes its example', () => {
        const layer = decoded();
        for (const [field, value] of Object.entries(values)) {
          assert.deepEqual(layer[field], value, field);
        }
        assert.equal(layer._error, undefined);
      });

      it('has decoderName and eventsOnDecode on its prototype', () => {
        const { eventsOnDecode } = load(file).prototype;
        assert.equal(Boolean(eventsOnDecode), Boolean(shape.eventsOnDecode));
        if (shape.decoderName) assert.equal(load(file).prototype.decoderName, shape.decoderName);
        assert.equal(Object.hasOwn(new (load(file))(), 'decoderName'), false);
      });

      it('emits what eventsOnDecode promises', () => {
        const emitter = new EventEmitter();
        const seen = [];
        emitter.on(shape.decoderName ?? 'none', (layer) => seen.push(layer));
        const layer = decoded(emitter);
        assert.deepEqual(seen.includes(layer), shape.eventsOnDecode === true);
      });

      it('has its text', () => {
        assert.equal(typeof String(decoded()), 'string');
        if (shape.text !== undefined) assert.equal(String(decoded()), shape.text);
      });

      it('can be listed, copied to JSON and compared', () => {
        assert.equal(typeof inspect(decoded(), { depth: 10 }), 'string');
        assert.equal(JSON.stringify(decoded()), JSON.stringify(decoded()));
        assert.deepEqual(decoded(), decoded());
      });
    });
  }
});

describe("v3's addresses", () => {
  for (const { file, name, make, octets, text, decoderName } of addresses) {
    it(`${name} has octets and a text`, () => {
      const address = make(load(file), Buffer.from(octets));
      assert.equal(address.constructor.name, name);
      assert.ok(Array.isArray(address.addr));
      assert.deepEqual(address.addr, octets);
      assert.equal(String(address), text);
      assert.equal(load(file).prototype.decoderName, decoderName);
      assert.deepEqual(JSON.parse(JSON.stringify(address)), { addr: octets });
    });

    it(`${name} can be given other octets`, () => {
      const address = make(load(file), Buffer.from(octets));
      address.addr = octets.map(() => 1);
      assert.deepEqual(
        address.addr,
        octets.map(() => 1),
      );
      assert.equal(String(address), String(make(load(file), Buffer.from(octets.map(() => 1)))));
    });

    it(`${name} is equal to one with the same octets only`, () => {
      const other = octets.slice();
      other[octets.length - 1] ^= 1;
      const from = (list) => make(load(file), Buffer.from(list));
      assert.deepEqual(from(octets), from(octets));
      assert.notDeepEqual(from(octets), from(other));
    });
  }
});

describe("v3's packet", () => {
  const packet = decode.packet(raw(frame(4, '06', segment)));

  it('is a PcapPacket with header and link type', () => {
    assert.equal(packet.constructor.name, 'PcapPacket');
    assert.equal(packet.link_type, 'LINKTYPE_ETHERNET');
    assert.deepEqual(
      { ...packet.pcap_header },
      { tv_sec: 1600000000, tv_usec: 250000, caplen: 56, len: 56 },
    );
    assert.equal(packet.pcap_header.constructor.name, 'PcapHeader');
  });

  it('is the same through decode(raw), decode.packet(raw) and a PcapPacket of its own', () => {
    const bytes = frame(4, '06', segment);
    const own = new decode.PcapPacket().decode(raw(bytes));
    assert.deepEqual(decode.decode(raw(bytes)), own);
    assert.deepEqual(decode.decode.packet(raw(bytes)), own);
  });

  it('goes through PcapPacket.prototype.decode, which programs patch', () => {
    const { prototype } = decode.PcapPacket;
    const { decode: kept } = prototype;
    prototype.decode = function (...words) {
      this.patched = true;
      return kept.apply(this, words);
    };
    try {
      assert.equal(decode.packet(raw(frame(4, '06', segment))).patched, true);
    } finally {
      prototype.decode = kept;
    }
  });

  it('leads down the layers', () => {
    const tcp = packet.payload.payload.payload;
    assert.deepEqual(
      [packet.payload, packet.payload.payload, tcp].map((layer) => layer.constructor.name),
      ['EthernetPacket', 'IPv4', 'TCP'],
    );
    assert.ok(tcp instanceof load('tcp'));
    assert.equal(String(packet.payload.payload.saddr), '10.0.0.1');
    assert.ok(Buffer.isBuffer(tcp.data));
    assert.equal(tcp.data.toString(), 'hi');
  });

  it('leads there by the names of older versions too', () => {
    assert.equal(packet.link, packet.payload);
    assert.equal(packet.link.ip, packet.payload.payload);
    assert.equal(packet.link.ip.tcp.dport, 80);
    assert.equal(decode.packet(raw(frame(4, '11', datagram))).link.ip.udp.dport, 53);
    const six = decode.packet(raw(frame(6, '06', segment)));
    assert.equal(six.link.ipv6.tcp.dport, 80);
    assert.equal(packet.link.ipv6, undefined);
    assert.equal(packet.link.arp, undefined);
  });

  it('leads there by older names below Linux cooked captures and loopback too', () => {
    const ip = frame(4, '06', segment).subarray(14);
    const sll = Buffer.from('000000010006' + '0200000000010000' + '0800', 'hex');
    const sll2 = Buffer.from(
      '0800' + '0000' + '00000001' + '0001' + '00' + '06' + '0200000000010000',
      'hex',
    );
    const layers = [
      decode.bytes(Buffer.concat([sll, ip]), 'LINKTYPE_LINUX_SLL').link,
      decode.bytes(Buffer.concat([sll2, ip]), 'LINKTYPE_LINUX_SLL2').link,
      decode.bytes(Buffer.concat([Buffer.from('02000000', 'hex'), ip]), 'LINKTYPE_NULL').link,
    ];
    for (const link of layers) {
      assert.equal(link.ip.tcp.dport, 80, link.constructor.name);
      assert.equal(link.ipv6, undefined);
      assert.equal(JSON.parse(JSON.stringify(link)).ip, undefined);
      link.ip = 'own';
      assert.equal(link.ip, 'own');
    }
  });

  it('does not list the older names', () => {
    const names = ['link', 'ip', 'ipv6', 'arp', 'tcp', 'udp', 'icmp'];
    for (const layer of [packet, packet.payload, packet.payload.payload]) {
      assert.deepEqual(
        Object.keys({ ...layer }).filter((name) => names.includes(name)),
        [],
      );
      assert.deepEqual(
        Object.keys(JSON.parse(JSON.stringify(layer))).filter((name) => names.includes(name)),
        [],
      );
    }
  });

  it('has null and undefined where v3 has them', () => {
    const pure_ack = segment.subarray(0, 20);
    assert.equal(decode.packet(raw(frame(4, '06', pure_ack))).payload.payload.payload.data, null);
    assert.equal(decode.packet(raw(frame(4, 'ff', pure_ack))).payload.payload.payload, undefined);
    assert.equal(decode.packet(raw(hex(MACS, '88b5', '00'))).payload.payload, null);
    assert.equal(decode.packet(raw(hex('00'), 'LINKTYPE_OF_NOBODY')).payload, null);
  });

  it('says "proto 255 undefined" of an unknown protocol', () => {
    const { payload } = decode.packet(raw(frame(4, 'ff', segment)));
    assert.equal(String(payload.payload), '10.0.0.1 -> 10.0.0.2 proto 255 undefined');
  });
});

describe("v3's events", () => {
  function events(bytes, link_type) {
    const emitter = new EventEmitter();
    const seen = [];
    const emit = emitter.emit.bind(emitter);
    emitter.emit = (name, ...words) => {
      seen.push(name);
      return emit(name, ...words);
    };
    decode.packet(raw(bytes, link_type), emitter);
    return seen;
  }

  it('come from each layer that has them, the innermost first', () => {
    assert.deepEqual(events(frame(4, '06', segment)), ['tcp', 'ipv4']);
    assert.deepEqual(events(frame(4, '11', datagram)), ['dns', 'udp', 'ipv4']);
    assert.deepEqual(events(frame(4, '02', hex('1600090604000000'))), ['igmp', 'ipv4']);
    assert.deepEqual(events(frame(4, '01', hex('0800f7fd00010001'))), ['icmp', 'ipv4']);
  });

  it('come from below IPv6 and its extension headers too', () => {
    assert.deepEqual(events(frame(6, '06', segment)), ['tcp', 'ipv6']);
    const behind_options = Buffer.concat([hex('1100010400000000'), datagram]);
    assert.deepEqual(events(frame(6, '00', behind_options)), ['dns', 'udp', 'ipv6']);
  });

  it('come from what UDP ports and tunnels carry, once each', () => {
    const inner = frame(4, '11', datagram);
    const vxlan = Buffer.concat([hex('04d212b5', '0000', '0000', '0800000000002a00'), inner]);
    const outer = frame(4, '11', vxlan);
    const expected = ['dns', 'udp', 'ipv4', 'vxlan', 'udp', 'ipv4'];
    assert.deepEqual(events(outer), expected);
    const emitter = new EventEmitter();
    const seen = [];
    for (const name of new Set(expected)) emitter.on(name, () => seen.push(name));
    const packet = decode.bytes(outer, 'LINKTYPE_ETHERNET', emitter);
    for (let i = 0; i < 2; i++) void [packet.layer('dns'), String(packet), JSON.stringify(packet)];
    assert.deepEqual(seen, expected);
  });

  it('come from below VLAN tags, LLC and cooked headers', () => {
    const tagged = Buffer.concat([
      hex(MACS, '81000064', '0800'),
      frame(4, '06', segment).subarray(14),
    ]);
    assert.deepEqual(events(tagged), ['tcp', 'ipv4']);
    const ip = frame(4, '06', segment).subarray(14);
    const snap = Buffer.concat([hex(MACS, '0032', 'aaaa03000000', '0800'), ip]);
    assert.deepEqual(events(snap), ['tcp', 'ipv4', 'llc']);
    const cooked = Buffer.concat([hex('0000', '0001', '0006', '020000000001', '0000', '0800'), ip]);
    assert.deepEqual(events(cooked, 'LINKTYPE_LINUX_SLL'), ['tcp', 'ipv4']);
  });

  it('find the packet already readable', () => {
    const emitter = new EventEmitter();
    emitter.on('tcp', (tcp) => {
      assert.equal(tcp.data.toString(), 'hi');
      assert.equal(tcp.flags.psh, true);
    });
    const { payload } = decode.packet(raw(frame(4, '06', segment)), emitter);
    assert.equal(payload.payload.emitter, emitter);
  });
});

describe("v3's behaviour", () => {
  it('NullPacket survives an empty buffer', () => {
    const NullPacket = load('null_packet');
    const layer = new NullPacket();
    assert.equal(layer.decode(Buffer.alloc(0)), layer);
  });

  it('TCP has no data where no length is given and none is there', () => {
    assert.equal(new (load('tcp'))().decode(segment.subarray(0, 20), 0).data, null);
  });

  it('ICMP decodes four bytes and has texts', () => {
    const text = (...octets) =>
      String(new (load('icmp'))().decode(Buffer.from([...octets, 0, 0]), 0));
    assert.equal(text(0, 0), 'Echo Reply');
    assert.equal(text(3, 1), 'Destination Host Unreachable');
    assert.equal(text(200, 7), 'type 200 code 7');
  });

  it('IGMP knows its version by the type and survives seven bytes', () => {
    const version = (type) =>
      new (load('igmp'))().decode(Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]), 0).version;
    assert.deepEqual([0x11, 0x12, 0x16, 0x17, 0x22].map(version), [3, 1, 2, 2, 3]);
    assert.doesNotThrow(() => new (load('igmp'))().decode(Buffer.alloc(7), 0));
  });

  it('IPv6 takes IGMP as next header 2', () => {
    const { payload } = decode.packet(raw(frame(6, '02', hex('1600090604000000')))).payload;
    assert.equal(payload.payload.constructor.name, 'IGMP');
  });

  it('NoNext complains of bytes that are left', () => {
    const NoNext = load('ipv6headers/no_next');
    assert.equal(new NoNext().decode(Buffer.alloc(4), 4, 0)._error, undefined);
    assert.equal(typeof new NoNext().decode(Buffer.alloc(5), 4, 1)._error, 'string');
  });

  it('LogicalLinkControl complains of SAPs that it does not know, SNAP leads on', () => {
    const Llc = load('llc_packet');
    const snap = Buffer.concat([hex('aaaa030000000800'), frame(4, '06', segment).subarray(14)]);
    const layer = new Llc().decode(snap, 0, snap.length);
    assert.deepEqual(layer.orgCode, [0, 0, 0]);
    assert.ok(layer.payload instanceof load('ipv4'));
    assert.equal(typeof new Llc().decode(hex('121303'), 0, 3)._error, 'string');
  });

  it('parseTags reads tags', () => {
    const { parseTags } = load('ieee802.11/radio_utils');
    const tags = parseTags(hex('0003616263', '030106', '00000000'), 0);
    assert.equal(tags[0].type, 'ssid');
    assert.equal(tags[0].ssid, 'abc');
    assert.equal(tags[1].channel, 6);
  });

  it('util has texts of octets', () => {
    const { int8_to_hex, int8_to_hex_nopad, int8_to_dec } = require('../lib/util');
    assert.deepEqual([int8_to_hex[10], int8_to_hex_nopad[10], int8_to_dec[10]], ['0a', 'a', '10']);
    for (const table of [int8_to_hex, int8_to_hex_nopad, int8_to_dec])
      assert.equal(table.length, 256);
  });
});
