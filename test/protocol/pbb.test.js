'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const PBB = require('../../lib/protocol/pbb');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const datagram =
  '4500001e00000000401100000a0000010a000002' + // IPv4, length 30, protocol UDP
  '1f900009000a0000' + // sport 8080, dport 9, length 10
  '6869'; // data
const example = Buffer.from(
  'b8' + // priority 5, drop eligible, uses customer addresses
    '01e240' + // I-SID 123456
    '020000000002020000000001' + // the customer's addresses
    '0800' +
    datagram,
  'hex',
);

describe('PBB', () => {
  behavesLikeADecoder(PBB, example, { header: 18 });

  it("reads all fields, and the customer's frame", () => {
    const pbb = new PBB().decode(example);
    assert.deepEqual(
      [pbb.priority, pbb.drop_eligible, pbb.uses_customer_addresses],
      [5, true, true],
    );
    assert.equal(pbb.isid, 123456);
    assert.equal(String(pbb.shost), '02:00:00:00:00:01');
    assert.equal(String(pbb.dhost), '02:00:00:00:00:02');
    assert.equal(pbb.ethertype, 0x0800);
    assert.equal(pbb.payload.payload.dport, 9);
    const start = 'PBB isid 123456 02:00:00:00:00:01 -> 02:00:00:00:00:02';
    assert.equal(String(pbb), `${start} IPv4 ${pbb.payload}`);
  });

  it('has LLC where the type is a length', () => {
    const addresses = '020000000002020000000001';
    const llc = new PBB().decode(Buffer.from('00000007' + addresses + '0003' + '424203', 'hex'));
    assert.equal(llc.payload.decoderName, 'llc');
    const unknown = new PBB().decode(Buffer.from('00000007' + addresses + '0666' + '6869', 'hex'));
    assert.equal(unknown.payload_bytes.toString(), 'hi');
    assert.match(String(unknown), / ethertype 1638$/);
  });

  it('is found by its number', () => {
    decode.preload();
    assert.ok([...decode.ether_types.values()].includes(PBB));
  });
});
