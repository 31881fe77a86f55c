'use strict';

const assert = require('node:assert/strict');
const { ModbusSession } = require('../../../lib/app/modbus');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { modbus_adu: adu, u16 } = require('../conversations');
const { FakeTCP } = require('../http1/fake_tcp');

function start(options) {
  const tcp = new FakeTCP();
  const session = new ModbusSession(tcp, options);
  const requests = [];
  const responses = [];
  const log = [];
  session.on('modbus request', (_, request) => requests.push(request));
  session.on('modbus response', (_, response) => responses.push(response));
  session.on('modbus error', (_, direction, error) => log.push(`error ${direction} ${error.code}`));
  session.on('limit', (_, { what }) => log.push(`limit ${what}`));
  return { tcp, requests, responses, log, session };
}

const COMMON = ['transaction_id', 'unit', 'code', 'number', 'start', 'end', 'latency'];

/** What a request and its response say, beside what all say. */
function exchange(request, response) {
  const { tcp, requests, responses } = start();
  tcp.send(adu(1, 9, ...request));
  tcp.recv(adu(1, 9, ...response));
  const own = (message) => {
    const rest = { ...message };
    for (const name of COMMON) delete rest[name];
    return rest;
  };
  assert.equal(responses[0].request, requests[0]);
  return [own(requests[0]), own(responses[0])];
}

describe('ModbusSession', function () {
  behaves_like_a_stream_session('modbus');

  it('pairs by the number of the transaction, with latency in capture time', function () {
    const { tcp, responses, session } = start();
    tcp.send(Buffer.concat([adu(1, 1, [3], u16(0), u16(1)), adu(2, 1, [4], u16(0), u16(1))]), 0);
    tcp.recv(adu(2, 1, [4, 2], u16(22)), 0.25);
    tcp.recv(adu(1, 1, [3, 2], u16(11)), 0.25);
    assert.deepEqual(
      responses.map(({ latency, registers }) => [latency, registers]),
      [
        [250, [22]],
        [500, [11]],
      ],
    );
    assert.equal(session.request_count, 2);
    JSON.stringify(responses);
    tcp.recv(adu(7, 1, [3, 2], u16(11)));
    assert.deepEqual([responses[2].request, responses[2].latency], [undefined, undefined]);
  });

  it('reads the functions that are known', function () {
    assert.deepEqual(exchange([[1], u16(5), u16(10)], [[1, 2, 0b101, 0b10]]), [
      { function: 'read_coils', address: 5, count: 10 },
      {
        function: 'read_coils',
        coils: [true, false, true, false, false, false, false, false, false, true],
      },
    ]);
    assert.deepEqual(exchange([[5], u16(5), u16(0xff00)], [[5], u16(5), u16(0xff00)])[1], {
      function: 'write_single_coil',
      address: 5,
      value: 0xff00,
    });
    assert.deepEqual(exchange([[15], u16(1), u16(3), [1, 5]], [[15], u16(1), u16(3)])[0], {
      function: 'write_multiple_coils',
      address: 1,
      count: 3,
      coils: [true, false, true],
    });
    assert.deepEqual(exchange([[16], u16(1), u16(1), [2], u16(7)], [[16], u16(1), u16(1)])[0], {
      function: 'write_multiple_registers',
      address: 1,
      count: 1,
      registers: [7],
    });
    assert.deepEqual(exchange([[22], u16(1), u16(2), u16(3)], [[22], u16(1), u16(2), u16(3)])[0], {
      function: 'mask_write_register',
      address: 1,
      and_mask: 2,
      or_mask: 3,
    });
    assert.deepEqual(
      exchange([[23], u16(1), u16(1), u16(2), u16(1), [2], u16(9)], [[23, 2], u16(4)]),
      [
        {
          function: 'read_write_multiple_registers',
          address: 1,
          count: 1,
          write_address: 2,
          write_count: 1,
          registers: [9],
        },
        { function: 'read_write_multiple_registers', registers: [4] },
      ],
    );
    assert.deepEqual(exchange([[43, 14, 1, 0]], [[0xab, 1]]), [
      { function: 'encapsulated_interface_transport', data: Buffer.from([14, 1, 0]) },
      {
        function: 'encapsulated_interface_transport',
        exception_code: 1,
        exception: 'illegal_function',
      },
    ]);
    assert.deepEqual(exchange([[100, 1]], [[100, 2]])[1], {
      function: undefined,
      data: Buffer.from([2]),
    });
  });

  it('says of what makes no sense that it does, and bounds what waits', function () {
    const { tcp, log, session } = start({ max_held_bytes: 5000 });
    for (let i = 0; i < 50; i++) tcp.send(adu(i, 1, [3], u16(0), u16(1)));
    assert.ok(session.held_bytes <= 5000);
    tcp.send(Buffer.alloc(20, 255));
    tcp.gap('recv', 5);
    assert.deepEqual(
      [...new Set(log)],
      ['limit requests', 'error send ERR_PCAP_STREAM', 'error recv ERR_PCAP_STREAM_GAP'],
    );
  });
});
