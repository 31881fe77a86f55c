'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const RIPng = require('../../lib/protocol/ripng');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '02' + // response
    '01' + // version
    '0000' +
    ('fe80' + '00'.repeat(13) + '09' + '0000' + '00' + 'ff') + // next hop fe80::9
    ('fd77' + '00'.repeat(14) + '0007' + '40' + '02'), // fd77::/64, tag 7, metric 2
  'hex',
);

describe('RIPng', () => {
  behavesLikeADecoder(RIPng, example, { header: 4 });

  it('reads prefixes and next hops', () => {
    const udp = Buffer.from('02090209' + '0034' + '0000', 'hex'); // port 521
    const address = 'fe80' + '00'.repeat(13) + '01';
    const ip = Buffer.from('60000000' + '0034' + '11' + 'ff' + address + address, 'hex');
    const packet = decode.bytes(Buffer.concat([ip, udp, example]), 'LINKTYPE_RAW');
    const ripng = packet.layer('ripng');
    assert.equal(packet.error, undefined);
    assert.deepEqual([ripng.command, ripng.version], [2, 1]);
    const [hop, route] = ripng.entries;
    assert.deepEqual([hop.is_next_hop, hop.prefix.to_short_string()], [true, 'fe80::9']);
    assert.deepEqual([route.is_next_hop, route.prefix.to_short_string()], [false, 'fd77::']);
    assert.deepEqual([route.tag, route.prefix_length, route.metric], [7, 64, 2]);
    assert.equal(String(ripng), 'ripng-resp 2 entries');
  });
});
