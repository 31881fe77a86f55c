'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const DTP = require('../../../lib/protocol/cisco/dtp');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const example = Buffer.from(
  '01' + // version
    ('0001' + '0008' + '4c616200') + // domain Lab
    ('0002' + '0005' + '83') + // status: trunk, desirable
    ('0003' + '0005' + 'a5') + // type: 802.1Q, in use and wanted
    ('0004' + '000a' + '020000000001'), // neighbor
  'hex',
);

describe('DTP', () => {
  behavesLikeADecoder(DTP, example, { header: 1 });

  it('reads all items', () => {
    const llc = Buffer.concat([Buffer.from('aaaa03' + '00000c' + '2004', 'hex'), example]);
    const dtp = decode.bytes(llc, 'LINKTYPE_ATM_RFC1483').layer('dtp');
    assert.deepEqual([dtp.version, dtp.domain], [1, 'Lab']);
    assert.deepEqual([dtp.status, dtp.trunk_type], [0x83, 0xa5]);
    assert.equal(String(dtp.neighbor), '02:00:00:00:00:01');
    assert.equal(String(dtp), 'DTPv1, domain "Lab", status 131, neighbor 02:00:00:00:00:01');
  });

  it('says what is cut', () => {
    const { _error } = new DTP().decode(example.subarray(0, 12));
    assert.equal(_error, 'dtp: needs 2 bytes at offset 11, has 1');
  });
});
