'use strict';

// npm run bench:instructions: the C side's instructions a packet alone, for a quick look after a
// change.

const { count_instructions } = require('./lib/instructions');

console.table(count_instructions((line) => console.error(line))?.rows);
