'use strict';

const assert = require('node:assert/strict');
const { udp_ports } = require('../../lib/protocol/tables');
const Geneve = require('../../lib/protocol/geneve');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '02' + // version 0, 2 words of options
    '40' + // flags: critical options
    '6558' + // protocol Ethernet
    '00002a' + // vni 42
    '00' + // reserved
    ('0102' + '80' + '01' + 'deadbeef') + // option: class, type, 1 word, data
    ('020000000001' + '020000000002' + '0806') + // Ethernet, ARP
    ('0001080006040001' + '0200000000010a000001' + '0000000000000a000002'), // request
  'hex',
);

describe('Geneve', () => {
  behavesLikeADecoder(Geneve, example, { header: 16 });

  it('reads the header and its options, and decodes the frame inside', () => {
    const geneve = new Geneve().decode(example, 0, example.length);
    assert.deepEqual([geneve.version, geneve.headerLength, geneve.flags], [0, 16, 0x40]);
    assert.deepEqual([geneve.protocol, geneve.vni], [0x6558, 42]);
    assert.deepEqual(geneve.options, [
      { class: 0x0102, type: 0x80, length: 4, data: Buffer.from('deadbeef', 'hex') },
    ]);
    assert.equal(geneve.payload.payload.operation, 1);
    assert.equal(udp_ports.get(6081), Geneve);
  });
});
