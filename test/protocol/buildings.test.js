'use strict';

// BACnet/IP and KNXnet/IP.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const BACnet = require('../../lib/protocol/bacnet');
const KNXnet = require('../../lib/protocol/knxnet');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');

describe('BACnet', () => {
  const read = hex(
    '81' + '0a' + '0011' + '01' + '04', // BVLC unicast, 17 octets; NPDU, a reply is expected
    '00' + '05' + '2a' + '0c', // confirmed request, invoke id 42, readProperty
    '0c00000001' + '1955', // its parameters
  );
  const decoded = (...parts) => new BACnet().decode(hex(...parts));
  behavesLikeADecoder(BACnet, read, {
    lies: { 'another type': hex('820a0004'), 'a length of less than the header': hex('810a0003') },
  });

  it('reads headers of all three layers', () => {
    const bacnet = new BACnet().decode(read);
    assert.deepEqual(
      [bacnet.type, bacnet.function_name, bacnet.length],
      [0x81, 'Original-Unicast-NPDU', 17],
    );
    assert.deepEqual(bacnet.npdu, { version: 1, control: 4 });
    assert.deepEqual(bacnet.apdu, {
      type: 0,
      is_segmented: false,
      invoke_id: 42,
      service: 12,
      data: hex('0c000000011955'),
    });
    assert.equal(String(bacnet), 'BACnet/IP Original-Unicast-NPDU Confirmed-REQ readProperty');
  });

  it('reads addresses, and datagrams that were forwarded', () => {
    const bacnet = decoded(
      '81' + '04' + '0019' + '0a000001' + 'bac0',
      '01' + '28' + '0005' + '01' + '07' + '0006' + '01' + '08' + 'ff' + '10' + '08',
    );
    assert.equal(
      `${bacnet.forwarded_from.address}:${bacnet.forwarded_from.port}`,
      '10.0.0.1:47808',
    );
    assert.deepEqual(bacnet.npdu.destination, { network: 5, address: hex('07') });
    assert.deepEqual(bacnet.npdu.source, { network: 6, address: hex('08') });
    assert.equal(bacnet.npdu.hop_count, 255);
    assert.equal(bacnet.service_name, 'who-Is');
  });

  it('reads other PDUs', () => {
    const pdu = (text) =>
      decoded(`810a${(6 + text.length / 2).toString(16).padStart(4, '0')}0100${text}`).apdu;
    assert.deepEqual([pdu('202a0f').service, pdu('202a0f').invoke_id], [15, 42]);
    assert.deepEqual([pdu('3c2a01050c').sequence, pdu('3c2a01050c').is_segmented], [1, true]);
    assert.deepEqual(
      [pdu('402a0105').window, pdu('602a09').reason, pdu('710703').reason],
      [5, 9, 3],
    );
    assert.equal(pdu('502a0c').service, 12);
    const network = decoded('810b0007' + '0180' + '00');
    assert.deepEqual([network.npdu.message_type, network.apdu], [0, undefined]);
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(47808), BACnet));
});

describe('KNXnet', () => {
  const cemi = '11' + '00' + 'bc' + 'e0' + '1114' + '0a03' + '01' + '0081'; // 1.1.20 -> 1/2/3
  const request = hex('0610' + '0420' + '0015' + '04010500' + cemi);
  behavesLikeADecoder(KNXnet, request, {
    lies: {
      'a header of another size': hex('051004200006'),
      'a telegram that is cut': hex('06100530000811 00'.replace(' ', '')),
    },
  });

  it('reads the header and the telegram', () => {
    const knx = new KNXnet().decode(request);
    assert.deepEqual([knx.version, knx.service_name, knx.length], [0x10, 'TUNNELLING_REQUEST', 21]);
    assert.deepEqual([knx.channel_id, knx.sequence], [1, 5]);
    const { source, destination, is_group, message_code, data } = knx.telegram;
    assert.deepEqual(
      [source, destination, is_group, message_code],
      ['1.1.20', '1/2/3', true, 0x11],
    );
    assert.equal(data.toString('hex'), '0081');
    assert.equal(String(knx), 'KNXnet/IP TUNNELLING_REQUEST 1.1.20 -> 1/2/3');
  });

  it('leaves what is no telegram as bytes', () => {
    const knx = new KNXnet().decode(hex('0610' + '0201' + '0008' + '0801'));
    assert.deepEqual([knx.service_name, knx.telegram], ['SEARCH_REQUEST', undefined]);
    assert.equal(knx.payload_bytes.toString('hex'), '0801');
  });

  it('is found by its port', () => assert.equal(decode.udp_ports.get(3671), KNXnet));
});
