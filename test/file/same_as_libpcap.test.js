'use strict';

// Whatever the file, pcap/file gives the packets and the error that libpcap and the addon give.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');

const { createOfflineSession } = require('../../lib/capture/session');
const { read_capture } = require('../../lib/file');
const { block, numbered, pcap, pcapng, temporary_folder, u32 } = require('../helpers/savefile');
const { random_source } = require('../helpers/mutate');

const GOLDEN = path.join(__dirname, '..', 'golden');

/** All that a session gives, without the file's name. */
async function all_of(open) {
  const found = { packets: [], link_types: [], end: null, error: null };
  let session;
  try {
    session = open();
  } catch (error) {
    return { ...found, error: text_of(error) };
  }
  session.on('packet', (raw) => {
    found.packets.push(`${raw.tv_nsec} ${raw.header.toString('hex')} ${raw.buf.toString('hex')}`);
    found.link_types.push(raw.link_type);
  });
  session.on('complete', () => (found.end = 'complete'));
  session.on('error', (error) => (found.error = text_of(error)));
  await new Promise((resolve) => session.on('close', resolve));
  return found;
}

const text_of = (error) => `${error.code} ${error.message.replace(/^can't read.*?: /, '')}`;

function* pieces(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A pcap file with the numbers of its headers in the other byte order. */
function swapped(bytes, minor = 4) {
  const out = Buffer.from(bytes);
  const swap = (from, to) => {
    for (let at = from; at < to; at += 4) out.subarray(at, at + 4).swap32();
  };
  swap(0, 24);
  out.set([0, 2, 0, minor], 4);
  for (let at = 24; at + 16 <= out.length; at += 16 + out.readUInt32BE(at + 8)) swap(at, at + 16);
  return out;
}

/** A pcap file in the format of an old patch, with 8 more bytes in each header. */
function modified(bytes) {
  const parts = [Buffer.from(bytes.subarray(0, 24))];
  parts[0].writeUInt32LE(0xa1b2cd34);
  for (let at = 24; at < bytes.length;) {
    const size = 16 + bytes.readUInt32LE(at + 8);
    parts.push(bytes.subarray(at, at + 16), Buffer.alloc(8, 7), bytes.subarray(at + 16, at + size));
    at += size;
  }
  return Buffer.concat(parts);
}

const PACKETS = numbered(6, (i) => 'x'.repeat(i * 7));

/** A section of pcapng with one interface, its options, and a packet with a time stamp. */
function stamped(options, high, low) {
  const section = block(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d, 1), Buffer.alloc(8, 0xff)]));
  const face = block(1, Buffer.concat([u32(1, 0), options]));
  const bytes = Buffer.from('abcdefgh');
  const packet = block(6, Buffer.concat([u32(0, high, low, bytes.length, 9), bytes]));
  return Buffer.concat([section, face, packet]);
}

const tsresol = (value) => Buffer.from([9, 0, 1, 0, value, 0, 0, 0, 0, 0, 0, 0]);
const tsoffset = (...words) => Buffer.concat([Buffer.from([14, 0, 8, 0]), u32(...words)]);

/** An NFLOG packet with attributes in the byte order of a big-endian machine. */
function nflog(...lengths) {
  const attributes = lengths.map((length) => {
    const out = Buffer.alloc(Math.max(4, Math.ceil(length / 4) * 4), 0xee);
    out.writeUInt16BE(length, 0);
    out.writeUInt16BE(9, 2);
    return out;
  });
  return { bytes: Buffer.concat([Buffer.from([2, 0, 0, 1]), ...attributes]) };
}

