'use strict';

// pcapng files, packet by packet: libpcap refuses those with several link types or snap lengths.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { gzipSync } = require('node:zlib');

const { decode } = require('../../lib/decode');
const { create_dump_file } = require('../../lib/capture/dump_file');
const { createOfflineSession } = require('../../lib/capture/session');
const { read_capture } = require('../../lib/file');
const { warnings: reported } = require('../../lib/warnings');
const { run_node } = require('../helpers/child');
const { block, pcapng, temporary_folder, u32, udp_frame } = require('../helpers/savefile');

const ETHERNET = 'LINKTYPE_ETHERNET';
const RAW = 'LINKTYPE_RAW';

/** What a session delivers until it closes: { packets, events }. */
async function read(session) {
  const packets = [];
  const events = [];
  session.on('packet', (raw) => packets.push(raw));
  session.on('complete', () => events.push('complete'));
  session.on('error', (error) => events.push(error));
  await new Promise((resolve) => session.on('close', resolve));
  return { packets, events };
}

/** A UDP packet on the i-th of two interfaces: Ethernet, raw. */
function packet_on(face, text, ports) {
  return { face, bytes: udp_frame(text, ports).subarray(face === 0 ? 0 : 14) };
}

const text_of = (raw) => raw.buf.toString('latin1', raw.link_type === ETHERNET ? 42 : 28);
const types_of = (packets) => packets.map((raw) => raw.link_type);

/** Bytes of the block of a packet with text. */
function block_size(text) {
  return 32 + Math.ceil((42 + text.length) / 4) * 4;
}

