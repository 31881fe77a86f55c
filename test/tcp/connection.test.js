'use strict';

// The state machine of RFC 9293 as a capture sees it.

const assert = require('node:assert/strict');
const { Scenario, scenario, HANDSHAKE } = require('./scenario');

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

  it('reports SYNs that are sent again', () => {
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

  it('starts where the capture missed the SYN-ACK or the last step of the handshake', () => {
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

  it('accepts the steps of a handshake in the wrong order', () => {
    scenario(
      `
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B   => session
      A --> <SEQ=100><CTL=SYN>                             B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=x>            B   => start; data send "x"
    `,
      { check: ({ session }) => assert.equal(session.missed_syn, null) },
    );
  });

  it('delivers the data before a FIN that arrives early', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=FIN,ACK>                B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>          B   => data send "abc"; fin send
    `,
    );
  });

  it('ignores data after the FIN, and segments without ACK', () => {
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

  it('does not take keep-alives or window probes for data', () => {
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

  it('leaves urgent data in its place in the stream', () => {
    scenario(
      HANDSHAKE + 'A --> <SEQ=101><ACK=301><CTL=URG,ACK><URG=2><DATA=a!b> B => data send "a!b"',
    );
  });

  it('finds the SYN of a connection that it met at a later segment', () => {
    // The SYN-ACK of the server, after the client's first data: it tells the server's window scale.
    scenario(
      `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=x>            B   => session; data send "x"
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK><WS=7>          B
      A <-- <SEQ=301><ACK=102><CTL=ACK><DATA=y>            B   => data recv "y"
      `,
      {
        check: ({ session }) => {
          assert.equal(session.recv_isn, 300);
          assert.equal(session.recv_window_scale, 128);
          assert.equal(session.missed_syn, true);
        },
      },
    );
    // The SYN of the client, after its first data.
    scenario(
      `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=x>            B   => session; data send "x"
      A --> <SEQ=100><CTL=SYN><WS=3>                       B
      A --> <SEQ=102><ACK=301><CTL=ACK><DATA=y>            B   => data send "y"
      `,
      {
        check: ({ session }) => {
          assert.equal(session.send_window_scale, 8);
          assert.equal(session.missed_syn, null);
        },
      },
    );
  });

  it('ignores SYNs that do not fit an open connection', () => {
    scenario(
      `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=x>            B   => session; data send "x"
      # the other side's SYN-ACK has another number than the one that was acknowledged
      A <-- <SEQ=900><ACK=101><CTL=SYN,ACK>                B
      A <-- <SEQ=301><ACK=102><CTL=ACK><DATA=y>            B   => data recv "y"
      `,
      { check: ({ session }) => assert.equal(session.recv_isn, 300) },
    );
    scenario(`
      A --> <SEQ=100><CTL=SYN>                             B   => session
      # an answer to another SYN
      A <-- <SEQ=300><ACK=900><CTL=SYN,ACK>                B
      A <-- <SEQ=300><ACK=101><CTL=SYN,ACK>                B
      A --> <SEQ=101><ACK=301><CTL=ACK>                    B   => start
    `);
  });

  it('accepts a reset of a side of which nothing else was seen', () => {
    scenario(`
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=x>            B   => session; data send "x"
      A <-- <SEQ=99999999><ACK=102><CTL=RST,ACK>           B
      A <-- <SEQ=301><ACK=102><CTL=RST,ACK>                B   => reset recv; end
    `);
  });

  it('limits a window scale that is too large (RFC 7323)', () => {
    scenario('A --> <SEQ=100><CTL=SYN><WS=200> B => session', {
      check: ({ session }) => assert.equal(session.send_window_scale, 2 ** 14),
    });
  });
});
