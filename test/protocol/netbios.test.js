'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const NBDGM = require('../../lib/protocol/nbdgm');
const NBNS = require('../../lib/protocol/nbns');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const bytes = (...parts) => Buffer.from(parts.join(''), 'hex');

/** A NetBIOS name as it is on the wire. */
function wire_name(name, suffix) {
  const octets = Buffer.from(name.padEnd(15) + String.fromCharCode(suffix), 'latin1');
  const letters = [...octets].flatMap((octet) => [octet >> 4, octet & 15]);
  return `20${Buffer.from(letters.map((n) => n + 0x41)).toString('hex')}00`;
}

const registration = bytes(
  '002a' + '2910' + '0001' + '0000' + '0000' + '0001', // registration, broadcast
  wire_name('FILES', 0x20) + '0020' + '0001', // NB, IN
  'c00c' + '0020' + '0001' + '00000e10' + '0006' + '8000' + '0a000001', // an hour, group, address
);
const status = bytes(
  '002b' + '8400' + '0000' + '0001' + '0000' + '0000',
  wire_name('FILES', 0x20) + '0021' + '0001' + '00000000' + '0019',
  '01' + '4c414220202020202020202020202000' + '8400' + '020000000001',
);

describe('NBNS', () => {
  behavesLikeADecoder(NBNS, registration, {
    lies: { 'more records than there are': bytes('000000000009' + '00'.repeat(6)) },
  });

  it('reads names, addresses and what is asked', () => {
    const nbns = new NBNS().decode(registration);
    assert.deepEqual([nbns.id, nbns.opcode, nbns.rcode], [42, 5, 0]);
    assert.deepEqual([nbns.is_response, nbns.is_broadcast], [false, true]);
    assert.deepEqual(nbns.question, [
      { name: 'FILES', suffix: 0x20, scope: '', type: 32, class: 1 },
    ]);
    const [{ name, ttl, addresses }] = nbns.additional;
    assert.deepEqual([name, ttl, addresses[0].is_group], ['FILES', 3600, true]);
    assert.equal(String(addresses[0].address), '10.0.0.1');
    assert.equal(String(nbns), 'NBNS registration request "FILES<20>"');
  });

  it('reads the names that a node has', () => {
    const nbns = new NBNS().decode(status);
    const [{ names, unit_id }] = nbns.answer;
    assert.deepEqual(names, [{ name: 'LAB', suffix: 0, flags: 0x8400, is_group: true }]);
    assert.equal(String(unit_id), '02:00:00:00:00:01');
    assert.equal(String(nbns), 'NBNS query response "FILES<20>"');
  });

  it('keeps names that are not encoded', () => {
    const nbns = new NBNS().decode(
      bytes('00000000' + '0001' + '00'.repeat(6), '026869' + '00' + '00200001'),
    );
    assert.deepEqual([nbns.question[0].name, nbns.question[0].suffix], ['hi', undefined]);
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(137), NBNS));
});

describe('NBDGM', () => {
  const datagram = bytes(
    '11' + '0a' + '0007' + '0a000001' + '008a' + '0046' + '0000', // direct group, from port 138
    wire_name('TOM', 0) + wire_name('LAB', 0x1d),
    'ff534d42', // SMB
  );
  behavesLikeADecoder(NBDGM, datagram, { header: datagram.length - 4 });
  behavesLikeADecoder(NBDGM, bytes('13' + '02' + '0007' + '0a000001' + '008a' + '82'));

  it('reads the header', () => {
    const nbdgm = new NBDGM().decode(datagram);
    assert.deepEqual([nbdgm.message_type, nbdgm.flags, nbdgm.datagram_id], [0x11, 10, 7]);
    assert.deepEqual([String(nbdgm.source_ip), nbdgm.source_port], ['10.0.0.1', 138]);
    assert.deepEqual([nbdgm.length, nbdgm.packet_offset], [70, 0]);
    assert.equal(nbdgm.payload_bytes.toString('latin1'), '\xffSMB');
    assert.equal(String(nbdgm), 'NBT UDP DIRECT_GROUP "TOM<00>" -> "LAB<1d>"');
    const query = new NBDGM().decode(
      bytes('14020007' + '0a000001' + '008a', wire_name('LAB', 0x1d)),
    );
    assert.equal(String(query), 'NBT UDP QUERY_REQUEST "LAB<1d>"');
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(138), NBDGM));
});
