'use strict';

// Layers are plain objects; texts go through every class's own toString().

const assert = require('node:assert/strict');
const loose = require('node:assert');
const { inspect } = require('node:util');
const decode = require('../../lib/decode');
const { next_layer } = require('../../lib/packet/layer');

const ETHERNET = '020000000002' + '020000000001';
const IPV4_TO_UDP = '0800' + '4500001e00000000401100000a0000010a000002';
const UDP_HI = '04d2' + '1f90' + '000a' + '0000' + '6869';
const FRAMES = {
  udp: ETHERNET + IPV4_TO_UDP + UDP_HI,
  'udp over IPv6':
    ETHERNET +
    '86dd' +
    '60000000000a1140' +
    '20010db8000000000000000000000001' +
    '20010db8000000000000000000000002' +
    UDP_HI,
  tcp:
    ETHERNET +
    '0800' +
    '4500002e00000000400600000a0000010a000002' +
    '0050' + // sport 80
    'c350' + // dport 50000
    '0000000100000002' +
    '6018' + // 24 octets of header, psh ack
    '0100' +
    '44b2' +
    '0000' +
    '020405b4' + // mss 1460
    '6869',
};

const packet_of = (name) => decode.bytes(Buffer.from(FRAMES[name], 'hex'));

/** The packet and its layers, down to TCP or UDP. */
function layers_of(packet) {
  const layers = [packet];
  for (let layer = next_layer(packet); layer; layer = next_layer(layer)) layers.push(layer);
  return layers;
}

const fields_of = (layer) => Object.keys(layer).filter((name) => name !== 'emitter');

for (const name of Object.keys(FRAMES)) {
  describe(`layers of ${name}`, () => {
    it('are equal, strictly and loosely, looked at or not', () => {
      const touched = packet_of(name);
      for (const layer of layers_of(touched))
        for (const field of fields_of(layer)) void layer[field];
      void [String(touched), JSON.stringify(touched), inspect(touched, { depth: null })];
      assert.deepEqual(touched, packet_of(name));
      assert.deepEqual(packet_of(name), touched);
      loose.deepEqual(touched, packet_of(name));
      const other = packet_of(name === 'udp' ? 'tcp' : 'udp');
      assert.notDeepEqual(touched, other);
      loose.notDeepEqual(packet_of(name), other);
    });

    it('have the same text, looked at or not', () => {
      const text = String(packet_of(name));
      const touched = packet_of(name);
      for (const layer of layers_of(touched))
        for (const field of fields_of(layer)) void layer[field];
      assert.equal(String(touched), text);
      loose.deepEqual(touched, packet_of(name));
      assert.equal(String(touched), text);
    });

    it('take any value for any field', () => {
      for (let i = 0; i < layers_of(packet_of(name)).length; i++) {
        for (const field of fields_of(layers_of(packet_of(name))[i])) {
          for (const value of [null, undefined, 42, 'text', { toString: () => 'own' }]) {
            const layer = layers_of(packet_of(name))[i];
            layer[field] = value;
            assert.equal(layer[field], value, `${layer.constructor.name}.${field}`);
            if (field !== 'pcap_header') assert.equal(typeof String(layer), 'string');
            JSON.stringify(layer);
            inspect(layer);
          }
        }
      }
    });

    it('are found by for-in and by `in`', () => {
      for (const layer of layers_of(packet_of(name))) {
        const found = [];
        for (const key in layer) found.push(key);
        for (const field of fields_of(layer)) {
          assert.ok(found.includes(field), `${layer.constructor.name}.${field}`);
          assert.ok(field in layer);
        }
      }
    });

    it('keep what a program adds, in JSON and when inspected', () => {
      for (let i = 0; i < layers_of(packet_of(name)).length; i++) {
        const layer = layers_of(packet_of(name))[i];
        layer.country = 'IS';
        assert.equal(JSON.parse(JSON.stringify(layer)).country, 'IS', layer.constructor.name);
        assert.match(inspect(layer, { depth: 0 }), /country: 'IS'/);
        assert.doesNotMatch(inspect(layer, { depth: 0 }), /Symbol/);
      }
    });
  });
}

