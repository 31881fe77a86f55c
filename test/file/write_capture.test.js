'use strict';

const assert = require('node:assert/strict');

const { createOfflineSession } = require('../../lib/capture/session');
const { CaptureWriter, read_capture, write_capture } = require('../../lib/file');
const { numbered, pcap, pcapng, temporary_folder } = require('../helpers/savefile');

async function written(packets, options) {
  const parts = [];
  for await (const part of write_capture(packets, options)) parts.push(part);
  return Buffer.concat(parts);
}

describe('write_capture', () => {
  const folder = temporary_folder();
  after(() => folder.remove());

  it('writes what was read, byte for byte', async () => {
    const file = pcap(numbered(3000));
    assert.deepEqual(await written(read_capture(file)), file);
  });

  it('writes what libpcap reads', async () => {
    const file = folder.write('out.pcap', await written(read_capture(pcap(numbered(3000)))));
    let packets = 0;
    for await (const raw of createOfflineSession(file, 'udp')) packets += raw.caplen > 0;
    assert.equal(packets, 3000);
  });

  it('keeps nanoseconds', async () => {
    const file = pcap([{ sec: 1, frac: 999999999, bytes: Buffer.from('abc'), len: 9 }], {
      nano: true,
    });
    const tstamp_precision = 'nano';
    const session = read_capture(file, { tstamp_precision });
    assert.deepEqual(await written(session, { tstamp_precision }), file);
  });

  it('has the link type of the first packet', async () => {
    const file = pcap(numbered(2), { link_type: 147 });
    assert.deepEqual(await written(read_capture(file)), file);
    assert.deepEqual(await written([]), pcap([]));
    assert.deepEqual(
      await written([], { link_type: 'LINKTYPE_RAW' }),
      pcap([], { link_type: 101 }),
    );
  });

  it('refuses packets of another link type', async () => {
    const packets = [0, 1].map((face) => ({ face, bytes: Buffer.from('abcd') }));
    await assert.rejects(written(read_capture(pcapng([1, 101], packets))), {
      code: 'ERR_PCAP_LINK_TYPE',
      message: 'the file is of LINKTYPE_ETHERNET, the packet of LINKTYPE_RAW',
    });
  });

  it('writes no more than the snap length of a packet', async () => {
    const file = await written(read_capture(pcap(numbered(1))), { snap_length: 20 });
    assert.equal(file.length, 24 + 16 + 20);
    assert.deepEqual([file.readUInt32LE(32), file.readUInt32LE(36)], [20, 50]);
  });

  it('refuses what is no raw packet, and wrong options', async () => {
    for (const packet of [undefined, {}, { buf: Buffer.alloc(1) }]) {
      await assert.rejects(written([packet]), { code: 'ERR_PCAP_OPTION' });
    }
    for (const options of [{ link_type: 'Ethernet' }, { snap_length: 0 }, { link_type: 1 }]) {
      assert.throws(() => new CaptureWriter(options), { code: 'ERR_PCAP_OPTION' });
    }
  });
});