const MADE = {
  'no packets': pcap([]),
  'nothing at all': Buffer.alloc(0),
  'three bytes': Buffer.from([0xd4, 0xc3, 0xb2]),
  'half a header': pcap([]).subarray(0, 17),
  'no capture': Buffer.from('GET / HTTP/1.1\r\nHost: example.net\r\n\r\n'),
  nanoseconds: pcap(PACKETS, { nano: true }),
  'the other byte order': swapped(pcap(PACKETS)),
  'the other byte order, nanoseconds': swapped(pcap(PACKETS, { nano: true })),
  'a modified file': modified(pcap(PACKETS)),
  'a snap length shorter than packets': pcap(PACKETS, { snap_length: 50 }),
  'the same, truncated': pcap(PACKETS, { snap_length: 50 }).subarray(0, -3),
  'the same, nanoseconds': pcap(PACKETS, { snap_length: 50, nano: true }),
  'the same, in the other byte order': swapped(pcap(PACKETS, { snap_length: 50 })),
  'the same, modified': modified(pcap(PACKETS, { snap_length: 50 })),
  'the same, of another link type': pcap(PACKETS, { snap_length: 50, link_type: 231 }),
  'the same, with a packet that is too long': pcap(
    [PACKETS[0], { bytes: Buffer.alloc(262145, 1) }],
    { snap_length: 50 },
  ),
  'no snap length': pcap(PACKETS, { snap_length: 0 }),
  'a fraction of more than a second': pcap([{ frac: 0xfffffff0, bytes: Buffer.from('abc') }]),
  'the same in nanoseconds': pcap([{ frac: 0xfffffff0, bytes: Buffer.from('abc') }], {
    nano: true,
  }),
  'version 2.2, lengths swapped': swapped(pcap([{ bytes: Buffer.alloc(6), len: 6 }]), 2),
  'version 2.3': swapped(pcap([{ bytes: Buffer.alloc(6), len: 5 }]), 3),
  'version 2.7': swapped(pcap(PACKETS), 7),
  'NFLOG of the other byte order': swapped(
    pcap([nflog(4, 9, 4), nflog(0), nflog(200), nflog(3), { bytes: Buffer.from([2]) }], {
      link_type: 239,
    }),
  ),
  'a packet of 256 KiB': pcap([{ bytes: Buffer.alloc(262144, 1) }, PACKETS[0]]),
  'a packet that is too long': pcap([PACKETS[0], { bytes: Buffer.alloc(262145, 1) }]),
  'pcapng with link types in turns': pcapng(
    [1, 101, 113],
    PACKETS.map(({ bytes }, i) => ({ face: i % 3, bytes })),
  ),
  'pcapng without an interface': pcapng([], []),
  'pcapng with an interface that is not described': pcapng(
    [1],
    [
      { face: 0, bytes: Buffer.from('good') },
      { face: 1, bytes: Buffer.from('bad') },
    ],
  ),
  'pcapng with a simple packet': Buffer.concat([
    pcapng([1], []),
    block(3, Buffer.concat([u32(6), Buffer.from('abcdef..')])),
  ]),
  'pcapng with an obsolete packet': Buffer.concat([
    pcapng([1], []),
    block(2, Buffer.concat([u32(0x70000, 1, 2, 4, 6), Buffer.from('abcd')])),
  ]),
  'pcapng with two sections': Buffer.concat([
    pcapng([1], [{ face: 0, bytes: Buffer.from('first') }]),
    pcapng([101], [{ face: 0, bytes: Buffer.from('second') }]),
  ]),
  'pcapng with a block that claims 16 MiB': Buffer.concat([
    pcapng([1], [{ face: 0, bytes: Buffer.from('good') }]),
    u32(6, 16 * 1024 * 1024, 0),
  ]),
  'pcapng with a block that claims 4 GiB': Buffer.concat([pcapng([1], []), u32(6, 0xfffffffc)]),
  'pcapng, seconds': stamped(tsresol(0), 3, 1600000000),
  'pcapng, milliseconds': stamped(tsresol(3), 0x173, 0x12345678),
  'pcapng, nanoseconds': stamped(tsresol(9), 0x16345785, 0x9abcdef0),
  'pcapng, picoseconds': stamped(tsresol(12), 0x7fffffff, 0xfffffffe),
  'pcapng, 10^-19 seconds': stamped(tsresol(19), 0xffffffff, 0xfffffffe),
  'pcapng, 10^-20 seconds': stamped(tsresol(20), 0, 1),
  'pcapng, 2^-10 seconds': stamped(tsresol(0x8a), 0x1ff, 0x12345678),
  'pcapng, 2^-63 seconds': stamped(tsresol(0xbf), 0xffffffff, 0xfffffffe),
  'pcapng, 2^-64 seconds': stamped(tsresol(0xc0), 0, 1),
  'pcapng, an offset': stamped(tsoffset(1600000000, 0), 0, 5000001),
  'pcapng, a negative offset': stamped(tsoffset(0xfffffff0, 0xffffffff), 0, 20000000),
};

/** The same capture in pcapng of the other byte order, as mergecap and editcap don't make it. */
MADE['pcapng of the other byte order'] = Buffer.concat(
  [
    ['0a0d0d0a', '0000001c', '1a2b3c4d', '00010000', 'ffffffff', 'ffffffff', '0000001c'],
    [
      '00000001',
      '00000020',
      '00010000',
      '00000040',
      '00090001',
      '06000000',
      '00000000',
      '00000020',
    ],
    ['00000006', '00000024', '00000000', '0005b000', '12345678', '00000004', '00000009'],
    ['61626364', '00000024'],
  ].flatMap((line) => line.map((word) => Buffer.from(word, 'hex'))),
);

describe('pcap/file and libpcap', function () {
  this.timeout(120_000);
  const folder = temporary_folder();
  after(() => folder.remove());

  async function compare(bytes, what, { nano = false, size = 65536 } = {}) {
    const tstamp_precision = nano ? 'nano' : 'micro';
    const file = folder.write('file', bytes);
    const expected = await all_of(() => createOfflineSession(file, { tstamp_precision }));
    const got = await all_of(() => read_capture(pieces(bytes, size), { tstamp_precision }));
    assert.deepEqual(got, expected, what);
    return expected;
  }

  for (const [name, bytes] of Object.entries(MADE)) {
    it(`say the same of ${name}`, async () => {
      for (const nano of [false, true]) {
        await compare(bytes, name, { nano });
        await compare(bytes, name, { nano, size: 7 });
      }
    });
  }

  it('say the same of all captures of the tests', async () => {
    const names = fs.readdirSync(GOLDEN).filter((name) => /\.pcap(ng)?$/.test(name));
    assert.ok(names.length > 20);
    for (const name of names) {
      const found = await compare(fs.readFileSync(path.join(GOLDEN, name)), name, { size: 1000 });
      assert.equal(found.error, null);
    }
  });

  it('say the same of files with random damage', async () => {
    const random = random_source(20261126);
    const whole = Object.values(MADE).filter((bytes) => bytes.length < 10_000);
    let damaged = 0;
    for (let i = 0; i < 600; i++) {
      let bytes = Buffer.from(whole[random(whole.length)]);
      if (bytes.length < 8) continue;
      if (random(3) === 0) bytes = bytes.subarray(0, random(bytes.length));
      for (let times = random(4); times > 0 && bytes.length > 0; times--) {
        bytes[random(bytes.length)] = [0, 1, 255, random(256)][random(4)];
      }
      const found = await compare(bytes, bytes.toString('hex'), { nano: i % 2 === 1, size: 11 });
      if (found.error !== null) damaged++;
    }
    assert.ok(damaged > 100);
  });
});