describe('a program that', () => {
  it("assigns an address or flags finds them in the packet's text", () => {
    const packet = packet_of('tcp');
    packet.payload.shost = 'alpha';
    packet.payload.dhost = null;
    packet.payload.payload.saddr = 'beta';
    packet.payload.payload.daddr = undefined;
    packet.payload.payload.flags = '[own]';
    packet.payload.payload.payload.flags = '[mine]';
    assert.match(
      String(packet),
      /alpha -> null IPv4 beta -> undefined flags \[own\] TCP 80->50000 .* flags \[mine\]/,
    );
  });

  it("gives layers the names of older versions, or a payload of its own, isn't hindered", () => {
    const packet = packet_of('udp');
    packet.link = packet.payload;
    packet.link.ip = packet.payload.payload;
    packet.link.ip.udp = packet.payload.payload.payload;
    packet.link.ip.udp.payload = { discover: true };
    packet.error = 'mine';
    assert.deepEqual(packet.link.ip.udp.payload, { discover: true });
    packet.link.ip.udp.payload = null;
    assert.match(String(packet), /UDP 1234->8080 len 10$/);
    assert.equal(packet.error, 'mine');
  });

  it("assigns any field finds it in the packet's text", () => {
    const tcp = packet_of('tcp').payload.payload.payload;
    Object.assign(tcp, { sport: 'http', seqno: 4294967296, ackno: -1, urgentPointer: 7 });
    const rest = String(packet_of('tcp'))
      .replace(/.* flags \[ap\]/, '')
      .replace(' [mss', ' urg 7 [mss');
    assert.equal(String(tcp), `http->50000 seq 4294967296 ack -1 flags [ap]${rest}`);
    const udp = packet_of('udp').payload.payload.payload;
    Object.assign(udp, { dport: null, length: 'long' });
    assert.equal(String(udp), 'UDP 1234->null len long');
  });

  it('has a text made of the texts of other packets, or of any characters', () => {
    const packet = packet_of('tcp');
    const text = String(packet);
    const other = packet_of('udp');
    packet.payload.shost = { toString: () => `<${other}, ${packet_of('tcp')}>` };
    assert.equal(String(packet), text.replace('02:00:00:00:00:01', `<${other}, ${text}>`));
    packet.payload.shost = 'é'.repeat(5000);
    packet.payload.dhost = 'Ω';
    assert.equal(
      String(packet),
      text.replace('02:00:00:00:00:01 -> 02:00:00:00:00:02', `${'é'.repeat(5000)} -> Ω`),
    );
  });

  it('has a text after one that could not be made', () => {
    const packet = packet_of('tcp');
    const text = String(packet);
    packet.payload.shost = {
      toString() {
        throw new Error('no text');
      },
    };
    assert.throws(() => String(packet), /no text/);
    assert.equal(String(packet_of('tcp')), text);
  });

  for (const name of ['EthernetPacket', 'IPv4', 'IPv6', 'TCP', 'UDP']) {
    it(`wraps ${name}.prototype.toString is asked for the text`, () => {
      const { prototype } = decode[name];
      const kept = prototype.toString;
      prototype.toString = function () {
        return `{${kept.call(this)}}`;
      };
      try {
        const text = String(packet_of({ TCP: 'tcp', IPv6: 'udp over IPv6' }[name] ?? 'udp'));
        assert.match(text, /^LINKTYPE_ETHERNET [^{]*\{[^{}]+\}$/);
      } finally {
        prototype.toString = kept;
      }
    });

    it(`derives a class from ${name} can call its toString()`, () => {
      class Own extends decode[name] {
        toString() {
          return `own ${super.toString()}`;
        }
      }
      const layer = new Own().decode(Buffer.from(FRAMES.udp, 'hex').subarray(14));
      assert.match(String(layer), /^own ./);
      assert.doesNotMatch(String(layer), /own own/);
    });
  }

  for (const name of ['EthernetAddr', 'IPv4Addr', 'IPv6Addr']) {
    it(`replaces ${name}.prototype.toString is asked for the text`, () => {
      const { prototype } = decode[name];
      const kept = prototype.toString;
      prototype.toString = () => 'replaced';
      try {
        const text = String(packet_of(name === 'IPv6Addr' ? 'udp over IPv6' : 'udp'));
        assert.match(text, /replaced -> replaced/);
      } finally {
        prototype.toString = kept;
      }
    });
  }

  it('assigns text of any length or alphabet finds it in the text', () => {
    const packet = packet_of('udp');
    packet.payload.payload.saddr = 'Ωmega'.repeat(10000);
    assert.ok(String(packet).includes('Ωmega'.repeat(10000)));
  });
});
