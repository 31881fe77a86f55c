'use strict';

// Histories that made the tracker hang, recurse or throw, or that take long if every segment costs
// what all together do.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { TCPTracker } = require('../../lib/tcp');
const { run: run_history } = require('../fuzz/tcp');
const { Scenario, scenario, HANDSHAKE } = require('./scenario');
const { raw_packet, tcp_frame } = require('./packets');

const A = { address: '10.0.0.1', port: 40000 };
const B = { address: '10.0.0.2', port: 80 };

describe('a TCPTracker comes to an end', () => {
  it('whatever the segments and the listeners do (1000 histories of the fuzzer)', () => {
    for (let seed = 1; seed <= 1000; seed++) run_history(seed);
  });

  it('where a segment waits after a FIN', () => {
    for (const ending of ['flush', 'A <-- <SEQ=301><ACK=104><CTL=RST,ACK> B', 'wait 4000', '']) {
      const run = new Scenario().run(
        HANDSHAKE +
          `
        A --> <SEQ=110><ACK=301><CTL=ACK><DATA=behind>                     B
        A --> <SEQ=104><ACK=301><CTL=FIN,ACK>                              B
        A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>                        B => data send "abc"; fin send
        `,
      );
      assert.equal(run.tracker.stats().buffered_bytes, 0);
      if (ending !== '') run.step(ending);
      run.tracker.close();
      assert.equal(run.tracker.stats().ended, 1);
    }
  });

  it('where a FIN is acknowledged, a segment waits after it and a limit is reached', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=120><ACK=301><CTL=ACK><DATA=behind>                       B
      A --> <SEQ=105><ACK=301><CTL=FIN,ACK>                                B
      A <-- <SEQ=310><ACK=106><CTL=ACK><DATA=0123456789>                   B
      A <-- <SEQ=330><ACK=106><CTL=ACK><DATA=0123456789>                   B => expire max_buffered_bytes_total; gap recv 9; data recv "0123456789"
      close                                                                  => gap send 4; fin send; gap recv 10; data recv "0123456789"; end
      `,
      { options: { max_buffered_bytes_total: 19 } },
    );
  });

  it('where data goes on across a FIN, which was none', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=105><ACK=301><CTL=FIN,ACK>                                B
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=defg>                         B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>                          B => data send "abc"; data send "defg"
      A --> <SEQ=108><ACK=301><CTL=FIN,ACK>                                B => fin send
      `,
    );
  });

  it('with many gaps and a gap_timeout of nothing, or of less than a clock can show', () => {
    for (const gap_timeout of [0, Number.MIN_VALUE, 1e-9]) {
      const run = new Scenario(4, { gap_timeout }).run(HANDSHAKE);
      const gaps = 900; // in less than a second: no one has acknowledged them yet
      for (let i = 0; i < gaps; i++) {
        const data = Buffer.from('x');
        run.send(run.a, run.b, { seq: 102 + 2 * i, ack: 301, flags: 'ACK', data });
      }
      run.log.length = 0;
      run.send(run.b, run.a, { seq: 301, ack: 102 + 2 * gaps, flags: 'ACK' });
      assert.equal(run.log.filter((line) => line === 'gap send 1').length, gaps);
      assert.equal(run.tracker.stats().buffered_bytes, 0);
    }
  });

  it('where a listener throws whenever a limit is reached', () => {
    const run = new Scenario(4, { max_buffered_bytes: 100 }).run(HANDSHAKE);
    for (const event of ['expire', 'gap', 'data send']) {
      run.session.on(event, () => {
        throw new Error('mine');
      });
    }
    for (let i = 0; i < 100; i++) {
      const segment = { seq: 111 + 20 * i, ack: 301, flags: 'ACK', data: Buffer.alloc(10) };
      if (i < 10) run.send(run.a, run.b, segment);
      else assert.throws(() => run.send(run.a, run.b, segment), /mine/);
      assert.ok(run.tracker.stats().buffered_bytes <= 100);
    }
  });
});

describe('a TCPTracker that sees one direction only', () => {
  it('follows it through the whole number space', () => {
    const tracker = new TCPTracker();
    let bytes = 0;
    const gaps = [];
    tracker.on('data send', (_, data) => (bytes += data.length));
    tracker.on('gap', (_, direction, length) => gaps.push(length));
    let seq = 0;
    let time = 1e6;
    // Packets of 64 KB of which the capture kept the headers.
    const headers = tcp_frame(A, B, { seq: 0, ack: 500, flags: 'ACK', data: Buffer.alloc(65000) });
    const send = (keep) => {
      const raw = raw_packet(headers, (time += 1e-4), 'LINKTYPE_ETHERNET', keep);
      raw.buf.writeUInt32BE(seq >>> 0, 38);
      tracker.track_packet(decode.packet(raw));
      seq += 65000;
    };
    while (seq < 3 * 2 ** 30) send(54);
    const count = gaps.length;
    assert.equal(bytes, 0);
    seq += 1000; // lost
    send(headers.length);
    assert.equal(tracker.stats().buffered_bytes, 65000, 'it waits: no one has acknowledged it');
    tracker.close();
    assert.deepEqual([bytes, gaps.length, gaps.at(-1)], [65000, count + 1, 1000]);
  });
});

describe('a packet', () => {
  const COUNT = 16000;
  const one = Buffer.from('a');

  /** A connection with `COUNT` segments of one byte queued, `step` apart. */
  function queue(step) {
    const run = new Scenario(4, { gap_timeout: Infinity }).run(HANDSHAKE);
    run.tracker.removeAllListeners('session');
    for (let i = 0; i < COUNT; i++) {
      run.send(run.a, run.b, { seq: 103 + step * i, ack: 301, flags: 'ACK', data: one });
    }
    run.log.length = 0;
    return run;
  }

  it('reports one overlap for all queued segments that meet', () => {
    const run = queue(1);
    const data = Buffer.alloc(COUNT, 'b');
    run.send(run.a, run.b, { seq: 103, ack: 301, flags: 'ACK', data });
    assert.deepEqual(run.log, [`overlap send ${COUNT}`, `retransmit send ${103 + COUNT}`]);
  });

  it('delivers all that is queued, with what lies between', () => {
    const run = queue(2);
    const parts = [];
    run.session.on('data send', (_, data) => parts.push(data));
    run.send(run.a, run.b, { seq: 101, ack: 301, flags: 'ACK', data: Buffer.alloc(60000, 'a') });
    assert.ok(Buffer.concat(parts).equals(Buffer.alloc(60000, 'a')));
    assert.equal(run.tracker.stats().buffered_bytes, 0);
  });
});
