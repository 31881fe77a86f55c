'use strict';

const assert = require('node:assert/strict');
const { OpenVPNSession, OpenVPNTracker } = require('../../../lib/app/openvpn');
const { answer, datagram } = require('../../helpers/datagram');
const { FakeTCP } = require('../http1/fake_tcp');
const { control, framed, reset } = require('./packets');

/** What streams say: ['send', text, offset], and their ends. */
function listen(stream, seen) {
  stream.on('data send', (_, data, { offset }) => seen.push(['send', `${data}`, offset]));
  stream.on('data recv', (_, data, { offset }) => seen.push(['recv', `${data}`, offset]));
  stream.on('end', () => seen.push('end'));
}

function told(packets, options) {
  const tracker = new OpenVPNTracker(options);
  const seen = [];
  tracker.on('connection', (stream) => listen(stream, seen));
  for (const packet of packets) tracker.track_packet(packet);
  return { tracker, seen };
}

describe('OpenVPNTracker', () => {
  it('gives out the stream of each side in order, each byte once', () => {
    const { tracker, seen } = told([
      datagram(reset()),
      datagram(reset()),
      datagram(control(2, 'b')),
      datagram(control(1, 'a')),
      datagram(control(1, 'a')),
      answer(control(1, 'x', { acks: 2 })),
      datagram(control(3, 'c', { key: 1 })),
      datagram(control(3, 'c')),
    ]);
    tracker.close();
    const parts = [
      ['send', 'a', 0],
      ['send', 'b', 1],
      ['recv', 'x', 0],
      ['send', 'c', 2],
    ];
    assert.deepEqual(seen, [...parts, 'end']);
  });

  it('numbers far ahead do not stop it', () => {
    const far = Array.from({ length: 100 }, (_, i) => datagram(control(2 ** 31 + i, 'far')));
    const { seen } = told([datagram(reset()), ...far, datagram(control(1, 'a'))]);
    assert.deepEqual(seen, [['send', 'a', 0]]);
  });

  it('another session id from the same port is another connection', () => {
    const other = datagram(reset('1122334455667788'));
    const { tracker, seen } = told([datagram(reset()), other, datagram(control(1, 'a'))]);
    assert.deepEqual(seen, ['end', ['send', 'a', 0]]);
    assert.equal(tracker.size, 1);
  });

  it('max_connections: the oldest ends', () => {
    const list = [1, 2, 3].map((from) => datagram(reset(), { from }));
    const { tracker, seen } = told(list, { max_connections: 2 });
    assert.deepEqual([seen, tracker.size], [['end'], 2]);
    assert.throws(() => new OpenVPNTracker({ max_connections: 0 }), { code: 'ERR_PCAP_OPTION' });
  });

  it('passes over what opens no connection, and what is cut', () => {
    const bytes = reset();
    const cut = Array.from({ length: bytes.length }, (_, n) => datagram(bytes.subarray(0, n)));
    const { tracker } = told([...cut, datagram(control(1, 'a'))]);
    assert.equal(tracker.size, 0);
    const whole = control(1, 'a', { acks: 3 });
    const parts = Array.from({ length: whole.length - 1 }, (_, n) =>
      datagram(whole.subarray(0, n)),
    );
    assert.deepEqual(told([datagram(reset()), ...parts]).seen, []);
  });
});

describe('OpenVPNSession', () => {
  function session() {
    const tcp = new FakeTCP();
    const seen = [];
    const vpn = new OpenVPNSession(tcp);
    vpn.on('connection', (_, stream) => listen(stream, seen));
    return { tcp, vpn, seen };
  }

  it('takes packets out of the stream, however it is cut', () => {
    const bytes = Buffer.concat([reset(), control(1, 'hello'), control(2, 'again')].map(framed));
    for (const size of [1, 3, 1000]) {
      const { tcp, vpn, seen } = session();
      for (let at = 0; at < bytes.length; at += size) tcp.send(bytes.subarray(at, at + size));
      tcp.recv(framed(control(1, 'x')));
      tcp.end();
      const parts = [
        ['send', 'hello', 0],
        ['send', 'again', 5],
        ['recv', 'x', 0],
      ];
      assert.deepEqual(seen, [...parts, 'end']);
      assert.deepEqual([vpn.is_openvpn, vpn.held_bytes], [true, 0]);
    }
  });

  it('holds nothing of other protocols, and nothing after a gap', () => {
    const other = session();
    other.tcp.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    other.tcp.recv(Buffer.alloc(10000, 0xff));
    assert.deepEqual([other.vpn.held_bytes, other.vpn.is_openvpn], [0, false]);
    const lost = session();
    lost.tcp.send(framed(reset()));
    lost.tcp.gap('send', 10);
    lost.tcp.send(framed(control(1, 'a')));
    assert.deepEqual([lost.seen, lost.vpn.held_bytes], [[], 0]);
  });
});
