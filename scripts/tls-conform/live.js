#!/usr/bin/env node
'use strict';

// node scripts/tls-conform/live.js [REQUESTS]: curl, Node.js and Chromium against nginx over a veth
// pair, decrypted live, as root: with 1 % of the packets lost by the capture, and with secrets that
// come a second late.

const { run_live } = require('../../test/app/tls/live/run');

const WAYS = [
  { loss: 0, late: 0 },
  { loss: 0.01, late: 0 },
  { loss: 0, late: 1000 },
];

async function main() {
  const requests = Number(process.argv[2] ?? 10000);
  for (const way of WAYS) {
    const seen = await run_live({ requests, has_chromium: true, ...way });
    const { packets, lost, drops, unpaired, opaque, wrong, complete, asked, missing, extra } = seen;
    console.log({
      ...way,
      ...{ packets, lost, drops, unpaired, opaque, asked: asked.length },
      ...{ complete: complete.length, missing: missing.length },
      ...{ wrong: wrong.length, extra: extra.length },
    });
    const is_wrong = wrong.length > 0 || extra.length > 0 || (way.loss === 0 && missing.length > 0);
    if (is_wrong) process.exitCode = 1;
  }
}

main();
