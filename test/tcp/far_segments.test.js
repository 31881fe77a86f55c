'use strict';

// Segments that no window can reach (RFC 7323: 2^30 bytes). The end hosts drop them, so anybody can
// send one into a connection that he sees; they must neither be kept nor move anything.

const assert = require('node:assert/strict');
const { Scenario, scenario, HANDSHAKE } = require('./scenario');

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

  it('are the stream when many follow each other: the capture has missed a window or more', () => {
    for (const offset of AHEAD.slice(0, -1)) {
      const far = (n) => at(101, offset + 10 * n);
      const run = new Scenario().run(HANDSHAKE + 'A --> <SEQ=104><ACK=301><CTL=ACK><DATA=x> B');
      const send = (n) => run.run(`A --> <SEQ=${far(n)}><ACK=301><CTL=ACK><DATA=0123456789> B`);
      for (let n = 0; n < 15; n++) send(n);
      run.step(`A --> <SEQ=${far(15)}><ACK=301><CTL=ACK><DATA=0123456789> B`);
      const rest = (far(15) - 105) >>> 0;
      assert.deepEqual(run.log, [
        'gap send 3',
        'data send "x"',
        `gap send ${rest}`,
        'data send "0123456789"',
      ]);
      run.run(`
        A --> <SEQ=${far(17)}><ACK=301><CTL=ACK><DATA=later>               B
        A --> <SEQ=${far(16)}><ACK=301><CTL=ACK><DATA=0123456789>          B => data send "0123456789"; data send "later"
        A <-- <SEQ=301><ACK=${far(17)}><CTL=ACK><DATA=answer>              B => data recv "answer"
      `);
    }
  });

  it('are dropped where others come between, or where they are far from each other', () => {
    const run = new Scenario().run(HANDSHAKE);
    for (let n = 0; n < 100; n++) {
      const seq = at(101, 0x50000000 + (n % 3) * 0x10000000);
      run.run(`A --> <SEQ=${seq}><ACK=301><CTL=ACK><DATA=x> B`);
    }
    for (let n = 0; n < 100; n++) {
      run.run(`A --> <SEQ=${at(101, 0x50000000)}><ACK=301><CTL=ACK><DATA=x> B`);
      if (n % 10 === 0) {
        run.step(`A --> <SEQ=${101 + n}><ACK=301><CTL=ACK><DATA=0123456789> B`);
      }
    }
    assert.equal(run.session.session_stats().send.gaps, 0);
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
