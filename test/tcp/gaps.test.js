'use strict';

// Bytes that the capture missed, and bytes that come more than once.

const assert = require('node:assert/strict');
const { scenario, HANDSHAKE } = require('./scenario');

describe('TCP gaps and overlaps', () => {
  it('reports bytes that were acknowledged but not captured, and goes on after them', () => {
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

  it('waits gap_timeout for them, because captures reorder packets', () => {
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

  it('waits for bytes that were not acknowledged: they will be sent again', () => {
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

  it('reports bytes that were acknowledged and never captured', () => {
    scenario(HANDSHAKE + 'A <-- <SEQ=301><ACK=501><CTL=ACK> B\nclose => gap send 400; end');
  });

  it('reports the bytes that snap_length cut off each packet', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=101><ACK=301><CTL=ACK><LEN=100><KEEP=10>  B   => data send x*10; gap send 90
      A --> <SEQ=201><ACK=301><CTL=ACK><LEN=100><KEEP=0>   B   => gap send 100
    `,
    );
  });

  it('keeps the first copy where segments contradict each other, and reports it', () => {
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

  it('are reported where they differ', () => {
    scenario(retransmission('overlap send 2; retransmit send 108'), {
      check: ({ session, tracker }) => {
        const { overlaps, overlap_bytes } = session.session_stats().send;
        assert.deepEqual([overlaps, overlap_bytes, tracker.stats().overlaps], [1, 2, 1]);
      },
    });
  });

  it('are not checked with overlap_history 0', () => {
    scenario(retransmission('retransmit send 108'), { options: { overlap_history: 0 } });
  });

  it('are not noticed once overlap_history has been delivered since', () => {
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
