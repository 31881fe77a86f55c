'use strict';

// I8: the package says that it builds with libpcap 1.5; newer things are looked for at compile time.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const { include_dir } = require('node-api-headers');

describe('the headers of libpcap 1.5', function () {
  this.timeout(60_000);

  for (const file of [
    'binding/js_devices.c',
    'live.c',
    'linux_ring.c',
    'savefile.c',
    'dump.c',
    'link_type.c',
  ]) {
    it(`I8: are enough for src/${file}`, () => {
      const header = path.join(__dirname, 'old_libpcap.h');
      const source = path.join(__dirname, '..', '..', 'src', file);
      const flags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-D_GNU_SOURCE'];
      const more = ['-DNAPI_VERSION=8', '-D_DARWIN_C_SOURCE', `-I${include_dir}`];
      const { status, stderr } = spawnSync('cc', [...flags, ...more, '-include', header, source], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    });
  }
});
