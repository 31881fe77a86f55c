'use strict';

// Property tests try the same inputs each time, so that a failure is found again; .mocharc.json
// requires this. `FC_SEED=$RANDOM npm test` tries others, as the nightly job does.

const fc = require('fast-check');

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 2108748369) });
