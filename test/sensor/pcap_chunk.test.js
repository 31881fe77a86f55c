'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { read_capture } = require('../../lib/file');
const { ToPcapng } = require('../../lib/sensor/pcap_chunk');
const { random_source } = require('../helpers/random');
const { SAMPLE } = require('../tools/tool');

const sample = fs.readFileSync(SAMPLE);
const MICRO = 0xa1b2c3d4;
const NANO = 0xa1b23c4d;

async function packets_of(pieces) {
  const packets = [];
  for await (const raw of read_capture(pieces, { tstamp_precision: 'nano' })) packets.push(raw);
  return packets;
}

describe('ToPcapng', function () {
  this.timeout(60_000);

  it('makes one file of many, also of other link types and units of time', async () => {
    const raw_ip = Buffer.from(sample.subarray(0, 24 + 16 + 40));
    raw_ip.writeUInt32LE(NANO, 0);
    raw_ip.writeUInt32LE(101, 20);
    raw_ip.writeUInt32LE(123456789, 28); // nanoseconds
    raw_ip.writeUInt32LE(40, 32); // captured
    const to_pcapng = new ToPcapng();
    assert.equal(to_pcapng.has_begun, false);
    const pieces = [sample, raw_ip, sample].map((bytes) => to_pcapng.piece(bytes));
    assert.equal(to_pcapng.has_begun, true);
    const packets = await packets_of(pieces);
    assert.equal(packets.length, 109 + 1 + 109);
    assert.deepEqual(
      packets.slice(108, 111).map(({ link_type }) => link_type),
      ['LINKTYPE_ETHERNET', 'LINKTYPE_RAW', 'LINKTYPE_ETHERNET'],
    );
    assert.equal(packets[109].tv_nsec, 123456789);
    assert.equal(sample.readUInt32LE(0), MICRO);
    assert.equal(packets[0].tv_nsec, sample.readUInt32LE(28) * 1000);
  });

  it('refuses what is cut, anywhere, and goes on with the next', async () => {
    const to_pcapng = new ToPcapng();
    const pieces = [];
    for (let length = 0; length < 400; length++) {
      try {
        pieces.push(to_pcapng.piece(sample.subarray(0, length)));
      } catch (error) {
        assert.equal(error.code, 'ERR_PCAP_FILE');
      }
    }
    pieces.push(to_pcapng.piece(sample));
    const found = await packets_of(pieces);
    assert.deepEqual(found.at(-1).buf, (await packets_of([sample])).at(-1).buf);
  });

  it('takes any bytes: an error, or packets that can be read', async () => {
    const random = random_source(7);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(sample.subarray(0, 1000));
      for (let i = 0; i < 5; i++) bytes[4 + random(996)] = random(256);
      const to_pcapng = new ToPcapng();
      try {
        await packets_of([to_pcapng.piece(bytes)]);
      } catch (error) {
        assert.equal(error.code, 'ERR_PCAP_FILE', error.stack);
      }
    }
  });
});
