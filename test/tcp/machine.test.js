'use strict';

// The machine of RFC 9293 seen from the side, and what limits do.

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { TCPTracker, TCPSession } = require('../../lib/tcp');
const decode = require('../../lib/decode');
const { Scenario, scenario, HANDSHAKE } = require('./scenario');
const { raw_packet, tcp_frame } = require('./packets');

describe('TCP states', () => {
  it('opens from both sides at once (RFC 9293, figure 7)', () => {
    scenario(
      `
      A --> <SEQ=100><CTL=SYN>                             B   => session
      A <-- <SEQ=300><CTL=SYN>                             B
      A --> <SEQ=100><ACK=301><CTL=SYN,ACK>                B
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B   => start
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=both>         B   => data send "both"
    `,
      { check: ({ session }) => assert.equal(session.session_stats().send.retransmits, 0) },
    );
  });

  it('closes from both sides at once (RFC 9293, figure 13)', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B   => fin send
      A <-- <SEQ=301><ACK=101><CTL=FIN,ACK>                B   => fin recv
      A --> <SEQ=102><ACK=302><CTL=ACK>                    B
      A <-- <SEQ=302><ACK=102><CTL=ACK>                    B   => end
    `,
    );
  });

  it("names v3's states and those of both ends", () => {
    const run = new Scenario();
    const steps = [
      ['A --> <SEQ=100><CTL=SYN> B => session', 'SYN_SENT', 'SYN-SENT', 'LISTEN'],
      ['A <-- <SEQ=300><ACK=101><CTL=SYN,ACK> B', 'SYN_RCVD', 'ESTABLISHED', 'SYN-RECEIVED'],
      ['A --> <SEQ=101><ACK=301><CTL=ACK> B => start', 'ESTAB', 'ESTABLISHED', 'ESTABLISHED'],
      [
        'A --> <SEQ=101><ACK=301><CTL=FIN,ACK> B => fin send',
        'FIN_WAIT',
        'FIN-WAIT-1',
        'CLOSE-WAIT',
      ],
      ['A <-- <SEQ=301><ACK=102><CTL=ACK> B', 'FIN_WAIT', 'FIN-WAIT-2', 'CLOSE-WAIT'],
      ['A <-- <SEQ=301><ACK=102><CTL=FIN,ACK> B => fin recv', 'CLOSING', 'TIME-WAIT', 'LAST-ACK'],
      ['A --> <SEQ=102><ACK=302><CTL=ACK> B => end', 'CLOSED', 'TIME-WAIT', 'CLOSED'],
    ];
    for (const [line, state, src, dst] of steps) {
      run.run(line);
      assert.deepEqual(
        [run.session.state, run.session.src_state, run.session.dst_state],
        [state, src, dst],
        line,
      );
    }
  });

  it('tells of SYNs that come again', () => {
    scenario(`
      A --> <SEQ=100><CTL=SYN>                             B   => session
      A --> <SEQ=100><CTL=SYN>                             B   => syn retry
      # the program gave up and tries anew
      A --> <SEQ=555><CTL=SYN>                             B   => syn retry
      A <-- <SEQ=300><ACK=556><CTL=SYN,ACK>                B
      A <-- <SEQ=300><ACK=556><CTL=SYN,ACK>                B
      A --> <SEQ=556><ACK=301><CTL=ACK>                    B   => start
      A --> <SEQ=555><CTL=SYN>                             B   => syn retry
    `);
  });

  it('starts where the SYN-ACK, or the last step of the handshake, was missed', () => {
    scenario(`
      A --> <SEQ=100><CTL=SYN>                             B   => session
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=req>          B   => start; data send "req"
      A <-- <SEQ=301><ACK=104><CTL=ACK><DATA=res>          B   => data recv "res"
    `);
    scenario(`
      A --> <SEQ=100><CTL=SYN>                             B   => session
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B
      A <-- <SEQ=301><ACK=101><CTL=ACK><DATA=banner>       B   => start; data recv "banner"
    `);
  });

  it('takes the steps of a handshake in the wrong order', () => {
    scenario(
      `
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B   => session
      A --> <SEQ=100><CTL=SYN>                             B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=x>            B   => start; data send "x"
    `,
      { check: ({ session }) => assert.equal(session.missed_syn, null) },
    );
  });

  it('delivers what precedes a FIN that comes early', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=FIN,ACK>                B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>          B   => data send "abc"; fin send
    `,
    );
  });

  it('ignores what is behind the FIN, and what has no ACK', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B   => fin send
      A --> <SEQ=102><ACK=301><CTL=ACK><DATA=ghost>        B
      A <-- <SEQ=301><CTL=PSH><DATA=no ack>                B
    `,
      { check: ({ session }) => assert.equal(session.session_stats().send.out_of_window, 1) },
    );
  });

  it('does not take probes of life or of a closed window for data', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>          B   => data send "abc"
      A <-- <SEQ=301><ACK=104><CTL=ACK><WND=0>             B
      # keep-alive, with and without its byte of rubbish
      A --> <SEQ=103><ACK=301><CTL=ACK>                    B
      A --> <SEQ=103><ACK=301><CTL=ACK><DATA=?>            B
      # zero-window probe: the byte is the stream's next, and comes again when the window opens
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=d>            B   => data send "d"
      A <-- <SEQ=301><ACK=104><CTL=ACK><WND=9>             B
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=def>          B   => retransmit send 107; data send "ef"
    `,
      { check: ({ session }) => assert.equal(session.session_stats().send.keep_alives, 2) },
    );
  });

  it('leaves urgent data where it is in the stream', () => {
    scenario(
      HANDSHAKE + 'A --> <SEQ=101><ACK=301><CTL=URG,ACK><URG=2><DATA=a!b> B => data send "a!b"',
    );
  });
});

