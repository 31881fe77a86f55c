'use strict';

// What we and tshark tell of the same decrypted connections; all scenarios, also with packets lost
// and begun in the middle: node scripts/tls-conform/run.js

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { capture, compare, prepare, start_nginx } = require('../../scripts/tls-conform/run');
const { SCENARIOS } = require('../../scripts/tls-conform/scenarios');
const { Wire, needs } = require('../helpers/wire');

const NAMES = ['curl-h2-tls13', 'curl-http1-tls12', 'curl-ECDHE-RSA-AES128-SHA256', 'nghttp-clear'];

describe('TLS and HTTP/2, beside tshark', function () {
  this.timeout(180_000);
  this.slow(60_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-oracle-tls-'));
  let wire;
  before(async function () {
    needs(this, 'tshark', 'nginx', 'curl', 'nghttp', 'openssl');
    prepare(folder);
    wire = new Wire();
    await start_nginx(wire, folder);
  });
  after(async () => {
    await wire?.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  for (const name of NAMES) {
    it(`${name}: the same requests, statuses, fields, and bodies; none wrong after losses`, async () => {
      const made = await capture(wire, folder, name, SCENARIOS[name]);
      const { failures, requests } = await compare(name, made, folder, false);
      assert.deepEqual(failures, []);
      assert.ok(requests >= 4);
    });
  }
});
