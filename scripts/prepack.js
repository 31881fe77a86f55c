'use strict';

// Before `npm pack` and `npm publish`: a release without the binary of a platform would install
// there without a word, and fail when it is used. `npm pack --ignore-scripts` packs all the same.

const fs = require('node:fs');
const path = require('node:path');
const { PLATFORMS } = require('./lib/platforms');

const FOLDER = path.join(__dirname, '..', 'prebuilds');

const missing = PLATFORMS.filter((name) => !fs.existsSync(path.join(FOLDER, name, 'pcap.node')));
if (missing.length > 0) {
  console.error(
    `pcap: no prebuilt binary for ${missing.join(', ')}. The release workflow builds them all; for a ` +
      'tarball without them: npm pack --ignore-scripts',
  );
  process.exitCode = 1;
}
