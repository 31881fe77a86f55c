'use strict';

const assert = require('node:assert/strict');
const { ALARMS, Alarms } = require('../lib/alarms');
const { HTTPSession } = require('../lib/app/http1');
const { TCPTracker } = require('../lib/tcp');
const { raw_packet, tcp_frame } = require('./tcp/packets');

const fail = (error) => {
  throw error;
};

describe('alarms', () => {
  it('ring when they are due, in order, once', () => {
    const alarms = new Alarms();
    const rung = [];
    for (const due of [103, 101, 102]) alarms.set(due, () => rung.push(due));
    assert.equal(alarms.next, 101);
    alarms.ring(100.99, fail);
    assert.deepEqual(rung, []);
    alarms.ring(102, fail);
    assert.deepEqual(rung, [101, 102]);
    assert.equal(alarms.next, 103);
    alarms.ring(1000, fail);
    assert.deepEqual([rung, alarms.size, alarms.next], [[101, 102, 103], 0, Infinity]);
  });

  it('are a tenth of a second late at most: so few times to look at, however many alarms', () => {
    const alarms = new Alarms();
    let rung = 0;
    for (let i = 0; i < 10000; i++) alarms.set(100 + i / 10000, () => rung++);
    alarms.ring(100.55, fail);
    assert.equal(rung, 5001);
    assert.equal(alarms.next, 100.6);
    alarms.ring(101, fail);
    assert.equal(rung, 10000);
  });

  it('that are cleared are gone, and those set by others wait for the next time', () => {
    const alarms = new Alarms();
    const rung = [];
    const cleared = alarms.set(100, () => rung.push('cleared'));
    alarms.set(100, () => alarms.set(100, () => rung.push('late')));
    alarms.clear(cleared);
    alarms.clear(cleared);
    alarms.ring(100, fail);
    assert.deepEqual([rung, alarms.size], [[], 1]);
    alarms.ring(100, fail);
    assert.deepEqual([rung, alarms.size], [['late'], 0]);
  });

  it('all ring, though one throws', () => {
    const alarms = new Alarms();
    const errors = [];
    let rung = 0;
    alarms.set(1, () => fail(new Error('one')));
    alarms.set(1, () => rung++);
    alarms.ring(1, ({ message }) => errors.push(message));
    assert.deepEqual([errors, rung], [['one'], 1]);
  });

  it('move with a clock that is set back', () => {
    const alarms = new Alarms();
    let rung = 0;
    const alarm = alarms.set(100, () => rung++);
    alarms.set(100, () => rung++);
    alarms.shift(50.5);
    assert.equal(alarms.next, 49.5);
    alarms.clear(alarm);
    alarms.ring(49.5, fail);
    assert.equal(rung, 1);
  });

  it('of a connection that ends do not keep it', () => {
    const tracker = new TCPTracker({ gap_timeout: 0 });
    tracker.on('session', (tcp) => new HTTPSession(tcp));
    const client = { address: '192.0.2.1', port: 40000 };
    const server = { address: '192.0.2.2', port: 80 };
    const seq = { client: 1000, server: 2000 };
    let time = 1e9;
    let most = 0;
    const put = (from, flags, text = '', is_lost = false) => {
      const [ends, to] =
        from === 'client' ? [[client, server], 'server'] : [[server, client], 'client'];
      const data = Buffer.from(text);
      const frame = tcp_frame(...ends, { seq: seq[from], ack: seq[to], flags, data });
      seq[from] += data.length + (/SYN|FIN/.test(flags) ? 1 : 0);
      if (!is_lost) tracker.track_packet(raw_packet(frame, (time += 0.001)));
      most = Math.max(most, tracker[ALARMS].size);
    };
    put('client', 'SYN');
    put('server', 'SYN,ACK');
    put('client', 'ACK');
    const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
    for (let batch = 0; batch < 4; batch++) {
      for (let i = 0; i < 3; i++) put('client', 'ACK', request);
      for (let i = 0; i < 3; i++) put('server', 'ACK', response, batch === 3 && i === 0);
    }
    put('server', 'FIN,ACK');
    put('client', 'FIN,ACK');
    put('server', 'ACK');
    assert.deepEqual([most, tracker[ALARMS].size], [1, 0]);
  });
});
