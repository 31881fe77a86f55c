'use strict';

const assert = require('node:assert/strict');
const ERSPAN = require('../../lib/protocol/erspan');
const GRE = require('../../lib/protocol/gre');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const frame =
  '020000000001' + // dhost
  '020000000002' + // shost
  '0806' + // ethertype ARP
  ('0001080006040001' + '0200000000010a000001' + '0000000000000a000002'); // request
const type2 = Buffer.from(
  '100a' + // version 1 (type II), vlan 10
    '6c64' + // cos 3, truncated, session 100
    '00000001' + // port index
    frame,
  'hex',
);
const type3 = Buffer.from(
  '200a' + // version 2 (type III), vlan 10
    '0064' + // session 100
    '00000000' + // timestamp
    '0000' + // security group
    '0001' + // flags: a platform's own octets follow
    '0000000000000000' + // these
    frame,
  'hex',
);

describe('ERSPAN', () => {
  behavesLikeADecoder(ERSPAN, type2, {
    header: 8,
    lies: { 'an unknown version': Buffer.from('f00a006400000001', 'hex') },
  });
  behavesLikeADecoder(ERSPAN, type3, { header: 20 });

  it('decodes the mirrored frame of types II and III, in GRE', () => {
    for (const [protocol, bytes] of [
      ['88be', type2],
      ['22eb', type3],
    ]) {
      const gre = Buffer.concat([Buffer.from(`1000${protocol}00000001`, 'hex'), bytes]);
      const erspan = new GRE().decode(gre, 0, gre.length).payload;
      assert.deepEqual([erspan.vlan_id, erspan.session_id], [10, 100]);
      assert.equal(erspan.payload.payload.operation, 1);
    }
    const { cos, truncated } = new ERSPAN().decode(type2, 0, type2.length);
    assert.deepEqual([cos, truncated], [3, true]);
  });
});
