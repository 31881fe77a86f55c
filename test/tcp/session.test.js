'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const decode = require('../../lib/decode');
const { TCPSession } = require('../../lib/tcp');
const { Scenario, HANDSHAKE } = require('./scenario');
const { raw_packet, tcp_frame } = require('./packets');

describe('TCPSession', () => {
  it('shows its properties to JSON, inspect and `in`, and lets programs set them', () => {
    const run = new Scenario().run(HANDSHAKE);
    const { session } = run;
    assert.equal(JSON.parse(JSON.stringify(session)).src, '10.0.0.1:40000');
    assert.match(inspect(session), /TCPSession \{\s+src: '10\.0\.0\.1:40000'/);
    assert.ok('send_isn' in session);
    session.dst_name = 'server:http';
    session.note = 7;
    assert.equal(session.dst_name, 'server:http');
    assert.equal(session.dst, '10.0.0.2:80');
    assert.match(inspect(session), /note: 7/);
    assert.deepEqual([session.send_isn, session.recv_isn, session.send_next_seq], [100, 300, 101]);
    assert.deepEqual([session.send_bytes_ip, session.send_bytes_tcp], [40, 40]);
  });

  it('follows packets by itself, without a tracker', () => {
    const session = new TCPSession();
    assert.equal(session.state, null);
    const log = [];
    for (const event of ['start', 'data send', 'end']) session.on(event, () => log.push(event));
    const a = { address: '10.0.0.1', port: 40000 };
    const b = { address: '10.0.0.2', port: 80 };
    const other = { address: '10.0.0.3', port: 5 };
    const feed = (from, to, segment) =>
      session.track(decode.packet(raw_packet(tcp_frame(from, to, segment))));
    feed(a, b, { seq: 100, flags: 'SYN' });
    feed(other, b, { seq: 5, flags: 'SYN' });
    feed(b, a, { seq: 300, ack: 101, flags: 'SYN,ACK' });
    feed(a, b, { seq: 101, ack: 301, flags: 'ACK', data: Buffer.from('hi') });
    feed(b, a, { seq: 301, ack: 103, flags: 'RST,ACK' });
    assert.deepEqual(log, ['start', 'data send', 'end']);
    assert.equal(session.src, '10.0.0.1:40000');
  });
});
