'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const pcap = require('../../lib/pcap');
const { read_capture } = require('../../lib/file');

const SHB = 0x0a0d0d0a;
const [IDB, EPB, DSB] = [1, 6, 10];
const TLS_KEY_LOG = 0x544c534b;

/** Numbers of 32 bits in a byte order, and what follows. */
function words(numbers, is_big, ...rest) {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, at) =>
    bytes[is_big ? 'writeUInt32BE' : 'writeUInt32LE'](number, 4 * at),
  );
  return Buffer.concat([bytes, ...rest]);
}

function block(type, body, is_big) {
  const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
  const length = padded.length + 12;
  return Buffer.concat([words([type, length], is_big), padded, words([length], is_big)]);
}

function secrets(text, is_big, { type = TLS_KEY_LOG, size = text.length } = {}) {
  return block(DSB, words([type, size], is_big, Buffer.from(text)), is_big);
}

/** A file with a packet of one byte for each number, and what is between them. */
function file_of(list, is_big = false) {
  const version = is_big ? '00010000' : '01000000';
  const rest = Buffer.from(`${version}ffffffffffffffff`, 'hex');
  const blocks = [block(SHB, words([0x1a2b3c4d], is_big, rest), is_big)];
  for (const item of list) {
    if (item === 'interface') {
      const link = Buffer.from(is_big ? '00010000' : '01000000', 'hex');
      blocks.push(block(IDB, Buffer.concat([link, words([65535], is_big)]), is_big));
    } else if (typeof item === 'number') {
      blocks.push(block(EPB, words([0, 0, item, 1, 1], is_big, Buffer.from([item])), is_big));
    } else blocks.push(item);
  }
  return Buffer.concat(blocks);
}

describe("Event: 'secrets'", function () {
  let folder;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-secrets-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  /** Secrets as texts and packets as numbers, in the order in which they came. */
  async function read(session) {
    const seen = [];
    session.on('secrets', (lines) => seen.push(lines.toString()));
    session.on('packet', (raw) => seen.push(raw.buf[0]));
    await once(session, 'complete');
    return seen;
  }

  function write(bytes, name = 'a.pcapng') {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    return file;
  }

  for (const is_big of [false, true]) {
    it(`gives the key logs of a pcapng, before what follows them (big-endian: ${is_big})`, async function () {
      const list = [secrets('one\n', is_big), 'interface', 1, secrets('second\n', is_big), 2];
      const bytes = file_of(list, is_big);
      const texts = (seen) => seen.filter((item) => typeof item === 'string').join('');
      for (const session of [pcap.createOfflineSession(write(bytes)), read_capture(bytes)]) {
        const seen = await read(session);
        assert.equal(texts(seen), 'one\nsecond\n');
        assert.deepEqual(seen.filter(Number.isInteger), [1, 2]);
        assert.ok(seen.findIndex((item) => /second/.test(item)) < seen.indexOf(2));
      }
    });
  }

  it('of a file in gzip, too', async function () {
    const bytes = zlib.gzipSync(file_of([secrets('one\n'), 'interface', 1]));
    assert.deepEqual(await read(pcap.createOfflineSession(write(bytes))), ['one\n', 1]);
  });

  it('of a pipe, too', function () {
    const bytes = file_of([secrets('one\n'), 'interface', 1]);
    const program = `
      const session = require('./lib/pcap').createOfflineSession('-');
      session.on('secrets', (lines) => process.stdout.write(lines));
      session.on('packet', () => {});`;
    const cwd = path.join(__dirname, '..', '..');
    const run = spawnSync(process.execPath, ['-e', program], { input: bytes, cwd });
    assert.equal(run.stdout.toString(), 'one\n', run.stderr.toString());
  });

  it('leaves out other secrets, and blocks that are not as they say', async function () {
    const bytes = file_of([
      'interface',
      secrets('WireGuard', false, { type: 0x57474b4c }),
      secrets('long', false, { size: 5 }),
      secrets('longer', false, { size: 0xffffffff }),
      secrets(''),
      block(DSB, Buffer.alloc(4)),
      block(DSB, Buffer.alloc(0)),
      1,
    ]);
    for (const session of [pcap.createOfflineSession(write(bytes)), read_capture(bytes)]) {
      assert.deepEqual(await read(session), [1]);
    }
  });
});
