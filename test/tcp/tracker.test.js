'use strict';

const assert = require('node:assert/strict');
const { TCPTracker, TCPSession } = require('../../lib/tcp');
const decode = require('../../lib/decode');
const { Scenario, scenario, HANDSHAKE } = require('./scenario');
const { raw_packet, tcp_frame } = require('./packets');

const CLIENT = { address: '10.0.0.1', port: 40000 };
const SERVER = { address: '10.0.0.2', port: 80 };

// A whole short connection of `client`, as packets.
function short_connection(client, time, isn = 1000) {
  const packets = [];
  const send = (from, to, segment) => {
    packets.push(decode.packet(raw_packet(tcp_frame(from, to, segment), (time += 0.0001))));
  };
  send(client, SERVER, { seq: isn, flags: 'SYN' });
  send(SERVER, client, { seq: 5000, ack: isn + 1, flags: 'SYN,ACK' });
  send(client, SERVER, { seq: isn + 1, ack: 5001, flags: 'ACK' });
  send(client, SERVER, { seq: isn + 1, ack: 5001, flags: 'ACK', data: Buffer.from('hello') });
  send(SERVER, client, { seq: 5001, ack: isn + 6, flags: 'ACK', data: Buffer.from('world') });
  send(client, SERVER, { seq: isn + 6, ack: 5006, flags: 'FIN,ACK' });
  send(SERVER, client, { seq: 5006, ack: isn + 7, flags: 'FIN,ACK' });
  send(client, SERVER, { seq: isn + 7, ack: 5007, flags: 'ACK' });
  return packets;
}

