'use strict';

// The package says that it builds with libpcap 1.5; newer things are looked for at compile
// time.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { include_dir } = require('node-api-headers');

const SOURCES = path.join(__dirname, '..', '..', 'src');
const asks_at_run_time = (name) => /libpcap_dl|portable_libc/.test(name); // prebuilt binaries do
const needs_libuv = (name) =>
  /<uv\.h>|"session\.h"/.test(fs.readFileSync(path.join(SOURCES, name), 'utf8'));
const files = fs
  .readdirSync(SOURCES, { recursive: true })
  .filter((name) => name.endsWith('.c') && !asks_at_run_time(name) && !needs_libuv(name));

describe('the headers of libpcap 1.5', function () {
  this.timeout(120_000);

  for (const file of files) {
    it(`are enough for src/${file}`, () => {
      const header = path.join(__dirname, 'old_libpcap.h');
      const source = path.join(SOURCES, file);
      const flags = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-D_GNU_SOURCE'];
      const more = ['-DNAPI_VERSION=8', '-D_DARWIN_C_SOURCE', `-I${include_dir}`];
      const { status, stderr } = spawnSync('cc', [...flags, ...more, '-include', header, source], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    });
  }
});
