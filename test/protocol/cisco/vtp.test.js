'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const VTP = require('../../../lib/protocol/cisco/vtp');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const head = (code, third) => '01' + code + third + '03' + '6c6162'.padEnd(64, '0');
const example = Buffer.from(
  head('01', '02') + // summary, two followers, domain lab
    '00000007' + // revision
    '0a090001' + // updater
    '393330333031303030393030' + // timestamp
    '00112233445566778899aabbccddeeff', // digest
  'hex',
);

const decoded = (text) => new VTP().decode(Buffer.from(text, 'hex'));

describe('VTP', () => {
  behavesLikeADecoder(VTP, example);

  it('reads summaries', () => {
    const llc = Buffer.concat([Buffer.from('aaaa03' + '00000c' + '2003', 'hex'), example]);
    const vtp = decode.bytes(llc, 'LINKTYPE_ATM_RFC1483').layer('vtp');
    assert.deepEqual([vtp.version, vtp.code, vtp.followers, vtp.domain], [1, 1, 2, 'lab']);
    assert.deepEqual([vtp.revision, String(vtp.updater)], [7, '10.9.0.1']);
    assert.deepEqual([vtp.timestamp, vtp.digest[15]], ['930301000900', 0xff]);
    const text = 'VTPv1, Message Summary advertisement (1), domain "lab", revision 7';
    assert.equal(String(vtp), text);
  });

  it('reads subsets and requests', () => {
    const vlan = '14' + '00' + '01' + '07' + '0001' + '05dc' + '000186a1' + '64656661756c7400';
    const subset = decoded(head('02', '01') + '00000007' + vlan);
    const expected = { status: 0, type: 1, id: 1, mtu: 1500, name: 'default' };
    assert.deepEqual([subset._error, subset.vlans], [undefined, [expected]]);
    assert.equal(decoded(head('03', '00') + '0002').start_value, 2);
    assert.equal(
      decoded(head('02', '01') + '00000007' + '0b00')._error,
      'vtp: length 11 of a VLAN is less than 12',
    );
  });
});
