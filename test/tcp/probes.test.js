'use strict';

// Bytes that the receiver had or refused are not data; bytes that no one acknowledges are waited
// for, but not for ever.

const assert = require('node:assert/strict');
const { scenario, HANDSHAKE } = require('./scenario');

describe('keep-alives', () => {
  it('of a byte at the start of a capture are no data', () => {
    const options = {
      check: ({ session }) => assert.equal(session.session_stats().send.keep_alives, 1),
    };
    // The other side has acknowledged the byte.
    scenario(
      `
      A <-- <SEQ=300><ACK=101><CTL=ACK>                    B   => session
      A --> <SEQ=100><ACK=300><CTL=ACK><DATA=?>            B
      A <-- <SEQ=300><ACK=101><CTL=ACK>                    B
      A --> <SEQ=101><ACK=300><CTL=PSH,ACK><DATA=req>      B   => data send "req"
      `,
      options,
    );
    // No acknowledgement was seen yet.
    scenario(
      `
      A --> <SEQ=100><ACK=300><CTL=ACK><DATA=\0>          B   => session
      A <-- <SEQ=300><ACK=101><CTL=ACK>                    B
      A --> <SEQ=101><ACK=300><CTL=PSH,ACK><DATA=req>      B   => data send "req"
      `,
      options,
    );
  });

  it('are told from a first byte that is data', () => {
    scenario(`
      A --> <SEQ=100><ACK=300><CTL=PSH,ACK><DATA=\0>      B   => session; data send "\\u0000"
      A <-- <SEQ=300><ACK=101><CTL=ACK><DATA=x>            B   => data recv "x"
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=y>            B   => data send "y"
    `);
  });
});

describe('zero-window probes', () => {
  const CLOSED_WINDOW =
    HANDSHAKE +
    `
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>          B   => data send "abc"
      A <-- <SEQ=301><ACK=104><CTL=ACK><WND=0>             B
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=d>            B
    `;

  // The window edge must be where the receiver closed it: windows of the handshake count.
  const closed = CLOSED_WINDOW.replaceAll('<CTL=SYN,ACK>', '<CTL=SYN,ACK><WND=3>').replace(
    '<ACK=301><CTL=ACK>   ',
    '<ACK=301><CTL=ACK><WND=3>',
  );

  it('that are refused are no data, until the byte comes again', () => {
    scenario(
      closed +
        `
      A <-- <SEQ=301><ACK=104><CTL=ACK><WND=0>             B
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=d>            B
      A <-- <SEQ=301><ACK=104><CTL=ACK><WND=100>           B
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=def>          B   => data send "def"
      close                                                    => end
      `,
    );
  });

  it('that are acknowledged are data', () => {
    scenario(closed + 'A <-- <SEQ=301><ACK=105><CTL=ACK><WND=0> B => data send "d"');
  });

  it('after which the sender goes on were accepted', () => {
    scenario(
      closed +
        `
      A --> <SEQ=105><ACK=301><CTL=ACK><DATA=ef>           B
      A <-- <SEQ=301><ACK=107><CTL=ACK>                    B   => data send "d"; data send "ef"
      `,
    );
    scenario(
      closed +
        `
      A --> <SEQ=105><ACK=301><CTL=FIN,ACK>                B
      A <-- <SEQ=301><ACK=106><CTL=ACK>                    B   => data send "d"; fin send
      `,
    );
  });

  it('that were accepted are delivered before a gap that a limit ends', () => {
    scenario(
      closed +
        `
      A <-- <SEQ=301><ACK=104><CTL=ACK><WND=20>            B
      A --> <SEQ=107><ACK=301><CTL=ACK><DATA=ghi>          B   => expire max_buffered_bytes; data send "d"; gap send 2; data send "ghi"
      `,
      { options: { max_buffered_bytes: 2 } },
    );
  });

  it('that no one answers are no data', () => {
    scenario(closed + 'close => end', {
      check: ({ session }) => {
        assert.equal(session.session_stats().send.payload_bytes, 3);
        assert.equal(session.session_stats().send.out_of_window, 1);
      },
    });
  });
});

describe('a gap that no one acknowledges', () => {
  it('is skipped after gap_timeout where the capture has one direction only', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=def>          B
      A --> <SEQ=110><ACK=301><CTL=ACK><DATA=jkl>          B
      wait 0.5
      A --> <SEQ=113><ACK=301><CTL=ACK><DATA=mno>          B
      wait 0.6
      A --> <SEQ=116><ACK=301><CTL=ACK><DATA=pqr>          B   => gap send 3; data send "def"
      wait 1.1
      A --> <SEQ=119><ACK=301><CTL=FIN,ACK>                B   => gap send 3; data send "jkl"; data send "mno"; data send "pqr"; fin send
      `,
    );
  });

  it('before a FIN is skipped as well', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=FIN,ACK>                B
      wait 1.1
      A --> <SEQ=104><ACK=301><CTL=FIN,ACK>                B   => gap send 3; fin send
      `,
    );
  });

  it('is not skipped while the other side answers: the bytes will come again', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=def>          B
      A <-- <SEQ=301><ACK=101><CTL=ACK>                    B
      wait 30
      A --> <SEQ=107><ACK=301><CTL=ACK><DATA=ghi>          B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>          B   => data send "abc"; data send "def"; data send "ghi"
      `,
    );
  });

  it('waits a second where gap_timeout is less: it may only be late', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=def>          B
      wait 0.9
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>          B   => data send "abc"; data send "def"
      `,
      { options: { gap_timeout: 0 } },
    );
  });
});
