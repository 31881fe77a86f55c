'use strict';

const assert = require('node:assert/strict');
const { QUICTracker } = require('../../../lib/app/quic');
const { decode } = require('../../../lib/decode');
const { client_hello } = require('../tls/hello');
const { initial } = require('./initial');

const DCID = Buffer.from('8394c8f03e515708', 'hex');
const SCID = Buffer.from('f067a5502a4262b5', 'hex');

function u16(number) {
  return Buffer.from([number >> 8, number & 255]);
}

/** A datagram from 10.0.0.1:50000 to 10.0.0.2. */
function datagram(bytes, port = 443, from = 1) {
  const length = u16(28 + bytes.length);
  const ip = [Buffer.from('4500', 'hex'), length, Buffer.from('00000000401100000a0000', 'hex')];
  const addresses = Buffer.from([from, 10, 0, 0, 2]);
  const udp = [u16(50000), u16(port), u16(8 + bytes.length), u16(0)];
  return decode.bytes(Buffer.concat([...ip, addresses, ...udp, bytes]), 'LINKTYPE_RAW');
}

describe('QUICTracker', () => {
  let hello; // the message, without TLS's record
  before(async () => (hello = (await client_hello('www.example.org')).subarray(5)));

  /** What is told of datagrams. */
  function told(datagrams, options) {
    const tracker = new QUICTracker(options);
    const seen = [];
    tracker.on('connection', (connection) => seen.push(connection));
    for (const one of datagrams) tracker.track_packet(one);
    return seen;
  }

  it('tells who calls whom, on any port', () => {
    const bytes = initial({ dcid: DCID, scid: SCID, frames: [[0, hello]] });
    const [connection, ...more] = told([datagram(bytes, 9999), datagram(bytes, 9999)]);
    assert.deepEqual(more, []);
    const { src, dst, version, client_hello: found, ja4, dcid, scid } = connection;
    assert.deepEqual([src, dst, version], ['10.0.0.1:50000', '10.0.0.2:9999', '1']);
    assert.deepEqual([dcid, scid], [DCID, SCID]);
    assert.equal(found.server_name, 'www.example.org');
    assert.match(ja4, /^q13d/);
    assert.equal(JSON.parse(JSON.stringify(connection)).ja4, ja4);
  });

  it('puts a ClientHello together that comes in pieces, in any order and more than once', () => {
    const cut = [hello.subarray(0, 100), hello.subarray(90, 200), hello.subarray(200)];
    const at = [0, 90, 200];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 1, 2, 0],
    ]) {
      const list = order.map((i) => datagram(initial({ dcid: DCID, frames: [[at[i], cut[i]]] })));
      const [connection, ...more] = told(list);
      assert.equal(connection.client_hello.server_name, 'www.example.org');
      assert.deepEqual(more, []);
      const together = order.map((i) => [at[i], cut[i]]);
      assert.equal(told([datagram(initial({ dcid: DCID, frames: together }))]).length, 1);
    }
  });

  it('goes on when the client uses the connection ID of the server', () => {
    const server_id = Buffer.from('aabbccdd', 'hex');
    const list = [
      initial({ dcid: DCID, frames: [[0, hello.subarray(0, 100)]] }),
      initial({ dcid: server_id, keys: DCID, frames: [[100, hello.subarray(100)]] }),
    ];
    assert.equal(told(list.map((bytes) => datagram(bytes))).length, 1);
  });

  it('begins anew after a Retry, and tells one connection', () => {
    const other = Buffer.from('0102030405060708', 'hex');
    const list = [DCID, other].map((dcid) => datagram(initial({ dcid, frames: [[0, hello]] })));
    assert.equal(told(list).length, 1);
  });

  it('max_connections, max_hello: bounds', () => {
    const part = initial({ dcid: DCID, frames: [[0, hello.subarray(0, 100)]] });
    const tracker = new QUICTracker({ max_connections: 2 });
    for (let from = 1; from < 10; from++) tracker.track_packet(datagram(part, 443, from));
    assert.equal(tracker.size, 2);
    const large = Buffer.concat([Buffer.from('01000500', 'hex'), Buffer.alloc(0x500)]);
    const bytes = initial({ dcid: DCID, frames: [[0, large.subarray(0, 1100)]] });
    assert.deepEqual(told([datagram(bytes)], { max_hello: 1024 }), []);
    assert.throws(() => new QUICTracker({ max_hello: 1 }), { code: 'ERR_PCAP_OPTION' });
  });

  it('passes over what is no QUIC, and packets that do not open', () => {
    const broken = initial({ dcid: DCID, frames: [[0, hello]] });
    broken[broken.length - 1] ^= 1;
    const list = [datagram(broken), datagram(Buffer.from('c0')), datagram(Buffer.alloc(0))];
    assert.deepEqual(told([...list, decode.bytes(Buffer.alloc(3))]), []);
  });
});
