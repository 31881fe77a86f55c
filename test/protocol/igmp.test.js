'use strict';

const assert = require('node:assert/strict');
const IGMP = require('../../lib/protocol/igmp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const report2 = Buffer.from(
  '16' + // type version 2 report
    '0a' + // maxResponseTime 10
    'fa04' + // checksum
    'effffffa', // groupAddress 239.255.255.250
  'hex',
);
const report3 = Buffer.from(
  '22' + // type version 3 report
    '00' + // reserved
    '0000' + // checksum
    '0000' + // reserved
    '0002' + // 2 records
    ('04' + '01' + '0001' + 'e00000fb' + '0a000009' + 'deadbeef') + // change to exclude, 1 word of auxiliary data, 1 source
    ('03' + '00' + '0000' + 'e0000016'), // change to include, no source
  'hex',
);
const query3 = Buffer.from(
  '11' + // type query
    '64' + // maxResponseTime 100
    '0000' + // checksum
    'e00000fb' + // groupAddress
    '027d' + // flags, query interval
    '0002' + // 2 sources
    '0a000001' + // source
    '0a000002', // source
  'hex',
);

const decoded = (bytes) => new IGMP().decode(bytes, 0, bytes.length);

describe('IGMP', () => {
  behavesLikeADecoder(IGMP, report2);
  behavesLikeADecoder(IGMP, report3, { header: 8 });
  behavesLikeADecoder(IGMP, query3, { header: 8 });

  it('reads the header', () => {
    const igmp = decoded(report2);
    assert.deepEqual(
      [igmp.type, igmp.version, igmp.maxResponseTime, igmp.checksum],
      [0x16, 2, 10, 0xfa04],
    );
    assert.deepEqual(igmp.groupAddress.addr, [239, 255, 255, 250]);
  });

  it('tells version and text by type', () => {
    const expected = {
      0x11: [3, 'Membership Query'],
      0x12: [1, 'Membership Report'],
      0x16: [2, 'Membership Report'],
      0x17: [2, 'Leave Group'],
      0x22: [3, 'Membership Report'],
      0x99: [undefined, 'type 153'],
    };
    for (const [type, [version, text]] of Object.entries(expected)) {
      const bytes = Buffer.from(report2);
      bytes[0] = Number(type);
      const igmp = decoded(bytes);
      assert.deepEqual([igmp.version, String(igmp)], [version, text]);
    }
  });

  it('reads the records of a version 3 report', () => {
    const [first, second] = decoded(report3).records;
    assert.deepEqual(
      [first.type, String(first.group), first.sources.map(String)],
      [4, '224.0.0.251', ['10.0.0.9']],
    );
    assert.equal(first.auxiliary.toString('hex'), 'deadbeef');
    assert.deepEqual([second.type, String(second.group), second.sources], [3, '224.0.0.22', []]);
    assert.equal(decoded(query3).records, undefined);
  });

  it('reads the sources of a version 3 query', () => {
    assert.deepEqual(decoded(query3).sources.map(String), ['10.0.0.1', '10.0.0.2']);
    assert.equal(decoded(report3).sources, undefined);
  });

  it('gives the records and sources that are there when counts lie', () => {
    const lying = Buffer.from(report3);
    lying[7] = 200;
    assert.equal(decoded(lying).records.length, 2);
    const query = Buffer.from(query3);
    query[10] = 0xff;
    assert.equal(decoded(query).sources.length, 2);
  });

  it('survives seven bytes', () => {
    const igmp = new IGMP().decode(report2.subarray(0, 7), 0);
    assert.equal(igmp.checksum, 0xfa04);
    assert.equal(igmp.groupAddress, undefined);
    assert.equal(igmp._error, 'igmp: needs 8 bytes at offset 0, has 7');
  });
});
