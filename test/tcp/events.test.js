'use strict';

// Listeners are called as emit() would call them, whichever way they are called.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { TCPTracker } = require('../../lib/tcp');
const decode = require('../../lib/decode');
const { raw_packet, tcp_frame } = require('./packets');

const CLIENT = { address: '10.0.0.1', port: 40000 };
const SERVER = { address: '10.0.0.2', port: 80 };

/**
 * Tracks a connection on which the client says 'one', 'two' and 'three'; `prepare` gets the
 * session.
 */
function follow(tracker, prepare) {
  let seq = 100;
  let time = 1;
  const send = (from, to, segment) =>
    tracker.track_packet(decode.packet(raw_packet(tcp_frame(from, to, segment), (time += 0.001))));
  tracker.on('session', prepare);
  send(CLIENT, SERVER, { seq, flags: 'SYN' });
  send(SERVER, CLIENT, { seq: 500, ack: ++seq, flags: 'SYN,ACK' });
  send(CLIENT, SERVER, { seq, ack: 501, flags: 'ACK' });
  for (const text of ['one', 'two', 'three']) {
    send(CLIENT, SERVER, { seq, ack: 501, flags: 'ACK', data: Buffer.from(text) });
    seq += text.length;
  }
  tracker.close();
}

describe('listeners of sessions and trackers', () => {
  it('get the emitter as `this`, the session, the data and its place in the stream', () => {
    const tracker = new TCPTracker();
    const seen = [];
    let session;
    const listener = function (first, data, info) {
      assert.equal(first, session);
      seen.push([this, String(data), info.seqno, info.offset]);
    };
    tracker.on('data send', listener);
    follow(tracker, (it) => (session = it).on('data send', listener));
    assert.deepEqual(
      seen.map(([, ...rest]) => rest),
      [
        ['one', 101, 0],
        ['two', 104, 3],
        ['three', 107, 6],
      ].flatMap((each) => [each, each]),
    );
    seen.forEach(([self], i) => assert.equal(self, i % 2 === 0 ? session : tracker));
  });

  it('are all called, in order, and those of once() one time', () => {
    const log = [];
    follow(new TCPTracker(), (session) => {
      session.on('data send', (_, data) => log.push(`a ${data}`));
      session.once('data send', (_, data) => log.push(`b ${data}`));
      session.once('start', () => log.push('start'));
      session.on('end', () => log.push('end'));
    });
    assert.deepEqual(log, ['start', 'a one', 'b one', 'a two', 'a three', 'end']);
  });

  it('can be added and removed while events are emitted', () => {
    const tracker = new TCPTracker();
    const log = [];
    const late = (_, data) => log.push(`tracker ${data}`);
    follow(tracker, (session) => {
      session.on('data send', (_, data) => {
        log.push(`session ${data}`);
        if (String(data) === 'one') tracker.on('data send', late);
        if (String(data) === 'two') session.removeAllListeners();
        if (String(data) === 'two') session.on('end', () => log.push('end'));
      });
    });
    assert.deepEqual(log, [
      'session one',
      'tracker one',
      'session two',
      'tracker two',
      'tracker three',
      'end',
    ]);
  });

  it('are called through emit() where a program overrides it', () => {
    const names = [];
    class Tracker extends TCPTracker {
      emit(name, ...args) {
        names.push(name);
        return super.emit(name, ...args);
      }
    }
    let of_session = 0;
    follow(new Tracker(), (session) => {
      session.emit = function (...args) {
        of_session += 1;
        return EventEmitter.prototype.emit.apply(this, args);
      };
    });
    const data = new Array(3).fill('data send');
    assert.deepEqual(names, ['session', 'start', ...data, 'end']);
    assert.equal(of_session, 5);
  });

  it('are listed as those of any emitter', () => {
    let session;
    follow(new TCPTracker(), (it) => {
      session = it;
      assert.deepEqual(session.eventNames(), []);
      session.on('end', () => {});
      session.on('data recv', () => {});
      session.on('toString', () => {});
    });
    assert.deepEqual(session.eventNames(), ['end', 'data recv', 'toString']);
    assert.equal(session.listenerCount('end'), 1);
    assert.equal(session.listenerCount('valueOf'), 0);
    assert.equal(session.emit('hasOwnProperty'), false);
  });

  it('that reject are caught where captureRejections is set', async () => {
    EventEmitter.captureRejections = true;
    try {
      const error = await new Promise((resolve) => {
        follow(new TCPTracker(), (session) => {
          session.on('error', resolve);
          session.on('data send', async () => {
            throw new Error('no');
          });
        });
      });
      assert.equal(error.message, 'no');
    } finally {
      EventEmitter.captureRejections = false;
    }
  });
});
