'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const CHDLC = require('../../lib/protocol/chdlc');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '0f' + // address unicast
    '00' + // control
    '0800' + // ethertype IPv4
    '4500001d00000000401100000a0000010a000002' + // IPv4, length 29, protocol UDP
    '303900350009000078', // UDP
  'hex',
);

describe('CHDLC', () => {
  behavesLikeADecoder(CHDLC, example, { header: 4 });

  it('decodes what the EtherType says', () => {
    const { payload: chdlc } = decode.bytes(example, 'LINKTYPE_C_HDLC');
    assert.deepEqual([chdlc.address, chdlc.control, chdlc.ethertype], [0x0f, 0, 0x0800]);
    assert.equal(chdlc.payload.payload.data.toString(), 'x');
  });

  it('does not take keepalives for reverse ARP', () => {
    const slarp = Buffer.from('8f008035' + '00000002' + '0000000100000000ffff', 'hex');
    const chdlc = new CHDLC().decode(slarp, 0, slarp.length);
    assert.equal(chdlc.payload, undefined);
    assert.equal(String(chdlc), 'CHDLC ethertype 32821');
  });
});
