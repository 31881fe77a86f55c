'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { TCPTracker } = require('../../lib/tcp');
const { Scenario, scenario, HANDSHAKE } = require('./scenario');
const { raw_packet, tcp_frame } = require('./packets');

describe('TCPTracker limits', () => {
  it("ends idle sessions, by the capture's clock", () => {
    scenario(
      HANDSHAKE +
        'wait 11\nA --> <SEQ=101><ACK=301><CTL=ACK> B => expire idle_timeout; end; #2 session',
      {
        options: { idle_timeout: 10, closed_timeout: 5 },
        check: ({ session, tracker }) => {
          assert.equal(session.end_reason, 'idle_timeout');
          assert.equal(tracker.stats().expired.idle_timeout, 1);
        },
      },
    );
  });

  const syn = (i) =>
    tcp_frame(
      { address: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, port: 1024 + (i % 60000) },
      { address: '10.0.0.2', port: 80 },
      { seq: i, flags: 'SYN' },
    );

  it('keeps max_sessions, and evicts half-open ones first', () => {
    const run = new Scenario(4, { max_sessions: 100 }).run(HANDSHAKE);
    let expired = 0;
    run.tracker.on('expire', (session, reason) => {
      assert.equal(reason, 'max_sessions');
      expired++;
    });
    for (let i = 0; i < 2000; i++)
      run.tracker.track_packet(decode.packet(raw_packet(syn(i), run.time + i / 1000)));
    const { sessions, expired: counts } = run.tracker.stats();
    assert.equal(sessions, 100);
    assert.equal(expired, 1901);
    assert.equal(counts.max_sessions, 1901);
    assert.equal(run.session.state, 'ESTAB'); // has survived the flood
  });

  it('keeps max_half_open connections in the handshake', () => {
    const run = new Scenario(4, { max_half_open: 10 });
    let expired = 0;
    run.tracker.on('expire', (session, reason) => {
      assert.deepEqual([reason, session.end_reason], ['max_half_open', 'max_half_open']);
      expired++;
    });
    for (let i = 0; i < 100; i++) {
      run.tracker.track_packet(decode.packet(raw_packet(syn(i), run.time + i / 1000)));
    }
    assert.equal(run.tracker.stats().sessions, 10);
    assert.equal(run.tracker.stats().expired.max_half_open, 90);
    assert.equal(expired, 90);
  });

  it('evicts the session that is idle longest', () => {
    const run = new Scenario(4, { max_sessions: 2 });
    const gone = [];
    run.tracker.on('expire', (session) => gone.push(session.src));
    const client = (port) => ({ address: '10.0.0.1', port });
    const data = (port, seq) =>
      run.send(client(port), run.b, { seq, ack: 1, flags: 'ACK', data: Buffer.from('x') });
    data(40001, 1);
    data(40002, 1);
    data(40001, 2);
    data(40003, 1);
    assert.deepEqual(gone, ['10.0.0.1:40002']);
  });

  it('skips a gap when a session queues more than max_buffered_bytes', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=201><ACK=301><CTL=ACK><LEN=600>           B
      A --> <SEQ=801><ACK=301><CTL=ACK><LEN=600>           B   => expire max_buffered_bytes; gap send 100; data send x*600; data send x*600
    `,
      {
        options: { max_buffered_bytes: 1000 },
        check: ({ tracker }) => {
          assert.equal(tracker.stats().buffered_bytes, 0);
          assert.equal(tracker.stats().expired.max_buffered_bytes, 1);
        },
      },
    );
  });

  it("drops first what the receiver can't have accepted", () => {
    scenario(
      HANDSHAKE +
        `
      A <-- <SEQ=301><ACK=101><CTL=ACK><WND=5000>          B
      A --> <SEQ=90000001><ACK=301><CTL=ACK><LEN=600>      B
      A --> <SEQ=201><ACK=301><CTL=ACK><LEN=600>           B   => expire max_buffered_bytes
      A --> <SEQ=101><ACK=301><CTL=ACK><LEN=100>           B   => data send x*100; data send x*600
    `,
      { options: { max_buffered_bytes: 1000 } },
    );
  });

  it('bounds the bytes of all sessions by max_buffered_bytes_total', () => {
    const run = new Scenario(4, { max_buffered_bytes_total: 10_000 });
    let given_up = 0;
    run.tracker.on('expire', (session, reason) => {
      assert.equal(reason, 'max_buffered_bytes_total');
      given_up++;
    });
    for (let port = 2000; port < 2100; port++) {
      const client = { address: '10.0.0.1', port };
      run.send(client, run.b, { seq: 1, flags: 'SYN' });
      run.send(run.b, client, { seq: 1, ack: 2, flags: 'SYN,ACK' });
      run.send(client, run.b, { seq: 2, ack: 2, flags: 'ACK' });
      run.send(client, run.b, { seq: 1000, ack: 2, flags: 'ACK', data: Buffer.alloc(1000) });
      assert.ok(run.tracker.stats().buffered_bytes <= 10_000);
    }
    assert.equal(given_up, 90);
  });

  it('bounds the number of small segments of all sessions as well, and goes on after the gaps', () => {
    const run = new Scenario(4, { max_buffered_bytes_total: 10 * 1024 });
    let given_up = 0;
    const delivered = [];
    run.tracker.on('expire', (session, reason) => {
      assert.equal(reason, 'max_buffered_bytes_total');
      given_up++;
    });
    run.tracker.on('data send', (session, data) => delivered.push(data.toString()));
    for (let port = 2000; port < 2100; port++) {
      const client = { address: '10.0.0.1', port };
      const data = Buffer.from(String(port));
      run.send(client, run.b, { seq: 1, flags: 'SYN' });
      run.send(run.b, client, { seq: 1, ack: 2, flags: 'SYN,ACK' });
      run.send(client, run.b, { seq: 2, ack: 2, flags: 'ACK' });
      run.send(client, run.b, { seq: 1000, ack: 2, flags: 'ACK', data });
      assert.ok(run.tracker.stats().buffered_bytes <= 4 * (10 + 64));
    }
    assert.equal(given_up, 100 - (10 + 64));
    assert.deepEqual(delivered, ['2000', '2001', '2002'].concat(delivered.slice(3)));
    assert.equal(delivered.length, given_up);
    assert.deepEqual(
      [run.tracker.stats().buffered_bytes, run.tracker.flush()],
      [4 * 74, undefined],
    );
    assert.equal(run.tracker.stats().buffered_bytes, 0);
    assert.equal(delivered.length, 100);
  });

  it('queues a bounded number of tiny segments', () => {
    const run = new Scenario(4, { max_buffered_bytes: 10_000 }).run(HANDSHAKE);
    for (let i = 0; i < 500; i++) {
      run.send(run.a, run.b, { seq: 1000 + 2 * i, ack: 301, flags: 'ACK', data: Buffer.from('.') });
      assert.ok(run.tracker.stats().buffered_bytes < 100);
    }
    assert.ok(run.tracker.stats().expired.max_buffered_bytes > 0);
  });

  it("goes on when the capture's clock is set back", () => {
    const run = new Scenario(4, { idle_timeout: 10 }).run(HANDSHAKE);
    run.time -= 100_000;
    for (let i = 0; i < 30; i++)
      run.run(`A --> <SEQ=${101 + i}><ACK=301><CTL=ACK><DATA=x> B => data send "x"`);
    run.run('wait 11\nA --> <SEQ=131><ACK=301><CTL=ACK> B => expire idle_timeout; end; #2 session');
  });

  it('rejects wrong options, by name', () => {
    const wrong = {
      idle_timeout: 'x',
      closed_timeout: -1,
      gap_timeout: NaN,
      max_sessions: 0,
      max_half_open: null,
      max_buffered_bytes: '1',
      max_buffered_bytes_total: -1,
      overlap_history: 2 ** 31,
      defragment: 5,
      server_ports: [70000],
    };
    for (const [name, value] of Object.entries(wrong)) {
      const error = { code: 'ERR_PCAP_OPTION', message: new RegExp(`option ${name} must be`) };
      assert.throws(() => new TCPTracker({ [name]: value }), error);
    }
    assert.throws(() => new TCPTracker(5), { code: 'ERR_PCAP_OPTION' });
  });
});

describe('TCPTracker#close', () => {
  it('ends all sessions, and no event follows', () => {
    scenario(
      HANDSHAKE +
        'close => end\nclose\nA --> <SEQ=101><ACK=301><CTL=ACK><DATA=x> B\nA --> <SEQ=1><CTL=SYN> B',
      { check: ({ session }) => assert.equal(session.end_reason, 'close') },
    );
  });

  it('can be called by any listener', () => {
    for (const event of ['session', 'start', 'data send', 'gap', 'fin', 'reset', 'end']) {
      const run = new Scenario();
      let closed = false;
      run.tracker.on(event, () => {
        run.tracker.close();
        closed = true;
      });
      const send = (segment) => run.send(run.a, run.b, { ack: 301, flags: 'ACK', ...segment });
      send({ seq: 100, flags: 'SYN' });
      run.send(run.b, run.a, { seq: 300, ack: 101, flags: 'SYN,ACK' });
      send({ seq: 101 });
      send({ seq: 104, data: Buffer.from('two') });
      send({ seq: 101, data: Buffer.from('on') });
      run.send(run.b, run.a, { seq: 301, ack: 107, flags: 'ACK' });
      send({ seq: 107, flags: 'FIN,ACK' });
      run.send(run.b, run.a, { seq: 301, ack: 108, flags: 'FIN,ACK' });
      send({ seq: 108, flags: 'RST' });
      assert.equal(closed, true, event);
      assert.equal(run.tracker.stats().sessions, 0, event);
      assert.ok(run.log.filter((line) => line === 'end').length === 1, event);
    }
  });
});
