#!/usr/bin/env node
'use strict';

// Writes the truncated twins and the texts of test/golden anew. What changed, `git diff
// test/golden` shows: read it.

const fs = require('node:fs');
const {
  cut,
  names,
  path_of,
  read_pcap,
  text_of,
  write_pcap,
} = require('../../test/helpers/golden');

for (const name of names().filter((name) => !name.endsWith('.cut'))) {
  write_pcap(path_of(name, '.cut.pcap'), cut(read_pcap(path_of(name, '.pcap'))));
}
for (const name of names())
  fs.writeFileSync(path_of(name, '.txt'), text_of(path_of(name, '.pcap')));
