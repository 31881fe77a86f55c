'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const Modbus = require('../../lib/protocol/modbus');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
const read = '0001' + '0000' + '0006' + '11' + '03' + '006b' + '0003';
const answer = '0001' + '0000' + '0009' + '11' + '03' + '06' + '022b00000064';
const decoded = (text, parent) => new Modbus().decode(hex(text), 0, undefined, parent);
const to_server = { dport: 502, sport: 40000 };
const to_client = { dport: 40000, sport: 502 };

describe('Modbus', () => {
  behavesLikeADecoder(Modbus, hex(read), {
    lies: {
      'a protocol of another number': hex('00010001' + '0006' + '1103'),
      'a length of 1': hex('000100000001' + '1103'),
    },
  });

  it('reads requests', () => {
    const modbus = decoded(read, to_server);
    assert.deepEqual([modbus.transaction_id, modbus.protocol_id, modbus.length], [1, 0, 6]);
    assert.deepEqual([modbus.unit_id, modbus.function_code], [17, 3]);
    assert.deepEqual([modbus.address, modbus.quantity, modbus.registers], [107, 3, undefined]);
    assert.equal(
      String(modbus),
      'Modbus/TCP Read Holding Registers transaction 1 unit 17 address 107 quantity 3',
    );
  });

  it('reads responses, exceptions, single values', () => {
    const modbus = decoded(answer, to_client);
    assert.deepEqual([modbus.quantity, modbus.registers], [undefined, [555, 0, 100]]);
    const refused = decoded('000100000003' + '11' + '83' + '02', to_client);
    assert.deepEqual([refused.function_code, refused.exception_code], [3, 2]);
    assert.match(String(refused), /exception 2$/);
    const write = decoded('000100000006' + '11' + '06' + '0001' + '002a', to_server);
    assert.deepEqual([write.address, write.value], [1, 42]);
    assert.match(String(write), /address 1 value 42$/);
  });

  it('reads several messages of one segment', () => {
    const modbus = decoded(read + read.replace('0001', '0002'), to_server);
    assert.deepEqual([modbus.payload.transaction_id, modbus.payload.quantity], [2, 3]);
  });

  it('is told on its port from the rest of a message', () => {
    const Entry = decode.tcp_ports.get(502);
    assert.ok(new Entry().decode(hex(read)) instanceof Modbus);
    assert.equal(new Entry().decode(hex('022b00000064')), undefined);
    assert.equal(new Entry().decode(hex('0001000100061103')), undefined);
  });
});
