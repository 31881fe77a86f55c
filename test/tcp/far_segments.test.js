'use strict';

// Segments that no window can reach (RFC 7323: 2^30 bytes). The end hosts drop them, so anybody can send one into a
// connection that he sees; they must neither be kept nor move anything.

const assert = require('node:assert/strict');
const { scenario, HANDSHAKE } = require('./scenario');

const AHEAD = [0x40000000, 0x40000001, 0x7fffffff, 0x80000000, 0x80000001, 0xbfffffff];
const at = (start, offset) => (start + offset) >>> 0;

const ENDINGS = {
  'a reset': 'A <-- <SEQ=301><ACK=101><CTL=RST,ACK> B => reset recv; end',
  'two FINs': `
    A --> <SEQ=101><ACK=301><CTL=FIN,ACK> B => fin send
    A <-- <SEQ=301><ACK=102><CTL=FIN,ACK> B => fin recv
    A --> <SEQ=102><ACK=302><CTL=ACK> B => end`,
  'flush and close': `
    flush
    close => end`,
  'idle time': `
    wait 4000
    close => end`,
};

describe('TCP segments far from the window', () => {
  for (const [name, ending] of Object.entries(ENDINGS)) {
    it(`are dropped before ${name}`, () => {
      for (const offset of AHEAD) {
        scenario(
          HANDSHAKE +
            `
          A --> <SEQ=${at(101, offset)}><ACK=301><CTL=PSH,ACK><DATA=x>     B
          A <-- <SEQ=${at(301, offset)}><ACK=101><CTL=PSH,ACK><DATA=x>     B
          ${ending}
          `,
          {
            check: ({ session, tracker }) => {
              assert.equal(session.session_stats().send.out_of_window, 1);
              assert.equal(session.session_stats().recv.out_of_window, 1);
              assert.equal(tracker.stats().buffered_bytes, 0);
            },
          },
        );
      }
    });
  }

  it('in both halves of the number space leave queued ones alone', () => {
    scenario(
      HANDSHAKE +
        `
      A --> <SEQ=${at(101, 0x7ffffff0)}><ACK=301><CTL=ACK><DATA=far>       B
      A --> <SEQ=${at(101, 0xc0000000)}><ACK=301><CTL=ACK><DATA=behind>    B
      A --> <SEQ=${at(101, 0x3ffffff0)}><ACK=301><CTL=ACK><DATA=edge>      B
      A --> <SEQ=104><ACK=301><CTL=ACK><DATA=def>                          B
      A --> <SEQ=${at(101, 0x80000010)}><ACK=301><CTL=ACK><DATA=far>       B
      A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>                          B => data send "abc"; data send "def"
      `,
    );
  });

  it('do not end a stream: a FIN', () => {
    for (const offset of AHEAD) {
      scenario(
        HANDSHAKE +
          `
        A --> <SEQ=${at(101, offset)}><ACK=301><CTL=FIN,ACK>               B
        A --> <SEQ=101><ACK=301><CTL=ACK><DATA=abc>                        B => data send "abc"
        close => end
        `,
      );
    }
  });
});
