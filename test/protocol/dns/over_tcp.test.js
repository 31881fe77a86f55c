'use strict';

const assert = require('node:assert/strict');
const DNS = require('../../../lib/protocol/dns');
const DNSOverTCP = require('../../../lib/protocol/dns/over_tcp');
const TCP = require('../../../lib/protocol/tcp');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const message = Buffer.from(
  '0007' + // id 7
    '0100' + // query, recursion desired
    '0001000000000000' + // one question
    '076578616d706c6500' + // example
    '00fc0001', // AXFR, IN
  'hex',
);
const prefixed = Buffer.concat([Buffer.from([0, message.length]), message]);

const decode = (bytes) => new DNSOverTCP().decode(bytes, 0, bytes.length);

describe('DNSOverTCP', () => {
  behavesLikeADecoder(DNSOverTCP, prefixed, { header: 0, ignore: ['raw_packet', 'offset'] });

  it('decodes the message after the length', () => {
    const dns = decode(prefixed);
    assert.equal(dns.id, 7);
    assert.equal(String(dns.question), 'example AXFR IN');
    assert.equal(dns.offset, prefixed.length);
  });

  it('lists all whole messages of the segment', () => {
    const second = Buffer.from(prefixed);
    second[3] = 8;
    const { messages } = decode(Buffer.concat([prefixed, second, prefixed.subarray(0, 20)]));
    assert.deepEqual(
      messages.map((dns) => dns.id),
      [7, 8],
    );
    assert.ok(messages.every((dns) => dns instanceof DNS && dns._error === undefined));
  });

  it('decodes nothing where the message goes on in the next segment, which is no error', () => {
    for (const part of [
      prefixed.subarray(0, 20),
      prefixed.subarray(0, 2),
      message,
      message.subarray(9),
    ]) {
      const dns = decode(part);
      assert.equal(dns.header, undefined);
      assert.equal(dns._error, undefined);
      assert.deepEqual(dns.messages, []);
      assert.equal(dns.payload_bytes.length, part.length);
      assert.equal(String(dns), ' DNS part of a message');
    }
  });

  it('says what is wrong with a message that is whole', () => {
    const bad = Buffer.from(prefixed);
    bad[14] = 0x80; // the question's first label gets a reserved type
    assert.equal(decode(bad)._error, 'dns: label type 2 at offset 14');
  });

  it('is tcp.payload on port 53', () => {
    const head = Buffer.from(
      '9c40' + // sport 40000
        '0035' + // dport 53
        '0000000100000001' + // seqno, ackno
        '5018ffff00000000', // 20 bytes of header, psh ack
      'hex',
    );
    const bytes = Buffer.concat([head, prefixed]);
    const { payload } = new TCP().decode(bytes, 0, bytes.length);
    assert.ok(payload instanceof DNS);
    assert.equal(payload.id, 7);
  });
});
