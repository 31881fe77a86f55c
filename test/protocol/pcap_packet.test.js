'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { inspect } = require('node:util');
const decode = require('../../lib/decode');
const PcapPacket = require('../../lib/protocol/pcap_packet');

const ROOT = path.join(__dirname, '..', '..');

const UDP_FRAME = Buffer.from(
  '020000000002' +
    '020000000001' +
    '0800' + // Ethernet
    '4500001e' +
    '00000000' +
    '40110000' +
    '0a000001' +
    '0a000002' + // IPv4
    '04d2' +
    '1f90' +
    '000a' +
    '0000' +
    '6869', // UDP
  'hex',
);

function raw(buf, { caplen = buf.length, len = caplen, link_type = 'LINKTYPE_ETHERNET' } = {}) {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(0xfedcba98, 0);
  header.writeUInt32LE(999999, 4);
  header.writeUInt32LE(caplen, 8);
  header.writeUInt32LE(len, 12);
  return { buf, header, link_type };
}

describe('PcapPacket', () => {
  it('reads the record header', () => {
    const { tv_sec, tv_usec, caplen, len } = decode.packet(
      raw(UDP_FRAME, { len: 1500 }),
    ).pcap_header;
    assert.deepEqual([tv_sec, tv_usec, caplen, len], [0xfedcba98, 999999, UDP_FRAME.length, 1500]);
  });

  it('leaves out what a buffer holds after caplen, as v3 had it', () => {
    const bytes = Buffer.concat([UDP_FRAME, Buffer.alloc(65535)]);
    const packet = decode.packet(raw(bytes, { caplen: UDP_FRAME.length }));
    assert.equal(packet.payload_bytes.length, UDP_FRAME.length);
    assert.deepEqual(packet.payload, decode.packet(raw(UDP_FRAME)).payload);
  });

  it('survives a caplen of more than there is', () => {
    const packet = decode.packet(raw(UDP_FRAME, { caplen: 4000000000 }));
    assert.equal(packet.payload.payload.payload.data.toString(), 'hi');
    assert.equal(packet.error, undefined);
  });

  it('an unknown link type has no payload, but its bytes', () => {
    const packet = decode.bytes(Buffer.from('abc'), 'LINKTYPE_NOBODY_KNOWS');
    assert.equal(packet.payload, null);
    assert.equal(packet.payload_bytes.toString(), 'abc');
    assert.equal(packet.error, undefined);
    assert.equal(String(packet), 'LINKTYPE_NOBODY_KNOWS null');
  });

  it('can be given another payload', () => {
    const packet = decode.packet(raw(UDP_FRAME));
    packet.payload = null;
    assert.equal(packet.payload, null);
  });

  it('decodes again what it is given next', () => {
    const packet = new PcapPacket().decode(raw(UDP_FRAME));
    assert.equal(packet.payload.ethertype, 0x0800);
    packet.decode(raw(Buffer.concat([UDP_FRAME.subarray(0, 12), Buffer.from('88b5', 'hex')])));
    assert.equal(packet.payload.ethertype, 0x88b5);
    packet.payload = 'own';
    assert.equal(packet.decode(raw(UDP_FRAME)).payload.ethertype, 0x0800);
  });

  it('is equal to a packet of the same bytes, and to no other', () => {
    const other = Buffer.from(UDP_FRAME);
    other[other.length - 1] ^= 1;
    assert.deepEqual(decode.packet(raw(UDP_FRAME)), decode.packet(raw(Buffer.from(UDP_FRAME))));
    assert.notDeepEqual(decode.packet(raw(UDP_FRAME)), decode.packet(raw(other)));
  });

  it('shows its layers as deep as it is asked to', () => {
    const packet = decode.packet(raw(UDP_FRAME));
    assert.match(inspect(packet, { depth: 0 }), /^PcapPacket \{[^]*payload: \[EthernetPacket\]/);
    assert.match(inspect(packet, { depth: 1 }), /payload: EthernetPacket \{[^]*payload: \[IPv4\]/);
    assert.match(inspect(packet, { depth: null }), /payload: UDP \{[^]*data: <Buffer 68 69>/);
    assert.match(inspect({ deep: { packet } }, { depth: 1 }), /packet: \[PcapPacket\]/);
  });

  describe('#error', () => {
    const error_of = (bytes, options) => decode.packet(raw(bytes, options)).error;

    it('is undefined where all is well', () => assert.equal(error_of(UDP_FRAME), undefined));

    it('is truncation where the capture holds less than the packet had', () => {
      for (let n = 0; n < 42; n++) {
        const { code, layer, message } = error_of(UDP_FRAME.subarray(0, n), {
          len: UDP_FRAME.length,
        });
        assert.equal(code, 'ERR_PCAP_TRUNCATED', `${n} bytes`);
        assert.equal(message, layer._error);
        assert.match(message, /^(ethernet|ipv4|udp): needs \d+ bytes at offset \d+, has \d+$/);
      }
    });

    it('is malformation where the packet itself is too short or lies', () => {
      for (let n = 0; n < 42; n++) {
        assert.equal(error_of(UDP_FRAME.subarray(0, n)).code, 'ERR_PCAP_MALFORMED', `${n} bytes`);
      }
      const lying = Buffer.from(UDP_FRAME);
      lying[14] = 0x44; // header of 16 bytes
      assert.equal(error_of(lying, { len: 1500 }).code, 'ERR_PCAP_MALFORMED');
    });
  });
});

describe('decode', () => {
  it('says what it takes when it is given something else', () => {
    for (const wrong of [
      undefined,
      null,
      'packet',
      {},
      { buf: UDP_FRAME },
      { header: Buffer.alloc(16) },
    ]) {
      assert.throws(() => decode.packet(wrong), {
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
      });
    }
    assert.throws(() => decode.packet(UDP_FRAME), /decode\.bytes/);
  });

  it('decodes bytes from anywhere', () => {
    const packet = decode.bytes(new Uint8Array(UDP_FRAME));
    assert.equal(packet.payload.payload.payload.data.toString(), 'hi');
    assert.equal(packet.pcap_header.caplen, UDP_FRAME.length);
    const ip = decode.bytes(UDP_FRAME.subarray(14), 'LINKTYPE_IPV4');
    assert.equal(String(ip.payload.saddr), '10.0.0.1');
  });

  it('decodes what came from another thread', () => {
    const { buf, header, link_type } = raw(UDP_FRAME);
    const sent = { buf: new Uint8Array(buf), header: new Uint8Array(header), link_type };
    assert.deepEqual(decode.packet(structuredClone(sent)), decode.packet(raw(UDP_FRAME)));
    const without_bytes = structuredClone(decode.packet(raw(UDP_FRAME)));
    assert.throws(() => decode.packet(without_bytes), { code: 'ERR_INVALID_ARG_TYPE' });
  });

  it('exports its decoders', () => {
    const names = [
      'EthernetPacket',
      'IPv4Packet',
      'IPv6Packet',
      'ArpPacket',
      'PcapPacket',
      'DNS',
      'TCP',
      'UDP',
    ];
    for (const name of names) {
      assert.equal(typeof decode[name], 'function', name);
      assert.equal(decode.decode[name], decode[name], name);
    }
  });

  it('needs neither libpcap nor the addon', () => {
    const code = `
      require('./lib/decode').bytes(Buffer.alloc(60)).toString();
      const loaded = Object.keys(require.cache);
      console.log(loaded.some((file) => file.endsWith('.node') || file.includes('binding')));`;
    const said = execFileSync(process.execPath, ['-e', code], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(said.trim(), 'false');
  });

  it('each decoder can be required by itself, before all others', () => {
    const code = `
      const fs = require('node:fs');
      const { execFileSync } = require('node:child_process');
      const files = fs.readdirSync('lib/decode', { recursive: true }).filter((file) => file.endsWith('.js'));
      for (const file of files) {
        for (const key of Object.keys(require.cache)) delete require.cache[key];
        const Decoder = require('./lib/decode/' + file);
        if (typeof Decoder.prototype?.decode === 'function' && !/pcap_packet|raw_ip/.test(file)) {
          const layer = new Decoder();
          if (layer.decode(Buffer.alloc(80), 0, 80) !== layer) throw new Error(file);
          String(layer);
        }
      }
      console.log(files.length > 30);`;
    const said = execFileSync(process.execPath, ['-e', code], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(said.trim(), 'true');
  });

  it('keeps the bytes of a source that uses its buffer again', () => {
    const header = Buffer.alloc(16);
    header.writeUInt32LE(20, 8);
    header.writeUInt32LE(20, 12);
    const buf = Buffer.alloc(64);
    Buffer.from('4500001400010000400100000a0000010a000002', 'hex').copy(buf);
    const packet = new PcapPacket().decode({ buf, header, link_type: 'LINKTYPE_RAW' });
    buf.fill(0xff);
    assert.equal(packet.payload.saddr.toString(), '10.0.0.1');
    assert.equal(packet.payload_bytes.length, 20);
  });
});

describe('decoders that few packets need', () => {
  const { DecoderTable } = require('../../lib/protocol/decoder_table');

  it('are loaded when they are first asked for, once', () => {
    const table = new DecoderTable();
    let loads = 0;
    class Mine {}
    table.later(7, () => {
      loads += 1;
      return Mine;
    });
    assert.deepEqual([table.size, table.has(7), loads], [1, true, 0]);
    assert.deepEqual([table.get(7), table.find(7), loads], [Mine, Mine, 1]);
  });

  it('are listed like others', () => {
    class Mine {}
    const made = () => {
      const table = new DecoderTable('usual');
      table.later(7, () => Mine);
      return table;
    };
    assert.deepEqual([...made()], [[7, Mine]]);
    assert.deepEqual([...made().values()], [Mine]);
    assert.deepEqual([...made().keys()], [7]);
    const seen = [];
    made().forEach((...words) => seen.push(words.slice(0, 2)));
    assert.deepEqual(seen, [[Mine, 7]]);
    const table = made();
    table.set('usual', Mine);
    assert.equal(table.find('usual'), Mine);
    table.clear();
    assert.deepEqual([table.find('usual'), table.get(7), table.size], [undefined, undefined, 0]);
  });

  it('are unknown where their files can not be read any more', () => {
    const table = new DecoderTable();
    table.later(7, () => require(['.', 'no such file'].join('/')));
    assert.equal(table.get(7), undefined);
    table.later(8, () => null.nothing);
    assert.throws(() => table.get(8), TypeError);
  });

  it('are all loaded by preload()', () => {
    decode.preload();
    const tables = require('../../lib/protocol/tables');
    for (const table of Object.values(tables)) {
      for (const [, Decoder] of Object.entries([...table.values()])) {
        assert.ok(Decoder === undefined || typeof Decoder === 'function');
      }
    }
  });
});