function is_installed(tool) {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a session on a pcapng file', () => {
  const folder = temporary_folder();
  after(() => folder.remove());

  const texts = ['one', 'two', 'three', 'four', 'five'];
  const mixed = folder.write(
    'mixed.pcapng',
    pcapng(
      [1, 101],
      texts.map((text, i) => packet_on(Number(i > 1 && i < 4), text, { dport: 2000 + i })),
    ),
  );
  const types = [ETHERNET, ETHERNET, RAW, RAW, ETHERNET];

  function alternating(count) {
    const packets = Array.from({ length: count }, (_, i) => packet_on(i % 2, `packet ${i}`));
    return folder.write('alternating.pcapng', pcapng([1, 101], packets));
  }

  describe('with several link types', () => {
    it('gives each packet its own', async () => {
      const session = createOfflineSession(mixed);
      assert.equal(session.link_type, ETHERNET);
      const { packets, events } = await read(session);
      assert.deepEqual(types_of(packets), types);
      assert.deepEqual(packets.map(text_of), texts);
      assert.deepEqual(events, ['complete']);
      assert.equal(session.link_type, ETHERNET);
    });

    it('has all its packets decoded', async () => {
      const { packets } = await read(createOfflineSession(mixed));
      const ports = packets.map((raw) => {
        const packet = decode.packet(raw);
        const ip = raw.link_type === RAW ? packet.payload : packet.payload.payload;
        return ip.payload.dport;
      });
      assert.deepEqual(ports, [2000, 2001, 2002, 2003, 2004]);
    });

    it('filters each packet by its own', async () => {
      const filter = 'udp and (dst port 2001 or dst port 2003)';
      const { packets } = await read(createOfflineSession(mixed, { filter }));
      assert.deepEqual(packets.map(text_of), ['two', 'four']);
    });

    it('lets no packet through on which the filter can ask nothing', async () => {
      const { packets } = await read(createOfflineSession(mixed, 'ether[0] = 2'));
      assert.deepEqual(packets.map(text_of), ['one', 'two', 'five']);
    });

    it('refuses a filter that its first link type does not know', () => {
      assert.throws(() => createOfflineSession(mixed, 'wlan type mgt'), {
        code: 'ERR_PCAP_FILTER',
        message: /wlan type mgt/,
      });
    });

    it('filters with a new one what was read and not delivered', async () => {
      const session = createOfflineSession(mixed);
      session.once('packet', () => session.set_filter('dst port 2001 or dst port 2002'));
      const { packets } = await read(session);
      assert.deepEqual(packets.map(text_of), ['one', 'two', 'three']);
    });

    it('loses none of many, through pauses', async () => {
      const session = createOfflineSession(alternating(3000));
      session.on('packet', () => {
        session.pause();
        setImmediate(() => session.resume());
      });
      const { packets } = await read(session);
      assert.equal(packets.length, 3000);
      packets.forEach((raw, i) => {
        assert.equal(raw.link_type, i % 2 === 0 ? ETHERNET : RAW);
        assert.equal(text_of(raw), `packet ${i}`);
      });
    });

    it('keeps nanoseconds beside each', async () => {
      const { packets } = await read(createOfflineSession(mixed, { tstamp_precision: 'nano' }));
      assert.deepEqual(types_of(packets), types);
      for (const raw of packets) assert.deepEqual([raw.tv_usec, raw.tv_nsec], [1000, 1000000]);
    });

    it('is read from a pipe, each packet when it comes', async () => {
      const bytes = fs.readFileSync(mixed);
      const end = bytes.length - block_size('five') - block_size('four') - 1;
      const out = await run_node(
        `
        const session = createOfflineSession('-');
        const seen = [];
        session.on('packet', (raw) => {
          seen.push(raw.link_type);
          session.pause();
          setImmediate(() => session.resume());
          if (seen.length === 2) console.error('the rest, please');
        });
        session.on('complete', () => print(seen));`,
        { input: [bytes.subarray(0, end), bytes.subarray(end)] },
      );
      assert.deepEqual(out.json, [types]);
    });
  });

  describe('with several interfaces', () => {
    const packets = Array.from({ length: 200 }, (_, i) => ({
      face: i < 100 ? i % 2 : 2 * (i % 2),
      bytes: udp_frame(`${i}`),
    }));
    const names = ['eth0', 'vlan 7 → ü', undefined];
    const bytes = pcapng([1, 1, 1], packets, names);
    const path = folder.write('faces.pcapng', bytes);
    const expected = packets.map(({ face }) => ({ index: face, name: names[face] }));

    const found = async (session) => {
      const { packets } = await read(session);
      assert.deepEqual(packets.map(text_of), Object.keys(packets));
      return packets.map((raw) => raw.interface);
    };

    it('tells of each packet on which it was captured', async () => {
      assert.deepEqual(await found(createOfflineSession(path)), expected);
      const nano = createOfflineSession(path, { tstamp_precision: 'nano' });
      assert.deepEqual(await found(nano), expected);
    });

    it('tells it in plain JavaScript, from a pipe and of a gzip, too', async () => {
      assert.deepEqual(await found(read_capture(bytes)), expected);
      const zipped = folder.write('faces.pcapng.gz', gzipSync(bytes));
      assert.deepEqual(await found(createOfflineSession(zipped)), expected);
      const program = `
        const session = createOfflineSession('-');
        const all = [];
        session.on('packet', (raw) => all.push(raw.interface));
        session.on('complete', () => print(all));`;
      const { json, stderr } = await run_node(program, {
        input: [bytes],
      });
      assert.deepEqual(json, [JSON.parse(JSON.stringify(expected))], stderr);
    });

    it('tells it in a copy, but changes nothing of what version 3 showed', async () => {
      const [, raw] = (await read(createOfflineSession(path))).packets;
      assert.deepEqual(structuredClone(raw.copy()).interface, expected[1]);
      assert.deepEqual(Object.keys(raw), ['link_type']);
      assert.deepEqual(Object.keys(raw.toJSON()), ['buf', 'header', 'link_type']);
      assert.equal(raw.constructor.name, 'PacketWithHeader');
    });

    it('keeps apart those of another section', async () => {
      const second = pcapng([1], [{ face: 0, bytes: udp_frame('x') }], ['other']);
      const both = folder.write('both.pcapng', Buffer.concat([bytes, second]));
      const { packets } = await read(createOfflineSession(both));
      assert.deepEqual(packets.at(-1).interface, { index: 0, name: 'other' });
    });

    it('is undefined of a pcap file', async () => {
      const dump = create_dump_file(folder.path('plain.pcap'));
      for (const raw of (await read(createOfflineSession(path))).packets) dump.write(raw);
      dump.close();
      const { packets } = await read(createOfflineSession(folder.path('plain.pcap')));
      assert.equal(packets.length, 200);
      for (const raw of packets) assert.equal(raw.interface, undefined);
    });
  });

  describe('with several snap lengths, sections and kinds of packets', () => {
    const frame = Buffer.concat([udp_frame('abcdef')]); // 48 bytes
    const section = Buffer.concat([u32(0x1a2b3c4d, 1), Buffer.alloc(8, 0xff)]);
    const blocks = [
      block(0x0a0d0d0a, section),
      block(1, Buffer.concat([u32(1, 96), u32(0x00010009, 9, 0)])), // if_tsresol: nanoseconds
      block(1, Buffer.concat([u32(1, 16), u32(0x00010009, 0x8a, 0)])), // 1/1024 of a second
      block(5, Buffer.concat([u32(0, 0, 0)])), // interface statistics
      block(6, Buffer.concat([u32(0, 0x16345785, 0xd8a0001b, 48, 1500), frame])),
      block(2, Buffer.concat([u32(0x00030001, 0, 1024 * 5 + 512, 16, 60), frame.subarray(0, 16)])),
      block(0x0a0d0d0a, section),
      block(1, u32(1, 16)),
      block(4, u32(0)),
      block(3, Buffer.concat([u32(48), frame.subarray(0, 16)])), // its snap length cuts it
      block(6, Buffer.concat([u32(0, 0, 1500000, 0, 60)])),
    ];
    const path = folder.write('kinds.pcapng', Buffer.concat(blocks));

    it('comes whole', async () => {
      const { packets, events } = await read(
        createOfflineSession(path, { tstamp_precision: 'nano' }),
      );
      assert.deepEqual(events, ['complete']);
      assert.deepEqual(
        packets.map((raw) => [raw.tv_sec, raw.tv_usec, raw.tv_nsec, raw.caplen, raw.len]),
        [
          [1600000000, 0, 27, 48, 1500],
          [5, 500000, 500000000, 16, 60],
          [0, 0, 0, 16, 48],
          [1, 500000, 500000000, 0, 60],
        ],
      );
      for (const raw of packets) assert.deepEqual(raw.buf, frame.subarray(0, raw.caplen));
    });

    it('is what tshark reads', async function () {
      if (!is_installed('tshark')) this.skip();
      const { packets } = await read(createOfflineSession(path, { tstamp_precision: 'nano' }));
      const fields = ['frame.time_epoch', 'frame.len', 'frame.cap_len'];
      const args = ['-n', '-r', path, '-T', 'fields', ...fields.flatMap((name) => ['-e', name])];
      const lines = execFileSync('tshark', args, { encoding: 'utf8', stdio: 'pipe' }).trimEnd();
      const ours = packets.map((raw) => {
        const time = `${raw.tv_sec}.${String(raw.tv_nsec).padStart(9, '0')}`;
        return [raw.len === 48 ? '' : time, raw.len, raw.caplen].join('\t'); // simple: no time
      });
      assert.deepEqual(lines.split('\n'), ours);
    });
  });

  describe('that is damaged', () => {
    it("gives its good packets, then 'error'", async () => {
      const cut = folder.write('cut.pcapng', fs.readFileSync(mixed).subarray(0, -5));
      const { packets, events } = await read(createOfflineSession(cut));
      assert.deepEqual(packets.map(text_of), texts.slice(0, 4));
      assert.equal(events.length, 1);
      assert.equal(events[0].code, 'ERR_PCAP_FILE');
      assert.match(
        events[0].message,
        /cut\.pcapng: truncated pcapng dump file; tried to read 72 bytes, only got 67$/,
      );
    });

    it('before its first interface is not opened', () => {
      const bytes = fs.readFileSync(mixed);
      for (const size of [1, 11, 27, 28, 40]) {
        const cut = folder.write('head.pcapng', bytes.subarray(0, size));
        assert.throws(() => createOfflineSession(cut), {
          code: 'ERR_PCAP_FILE',
          message: /head\.pcapng/,
        });
      }
    });

    it('leaves no descriptor behind', async () => {
      const cut = folder.write('short.pcapng', fs.readFileSync(mixed).subarray(0, 40));
      const out = await run_node(
        `
        const count = descriptors();
        for (let i = 0; i < 200; i++) {
          for (const name of ${JSON.stringify([mixed, cut])}) {
            try { createOfflineSession(name, i % 2 ? 'udp' : 'nonsense').close(); } catch {}
          }
        }
        print(descriptors() - count);`,
      );
      // One that Node.js itself had open at first may be closed by then.
      assert.ok(out.json[0] <= 0, out.stderr || `${out.json}`);
    });
  });

  describe('written on', () => {
    const warnings = [];
    let warn;
    before(() => {
      warn = reported.handler;
      reported.handler = (text) => warnings.push(text);
    });
    after(() => (reported.handler = warn));

    it('to outfile has the packets of its first link type, and one warning', async () => {
      const outfile = folder.path('out.pcap');
      await read(createOfflineSession(mixed, { outfile }));
      const { packets } = await read(createOfflineSession(outfile));
      assert.deepEqual(packets.map(text_of), ['one', 'two', 'five']);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0], /out\.pcap is of LINKTYPE_ETHERNET.*LINKTYPE_RAW are left out/);
    });

    it('to a dump file is refused packet by packet', async () => {
      const dump = create_dump_file(folder.path('raw.pcap'), { link_type: RAW });
      const { packets } = await read(createOfflineSession(mixed));
      for (const raw of packets) {
        if (raw.link_type === RAW) dump.write(raw);
        else assert.throws(() => dump.write(raw), { code: 'ERR_PCAP_LINK_TYPE' });
      }
      dump.close();
      const again = await read(createOfflineSession(folder.path('raw.pcap')));
      assert.deepEqual(again.packets.map(text_of), ['three', 'four']);
    });
  });
});