describe('TCP gaps and overlaps', () => {
  it('reports bytes that were acknowledged and did not come, and goes on behind them', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=one>          B   => data send "one"
      A --> <SEQ=107><ACK=301><CTL=ACK><DATA=three>        B
      A <-- <SEQ=301><ACK=112><CTL=ACK>                    B
      wait 2
      A --> <SEQ=112><ACK=301><CTL=ACK><DATA=four>         B   => gap send 3; data send "three"; data send "four"
    `,
      {
        check: ({ infos, session, tracker }) => {
          assert.deepEqual([infos[1].seqno, infos[1].offset], [104, 3]);
          assert.deepEqual([infos[2].seqno, infos[2].offset], [107, 6]);
          assert.equal(session.session_stats().send.gap_bytes, 3);
          assert.equal(tracker.stats().gap_bytes, 3);
        },
      },
    );
  });

  it('waits for them a while, because captures swap packets', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=two>          B
      A <-- <SEQ=301><ACK=107><CTL=ACK>                    B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=one>          B   => data send "one"; data send "two"
    `,
    );
  });

  it('does not wait with gap_timeout 0', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=two>          B
      A <-- <SEQ=301><ACK=107><CTL=ACK>                    B   => gap send 3; data send "two"
    `,
      { options: { gap_timeout: 0 } },
    );
  });

  it('waits for what was not acknowledged: it will come again', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=two>          B
      A <-- <SEQ=301><ACK=101><CTL=ACK>                    B
      wait 60
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=one>          B   => data send "one"; data send "two"
    `,
    );
  });

  it('reports gaps at the end: FINs, reset, close() and flush()', () => {
    const hole =
      HANDSHAKE +
      'A --> <SEQ=104><ACK=301><CTL=ACK><DATA=two> B\nA <-- <SEQ=301><ACK=107><CTL=ACK> B';
    scenario(`${hole}
      A --> <SEQ=107><ACK=301><CTL=FIN,ACK>                B
      A <-- <SEQ=301><ACK=108><CTL=FIN,ACK>                B   => fin recv
      A --> <SEQ=108><ACK=302><CTL=ACK>                    B   => gap send 3; data send "two"; fin send; end
    `);
    scenario(`${hole}
      A <-- <SEQ=301><ACK=107><CTL=RST,ACK>                B   => gap send 3; data send "two"; reset recv; end`);
    scenario(`${hole}\nclose => gap send 3; data send "two"; end`);
    scenario(`${hole}\nflush => gap send 3; data send "two"`);
  });

  it('reports what was acknowledged and never seen', () => {
    scenario(HANDSHAKE + 'A <-- <SEQ=301><ACK=501><CTL=ACK> B\nclose => gap send 400; end');
  });

  it('reports what the capture has cut off each packet', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=ACK><LEN=100><KEEP=10>  B   => data send x*10; gap send 90
      A --> <SEQ=201><ACK=301><CTL=ACK><LEN=100><KEEP=0>   B   => gap send 100
    `,
    );
  });

  it('keeps what came first where segments contradict each other, and reports it', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=good>         B
      A --> <SEQ=103><ACK=301><CTL=ACK><DATA=.EVIL.>       B   => overlap send 4; retransmit send 109
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=is>           B   => data send "is"; data send "."; data send "good"; data send "."
    `,
      { check: ({ session }) => assert.equal(session.session_stats().send.overlaps, 1) },
    );
  });
});

