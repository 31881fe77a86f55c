'use strict';

// Files whose packets are longer than the snap length in their header: the packets are whole.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const zlib = require('node:zlib');

const { createOfflineSession } = require('../../lib/capture/session');
const { read_capture } = require('../../lib/file');
const { run_node } = require('../helpers/child');
const { pcap, temporary_folder, udp_frame } = require('../helpers/savefile');

const SIZES = [0, 18, 100, 1472, 9000, 60000];

/** The same file as a big-endian machine writes it. */
function big_endian(bytes) {
  const out = Buffer.from(bytes);
  out.subarray(0, 4).swap32();
  out.subarray(4, 8).swap16();
  out.subarray(8, 24).swap32();
  for (let at = 24; at < out.length; at += 16 + bytes.readUInt32LE(at + 8)) {
    out.subarray(at, at + 16).swap32();
  }
  return out;
}

describe('a snap length that is smaller than packets', () => {
  const folder = temporary_folder();
  after(() => folder.remove());
  const frames = SIZES.map((size) => ({ bytes: udp_frame('x'.repeat(size)) }));
  const lengths = SIZES.map((size) => 42 + size);

  async function lengths_in(packets) {
    const found = [];
    for await (const { buf, caplen } of packets) {
      assert.equal(buf.length, caplen);
      found.push(caplen);
    }
    return found;
  }

  const FORMS = {
    microseconds: (snap_length) => pcap(frames, { snap_length }),
    nanoseconds: (snap_length) => pcap(frames, { snap_length, nano: true }),
    'the other byte order': (snap_length) => big_endian(pcap(frames, { snap_length })),
    'a link type with large packets': (snap_length) =>
      pcap(frames, { snap_length, link_type: 231 }),
  };
  for (const [name, make] of Object.entries(FORMS)) {
    it(`cuts none: ${name}`, async () => {
      for (const snap_length of [1, 68, 1514, 65535]) {
        const bytes = make(snap_length);
        const file = folder.write('file.pcap', bytes);
        const zipped = folder.write('file.pcap.gz', zlib.gzipSync(bytes));
        for (const tstamp_precision of ['micro', 'nano']) {
          const how = { tstamp_precision };
          assert.deepEqual(await lengths_in(createOfflineSession(file, how)), lengths);
          assert.deepEqual(await lengths_in(createOfflineSession(zipped, how)), lengths);
          assert.deepEqual(await lengths_in(read_capture(bytes, how)), lengths);
        }
      }
    });
  }

  it('cuts none in a pipe, in standard input, and in what outfile gets', async () => {
    const bytes = FORMS.nanoseconds(68);
    const outfile = folder.path('out.pcap');
    const body = `
      const session = createOfflineSession('-', { outfile: ${JSON.stringify(outfile)} });
      for await (const raw of session) {
        print(raw.buf.length);
        process.stderr.write('more');
      }`;
    const out = await run_node(body, { input: [bytes.subarray(0, 1000), bytes.subarray(1000)] });
    assert.deepEqual(out.json, lengths, out.stderr);
    assert.deepEqual(await lengths_in(createOfflineSession(outfile)), lengths);
  });

  it('is not what a filter sees', async () => {
    const text = 'udp and greater 1000 and udp[1000] = 0x78';
    for (const make of Object.values(FORMS).slice(0, 3)) {
      const file = folder.write('file.pcap', make(68));
      assert.deepEqual(await lengths_in(createOfflineSession(file, text)), lengths.slice(3));
    }
  });

  it('does not hide that the file is cut', async () => {
    for (const make of Object.values(FORMS)) {
      const file = folder.write('cut.pcap', make(68).subarray(0, -10));
      const found = [];
      await assert.rejects(
        async () => {
          for await (const { caplen } of createOfflineSession(file)) found.push(caplen);
        },
        { code: 'ERR_PCAP_FILE', message: /truncated dump file; tried to read 60042 captured/ },
      );
      assert.deepEqual(found, lengths.slice(0, -1));
    }
    fs.rmSync(folder.path('cut.pcap'));
  });
});