describe('TCPTracker', () => {
  it('forgets connections that have ended', () => {
    const tracker = new TCPTracker();
    let ended = 0;
    tracker.on('end', () => ended++);
    for (let i = 0; i < 9_000; i++) {
      const client = { address: `10.1.${i >> 8}.${i & 255}`, port: 40000 };
      for (const packet of short_connection(client, 1000 + i / 1000)) tracker.track_packet(packet);
    }
    assert.equal(ended, 9_000);
    assert.equal(tracker.stats().sessions, 0);
    assert.deepEqual(tracker.sessions, {});
  });

  it('opens a new session when ports are reused', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B   => fin send
      A <-- <SEQ=301><ACK=102><CTL=FIN,ACK>                B   => fin recv
      A --> <SEQ=102><ACK=302><CTL=ACK>                    B   => end
      A --> <SEQ=9000><CTL=SYN>                            B   => #2 session
      A <-- <SEQ=7000><ACK=9001><CTL=SYN,ACK>              B
      A --> <SEQ=9001><ACK=7001><CTL=ACK>                  B   => #2 start
      A --> <SEQ=9001><ACK=7001><CTL=ACK><DATA=again>      B   => #2 data send "again"
    `,
    );
  });

  it('opens a new session for the same initial sequence numbers, too', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B   => fin send
      A <-- <SEQ=301><ACK=102><CTL=FIN,ACK>                B   => fin recv
      A --> <SEQ=102><ACK=302><CTL=ACK>                    B   => end
      A --> <SEQ=100><CTL=SYN>                             B
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B   => #2 session
      A --> <SEQ=101><ACK=301><CTL=ACK>                    B   => #2 start
    `,
    );
  });

  it('opens a new session while the old one is still open', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=old>          B   => data send "old"
      # perhaps its end was missed, perhaps this is made up: the answer decides
      A --> <SEQ=9000><CTL=SYN>                            B
      A <-- <SEQ=7000><ACK=9001><CTL=SYN,ACK>              B   => end; #2 session
      A --> <SEQ=9001><ACK=7001><CTL=ACK><DATA=new>        B   => #2 start; #2 data send "new"
    `,
      { check: ({ session }) => assert.equal(session.end_reason, 'replaced') },
    );
  });

  it('goes on with a connection when a SYN with another number is not answered', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=9000><CTL=SYN>                            B
      A <-- <SEQ=301><ACK=101><CTL=ACK>                    B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=on>           B   => data send "on"
    `,
    );
  });

  it('ends at a reset from either side', () => {
    scenario(
      HANDSHAKE +
        `
      A <-- <SEQ=301><ACK=101><CTL=RST,ACK>                B   => reset recv; end
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=late>         B
    `,
    );
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><CTL=RST>                             B   => reset send; end
    `,
      {
        check: ({ session }) =>
          assert.deepEqual([session.state, session.end_reason], ['CLOSED', 'reset']),
      },
    );
  });

  it('ends at a reset in any state, if its number is in the window', () => {
    const end = 'A <-- <SEQ=0><ACK=101><CTL=RST,ACK> B => reset recv; end';
    scenario(`A --> <SEQ=100><CTL=SYN> B => session\nA <-- <SEQ=0><ACK=5><CTL=RST,ACK> B\n${end}`);
    scenario(
      `A --> <SEQ=100><CTL=SYN> B => session\nA --> <SEQ=101><CTL=RST> B => reset send; end`,
    );
    scenario(`
      A --> <SEQ=100><CTL=SYN>                             B   => session
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B
      A --> <SEQ=101><CTL=RST>                             B   => reset send; end
    `);
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B   => fin send
      A <-- <SEQ=200000><CTL=RST>                          B
      A <-- <SEQ=299><CTL=RST>                             B
      A <-- <SEQ=301><CTL=RST>                             B   => reset recv; end
    `,
    );
  });

  it('delivers data after the other side has closed', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B   => fin send
      A <-- <SEQ=301><ACK=102><CTL=ACK><DATA=RESPONSE>     B   => data recv "RESPONSE"
      A <-- <SEQ=309><ACK=102><CTL=FIN,ACK>                B   => fin recv
      A --> <SEQ=102><ACK=310><CTL=ACK>                    B   => end
    `,
    );
    scenario(
      HANDSHAKE +
        `
      A <-- <SEQ=301><ACK=101><CTL=FIN,ACK>                B   => fin recv
      A --> <SEQ=101><ACK=302><CTL=ACK><DATA=still here>   B   => data send "still here"
      A --> <SEQ=111><ACK=302><CTL=FIN,ACK>                B   => fin send
      A <-- <SEQ=302><ACK=112><CTL=ACK>                    B   => end
    `,
    );
  });

  it("delivers data on the handshake's third segment", () => {
    scenario(`
      A --> <SEQ=100><CTL=SYN>                             B   => session
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=GET />        B   => start; data send "GET /"
    `);
  });

  it('delivers data of a SYN (TCP Fast Open) after the handshake', () => {
    scenario(`
      A --> <SEQ=100><CTL=SYN><DATA=early>                 B   => session
      A <-- <SEQ=300><ACK=106><CTL=SYN,ACK>                B
      A <-- <SEQ=301><ACK=106><CTL=ACK><DATA=reply>        B   => start; data send "early"; data recv "reply"
      A --> <SEQ=106><ACK=306><CTL=ACK><DATA=more>         B   => data send "more"
    `);
  });

  it('delivers data of a SYN once when the server does not accept it', () => {
    scenario(`
      A --> <SEQ=100><CTL=SYN><DATA=early>                 B   => session
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=early>        B   => start; data send "early"; retransmit send 106
    `);
  });

  it('delivers from the first segment when it starts in the middle', () => {
    scenario(
      `
      A --> <SEQ=5000><ACK=700><CTL=ACK><DATA=first>       B   => session; data send "first"
      A <-- <SEQ=700><ACK=5005><CTL=ACK><DATA=answer>      B   => data recv "answer"
    `,
      {
        check: ({ session }) => {
          assert.equal(session.missed_syn, true);
          assert.equal(session.state, 'ESTAB');
        },
      },
    );
  });

  it('knows the roles when it starts at the SYN-ACK', () => {
    scenario(
      `
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B   => session
      A --> <SEQ=101><ACK=301><CTL=ACK>                    B   => start
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=req>          B   => data send "req"
      A <-- <SEQ=301><ACK=104><CTL=ACK><DATA=res>          B   => data recv "res"
    `,
      {
        check: ({ session }, version) =>
          assert.equal(session.dst, version === 4 ? '10.0.0.2:80' : '[2001:db8::2]:80'),
      },
    );
  });

  it("knows the roles when it starts at the server's data", () => {
    scenario(`
      A <-- <SEQ=301><ACK=104><CTL=ACK><DATA=res>          B   => session; data recv "res"
      A --> <SEQ=104><ACK=304><CTL=ACK><DATA=req>          B   => data send "req"
    `);
  });

  it('takes the first sender for the client when ports do not tell, unless server_ports does', () => {
    for (const [server_ports, src] of [
      [[], '10.0.0.2:50000'],
      [[50000], '10.0.0.1:40000'],
    ]) {
      const tracker = new TCPTracker({ server_ports });
      tracker.on('session', (session) => assert.equal(session.src, src));
      const frame = tcp_frame({ address: '10.0.0.2', port: 50000 }, CLIENT, {
        seq: 1,
        ack: 1,
        flags: 'ACK',
      });
      tracker.track_packet(decode.packet(raw_packet(frame)));
      assert.equal(tracker.stats().sessions, 1);
    }
  });

  it('puts segments in order, and gives their offsets', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=106><ACK=301><CTL=ACK><DATA=world>        B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=hello>        B   => data send "hello"; data send "world"
    `,
      {
        check: ({ infos, session }) => {
          assert.deepEqual(
            infos.map(({ seqno, offset }) => [seqno, offset]),
            [
              [101, 0],
              [106, 5],
            ],
          );
          assert.equal(session.session_stats().send.out_of_order, 1);
        },
      },
    );
  });

  it('delivers only what is new in an overlapping retransmission', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=hello>        B   => data send "hello"
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=helloworld>   B   => retransmit send 111; data send "world"
    `,
    );
  });

  it('counts bytes once, and retransmitted ones separately', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=hello>        B   => data send "hello"
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=hello>        B   => retransmit send 106
    `,
      {
        check: ({ session }) => {
          assert.equal(session.send_bytes_payload, 5);
          assert.equal(session.session_stats().send_payload, 5);
          assert.equal(session.session_stats().send.retransmitted_bytes, 5);
          assert.deepEqual(session.send_retrans, { 106: 1 });
        },
      },
    );
  });

  it('goes on where sequence numbers wrap', () => {
    scenario(
      `
      A --> <SEQ=4294967290><CTL=SYN>                      B   => session
      A <-- <SEQ=4294967295><ACK=4294967291><CTL=SYN,ACK>  B
      A --> <SEQ=4294967291><ACK=0><CTL=ACK>               B   => start
      A --> <SEQ=1><ACK=0><CTL=ACK><DATA=d>                B
      A --> <SEQ=4294967291><ACK=0><CTL=ACK><DATA=wrappe>  B   => data send "wrappe"; data send "d"
      A <-- <SEQ=0><ACK=2><CTL=ACK><DATA=ok>               B   => data recv "ok"
      A --> <SEQ=2><ACK=2><CTL=FIN,ACK>                    B   => fin send
      A <-- <SEQ=2><ACK=3><CTL=FIN,ACK>                    B   => fin recv
      A --> <SEQ=3><ACK=3><CTL=ACK>                        B   => end
    `,
      {
        check: ({ session }) =>
          assert.deepEqual(Object.keys(session.session_stats().recv_times), ['0', '2']),
      },
    );
  });

  it('gives the window scale as a factor', () => {
    scenario(
      `
      A --> <SEQ=100><CTL=SYN><WS=7>                       B   => session
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK><WS=2>          B
    `,
      {
        check: ({ session }) => {
          assert.equal(session.send_window_scale, 128);
          assert.equal(session.recv_window_scale, 4);
        },
      },
    );
    scenario(HANDSHAKE, { check: ({ session }) => assert.equal(session.send_window_scale, 1) });
  });

  it('gives finite figures at all times', () => {
    const finite = (value) => {
      if (typeof value === 'object') Object.values(value).forEach(finite);
      else assert.ok(Number.isFinite(value), String(value));
    };
    finite(new TCPSession().session_stats());
    const run = new Scenario();
    for (const line of HANDSHAKE.trim().split('\n')) {
      run.run(line);
      finite(run.session.session_stats());
    }
    assert.equal(run.session.session_stats().total_time.toFixed(3), '0.002');
    assert.equal(run.session.session_stats().connect_duration.toFixed(3), '0.002');
  });

  it('keeps times in the order of the stream across the wrap', () => {
    const run = new Scenario().run(`
      A --> <SEQ=4294967289><CTL=SYN>                      B   => session
      A <-- <SEQ=300><ACK=4294967290><CTL=SYN,ACK>         B
      A --> <SEQ=4294967290><ACK=301><CTL=ACK>             B   => start
      A --> <SEQ=4294967290><ACK=301><CTL=ACK><DATA=abcde> B   => data send "abcde"
      A <-- <SEQ=301><ACK=4294967295><CTL=ACK>             B
      A --> <SEQ=4294967295><ACK=301><CTL=ACK><DATA=fghij> B   => data send "fghij"
      A <-- <SEQ=301><ACK=4><CTL=ACK>                      B
    `);
    const { send_times, send } = run.session.session_stats();
    assert.deepEqual(Object.keys(send_times).sort(), ['4', '4294967295']);
    for (const seconds of Object.values(send_times)) assert.equal(seconds.toFixed(3), '0.001');
    assert.equal(send.rtt.count, 3);
  });

  it('keeps the times of the newest segments only, but sums of all', () => {
    const run = new Scenario().run(HANDSHAKE);
    for (let i = 0; i < 20_000; i++) {
      run.send(run.a, run.b, { seq: 101 + 10 * i, ack: 301, flags: 'ACK', data: Buffer.alloc(10) });
      run.send(run.b, run.a, { seq: 301, ack: 111 + 10 * i, flags: 'ACK' });
    }
    const { send, send_times } = run.session.session_stats();
    assert.ok(Object.keys(run.session.send_packets).length <= 128);
    assert.ok(Object.keys(send_times).length > 100);
    assert.equal(send.rtt.count, 20_001);
    assert.equal(send.payload_bytes, 200_000);
  });

  it('emits on the session first, then on the tracker', () => {
    const tracker = new TCPTracker();
    const log = [];
    const names = ['start', 'data send', 'data recv', 'fin', 'end'];
    tracker.on('session', (session) => {
      for (const name of names) session.on(name, () => log.push(`session ${name}`));
      for (const name of names) {
        tracker.on(name, (first) => {
          assert.equal(first, session);
          log.push(`tracker ${name}`);
        });
      }
    });
    for (const packet of short_connection(CLIENT, 5)) tracker.track_packet(packet);
    const expected = ['start', 'data send', 'data recv', 'fin', 'fin', 'end'];
    assert.deepEqual(
      log,
      expected.flatMap((name) => [`session ${name}`, `tracker ${name}`]),
    );
  });

  it('ends after closed_timeout when the last acknowledgement was missed', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B   => fin send
      A <-- <SEQ=301><ACK=102><CTL=FIN,ACK>                B   => fin recv
      # a FIN that comes again acknowledges nothing
      A --> <SEQ=101><ACK=301><CTL=FIN,ACK>                B
      wait 11
      A --> <SEQ=9000><CTL=SYN>                            B   => expire closed_timeout; end; #2 session
    `,
    );
  });

  it('never changes bytes that it gave out', () => {
    const tracker = new TCPTracker();
    const kept = [];
    tracker.on('data send', (session, data) => kept.push(data));
    const frames = [
      { seq: 100, flags: 'SYN' },
      { seq: 101, ack: 301, flags: 'ACK' },
      { seq: 106, ack: 301, flags: 'ACK', data: Buffer.from('world') },
      { seq: 101, ack: 301, flags: 'ACK', data: Buffer.from('hello') },
    ].map((segment) => tcp_frame(CLIENT, SERVER, segment));
    for (const frame of frames.slice(0, 3)) {
      tracker.track_packet(decode.packet(raw_packet(frame)));
      frame.fill(0); // the slab's owner may use it again: what waits has been copied
    }
    const packet = decode.packet(raw_packet(frames[3]));
    tracker.track_packet(packet);
    assert.equal(Buffer.concat(kept).toString(), 'helloworld');
    const { data } = packet.layer('tcp'); // what is delivered at once is the packet's own
    assert.deepEqual([kept[0].buffer, kept[0].byteOffset], [data.buffer, data.byteOffset]);
  });

  it('finds each of 5000 open connections', () => {
    const tracker = new TCPTracker();
    const COUNT = 5000; // the hash table grows on the way
    const heard = new Map();
    tracker.on('data send', (session, data) => heard.set(session.src, String(data)));
    const client = (n) => ({ address: `10.1.${n >> 8}.${n & 255}`, port: 1024 + n });
    const feed = (n, segment) =>
      tracker.track_packet(decode.packet(raw_packet(tcp_frame(client(n), SERVER, segment), 1)));
    for (let n = 0; n < COUNT; n++) {
      feed(n, { seq: n, ack: 1, flags: 'ACK', data: Buffer.from('first') });
    }
    for (let n = COUNT - 1; n >= 0; n--) {
      feed(n, { seq: n + 5, ack: 1, flags: 'ACK', data: Buffer.from(`data ${n}`) });
    }
    assert.equal(tracker.stats().opened, COUNT);
    assert.equal(heard.size, COUNT);
    for (let n = 0; n < COUNT; n++) {
      const { address, port } = client(n);
      assert.equal(heard.get(`${address}:${port}`), `data ${n}`);
    }
    assert.equal(Object.keys(tracker.sessions).length, COUNT);
    for (let n = 0; n < COUNT; n += 2) feed(n, { seq: n + 5, ack: 1, flags: 'RST' });
    assert.equal(tracker.stats().sessions, COUNT / 2);
    tracker.close();
    assert.equal(tracker.stats().ended, COUNT);
  });

  it('counts a segment before it emits what comes of it, and data afterwards, as v3 does', () => {
    const run = new Scenario();
    const seen = [];
    run.tracker.on('session', (session) => {
      seen.push([session.send_bytes_ip, session.send_bytes_tcp]);
      session.on('data send', (_, data) => seen.push([session.send_bytes_payload, data.length]));
      session.on('end', () => seen.push([session.send_bytes_payload]));
    });
    run.run(HANDSHAKE);
    const ack = { ack: 301, flags: 'ACK' };
    run.send(run.a, run.b, { ...ack, seq: 101, data: Buffer.from('abc') });
    run.send(run.a, run.b, { ...ack, seq: 104, data: Buffer.from('de') });
    run.session.on('data send', () => run.tracker.close());
    run.send(run.a, run.b, { ...ack, seq: 106, data: Buffer.from('f') });
    assert.deepEqual(seen, [[20, 20], [0, 3], [3, 2], [5, 1], [6]]);
  });

  it('gives the acknowledgement number of the segment with its data', () => {
    const run = new Scenario().run(HANDSHAKE);
    const acks = [];
    run.tracker.on('data send', (_, data, { ackno }) => acks.push(ackno));
    const send = (seq, ack) =>
      run.send(run.a, run.b, { seq, ack, flags: 'ACK', data: Buffer.from('abc') });
    send(104, 4_000_000_000);
    send(101, 301);
    assert.deepEqual(acks, [301, 4_000_000_000]);
  });

  it('lets programs assign sessions', () => {
    const run = new Scenario().run(HANDSHAKE);
    assert.deepEqual(Object.keys(run.tracker.sessions), ['10.0.0.1:40000-10.0.0.2:80']);
    const mine = {};
    run.tracker.sessions = mine;
    assert.equal(run.tracker.sessions, mine);
    run.run('A --> <SEQ=101><ACK=301><CTL=ACK><DATA=x> B => data send "x"');
  });

  it('tracks packets that do not say when they were captured', () => {
    const run = new Scenario().run(HANDSHAKE);
    const before = run.session.current_cap_time;
    const packet = run.make(run.a, run.b, {
      seq: 101,
      ack: 301,
      flags: 'ACK',
      data: Buffer.from('x'),
    });
    assert.ok(packet.payload); // decoded: it needs the header for that
    packet.pcap_header = null;
    run.log.length = 0;
    run.tracker.track_packet(packet);
    assert.deepEqual(run.log, ['data send "x"']);
    assert.equal(run.session.current_cap_time, before);
  });

  it('warns about an option that it does not know', () => {
    const pcap = require('../../lib/pcap');
    const { warningHandler } = pcap;
    const warnings = [];
    pcap.warningHandler = (text) => warnings.push(text);
    try {
      new TCPTracker({ gaptimeout: 1 });
    } finally {
      pcap.warningHandler = warningHandler;
    }
    assert.deepEqual(warnings, [
      'TCPTracker: unknown option gaptimeout; did you mean gap_timeout?',
    ]);
  });
});