describe('TCP overlaps with bytes that were delivered', () => {
  const retransmission = (events) =>
    `${HANDSHAKE}
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=hello>        B   => data send "hello"
      A --> <SEQ=106><ACK=301><CTL=ACK><DATA= world>       B   => data send " world"
      A --> <SEQ=103><ACK=301><CTL=ACK><DATA=llo W>        B   => ${events}
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=hello world>  B   => retransmit send 112
    `;

  it('are reported where they say something else', () => {
    scenario(retransmission('overlap send 2; retransmit send 108'), {
      check: ({ session, tracker }) => {
        const { overlaps, overlap_bytes } = session.session_stats().send;
        assert.deepEqual([overlaps, overlap_bytes, tracker.stats().overlaps], [1, 2, 1]);
      },
    });
  });

  it('are not looked for with overlap_history 0', () => {
    scenario(retransmission('retransmit send 108'), { options: { overlap_history: 0 } });
  });

  it('are not seen any more when much was delivered since', () => {
    scenario(
      `${HANDSHAKE}
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=hello>        B   => data send "hello"
      A --> <SEQ=106><ACK=301><CTL=ACK><LEN=60>            B   => data send x*60
      A --> <SEQ=166><ACK=301><CTL=ACK><LEN=60>            B   => data send x*60
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=HELLO>        B   => retransmit send 106
    `,
      { options: { overlap_history: 100 } },
    );
  });
});

describe('TCPTracker limits', () => {
  it('expires sessions that are idle, by the clock of the capture', () => {
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

  it('holds no more than max_sessions, and lets half-open ones go first', () => {
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

  it('holds no more half-open connections than max_half_open', () => {
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

  it('lets the one go that is longest idle', () => {
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

  it('gives up a gap where a session buffers more than max_buffered_bytes', () => {
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

  it('drops first what the receiver can not have taken', () => {
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

  it('bounds the number of small segments of all sessions as well, and goes on behind the gaps', () => {
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

  it('holds a bounded number of tiny segments', () => {
    const run = new Scenario(4, { max_buffered_bytes: 10_000 }).run(HANDSHAKE);
    for (let i = 0; i < 500; i++) {
      run.send(run.a, run.b, { seq: 1000 + 2 * i, ack: 301, flags: 'ACK', data: Buffer.from('.') });
      assert.ok(run.tracker.stats().buffered_bytes < 100);
    }
    assert.ok(run.tracker.stats().expired.max_buffered_bytes > 0);
  });

  it('goes on where the clock of the capture is set back', () => {
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

  it('may be called by any listener', () => {
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

describe('a listener that throws', () => {
  it('loses nothing but its own event', () => {
    const run = new Scenario().run(HANDSHAKE);
    let first = true;
    run.session.on('data send', () => {
      if (!first) return;
      first = false;
      throw new Error('mine');
    });
    const send = (seq, text) =>
      run.send(run.a, run.b, { seq, ack: 301, flags: 'ACK', data: Buffer.from(text) });
    send(104, 'two');
    run.log.length = 0;
    assert.throws(() => send(101, 'one'), /mine/);
    send(107, 'three');
    assert.deepEqual(run.log, ['data send "one"', 'data send "two"', 'data send "three"']);
  });
});

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
