'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { TLSKeys } = require('../../../lib/app/tls');

const random_of = (byte) => Buffer.alloc(32, byte).toString('hex');
const line = (byte, label = 'CLIENT_RANDOM', length = 48) =>
  `${label} ${random_of(byte)} ${Buffer.alloc(length, byte).toString('hex')}`;

describe('TLSKeys', function () {
  it('takes lines of all kinds, and says how many', function () {
    const keys = new TLSKeys();
    const labels = [
      'CLIENT_EARLY_TRAFFIC_SECRET',
      'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
      'SERVER_HANDSHAKE_TRAFFIC_SECRET',
      'CLIENT_TRAFFIC_SECRET_0',
      'SERVER_TRAFFIC_SECRET_0',
    ];
    assert.equal(keys.add(`# a comment\n${line(1)}\r\n\n${line(2)}`), 2);
    assert.equal(keys.add(Buffer.from(labels.map((label) => line(3, label, 32)).join('\n'))), 5);
    assert.equal(keys.size, 3);
    for (const label of labels) assert.equal(keys.get(random_of(3), label).length, 32);
    assert.equal(keys.get(random_of(1), 'CLIENT_RANDOM').length, 48);
    assert.equal(keys.get(random_of(4), 'CLIENT_RANDOM'), undefined);
  });

  it('ignores what is no line, and secrets of a length that they do not have', function () {
    const keys = new TLSKeys();
    const bad = [
      '',
      'CLIENT_RANDOM',
      line(1).slice(0, -1),
      line(1, 'CLIENT_RANDOM', 32),
      line(1, 'CLIENT_TRAFFIC_SECRET_0', 33),
      line(1, 'EXPORTER_SECRET', 32),
      line(1, 'RSA'),
      ` ${line(1)}`,
      `${line(1)} more`,
      line(1).replace('01', 'zz'),
      'x'.repeat(100_000),
    ];
    assert.equal(keys.add(bad.join('\n')), 0);
    assert.equal(keys.size, 0);
    assert.throws(() => keys.add(7), { code: 'ERR_PCAP_OPTION' });
  });

  it('of two secrets of a kind the later one counts', function () {
    const keys = new TLSKeys();
    keys.add(line(1));
    const first = keys.get(random_of(1), 'CLIENT_RANDOM');
    keys.add(line(1));
    assert.equal(keys.get(random_of(1), 'CLIENT_RANDOM'), first);
    keys.add(line(1).replace(/..$/, 'ff'));
    assert.equal(keys.get(random_of(1), 'CLIENT_RANDOM').at(-1), 0xff);
  });

  it('max_connections: the oldest give way', function () {
    const keys = new TLSKeys({ max_connections: 3 });
    for (let byte = 1; byte <= 5; byte++) keys.add(line(byte));
    assert.equal(keys.size, 3);
    assert.equal(keys.get(random_of(2), 'CLIENT_RANDOM'), undefined);
    assert.ok(keys.get(random_of(3), 'CLIENT_RANDOM'));
  });

  it('wakes those who wait for a connection, until they forget it', function () {
    const keys = new TLSKeys();
    const woken = [];
    const wake = () => woken.push(keys.size);
    keys.wait(random_of(1), wake);
    keys.add(`${line(2)}\n${line(1)}\n${line(1)}`);
    assert.deepEqual(woken, [2]);
    keys.forget(random_of(1), wake);
    keys.forget(random_of(1), wake);
    keys.add(line(1));
    assert.deepEqual(woken, [2]);
  });

  it('checks its options', function () {
    assert.throws(() => new TLSKeys({ file: 7 }), { code: 'ERR_PCAP_OPTION' });
    assert.throws(() => new TLSKeys({ max_connections: 0 }), { code: 'ERR_PCAP_OPTION' });
  });
});

describe('TLSKeys: a file', function () {
  let folder, file, keys;
  beforeEach(function () {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-keys-'));
    file = path.join(folder, 'keys.log');
  });
  afterEach(function () {
    keys?.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** Resolves when secrets of this connection have come. */
  function secrets_of(byte) {
    const random = random_of(byte);
    if (keys.get(random, 'CLIENT_RANDOM')) return Promise.resolve();
    return new Promise((resolve) => keys.wait(random, resolve));
  }

  // The poll keeps no program running.
  let alive;
  before(() => (alive = setInterval(() => {}, 1000)));
  after(() => clearInterval(alive));

  it('that is there: its lines, also the last one without an end', async function () {
    fs.writeFileSync(file, `${line(1)}\n${line(2)}`);
    keys = new TLSKeys({ file });
    assert.equal(keys.loading, true);
    await keys.ready;
    assert.equal(keys.loading, false);
    assert.equal(keys.size, 2);
  });

  it('that grows, in the middle of a line, too', async function () {
    fs.writeFileSync(file, `${line(1)}\n${line(2).slice(0, 100)}`);
    keys = new TLSKeys({ file });
    await keys.ready;
    assert.equal(keys.size, 1);
    fs.appendFileSync(file, `${line(2).slice(100)}\n`);
    await secrets_of(2);
    fs.appendFileSync(file, `${line(3)}\n`);
    await secrets_of(3);
  });

  it('that comes later', async function () {
    keys = new TLSKeys({ file });
    await keys.ready;
    fs.writeFileSync(file, `${line(1)}\n`);
    await secrets_of(1);
  });

  it('that is replaced by another, and one that is emptied', async function () {
    fs.writeFileSync(file, `${line(1)}\n${line(2)}\n`);
    keys = new TLSKeys({ file });
    await keys.ready;
    fs.writeFileSync(`${file}.new`, `${line(3)}\n`);
    fs.renameSync(`${file}.new`, file);
    await secrets_of(3);
    fs.appendFileSync(file, `${line(4)}\n`);
    await secrets_of(4);
    fs.writeFileSync(file, `${line(5)}\n`);
    await secrets_of(5);
  });

  it('that is large', async function () {
    const many = Array.from({ length: 2000 }, (_, index) => {
      return line(1).replace(random_of(1), index.toString(16).padStart(64, '0'));
    });
    fs.writeFileSync(file, `${many.join('\n')}\n`);
    keys = new TLSKeys({ file });
    await keys.ready;
    assert.equal(keys.size, 2000);
  });

  it('that is a FIFO: without waiting for its writers', async function () {
    if (spawnSync('mkfifo', [file]).status !== 0) this.skip();
    keys = new TLSKeys({ file });
    await keys.ready;
    for (const byte of [1, 2]) {
      const writer = await fs.promises.open(file, 'r+');
      await writer.write(`${line(byte)}\n`);
      await secrets_of(byte);
      await writer.close();
    }
  });

  it('that can not be read: ready rejects', async function () {
    keys = new TLSKeys({ file: folder });
    await assert.rejects(keys.ready, { code: 'EISDIR' });
  });

  it('with a line that never ends: bounded', async function () {
    fs.writeFileSync(file, `${'x'.repeat(500_000)}\n${line(1)}\n`);
    keys = new TLSKeys({ file });
    await keys.ready;
    assert.equal(keys.size, 1);
  });

  it('what a listener throws is thrown to the process', async function () {
    fs.writeFileSync(file, `${line(1)}\n`);
    keys = new TLSKeys({ file });
    const wake = () => {
      keys.forget(random_of(1), wake);
      throw new Error('mine');
    };
    keys.wait(random_of(1), wake);
    const kept = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    try {
      const [error] = await once(process, 'uncaughtException');
      assert.equal(error.message, 'mine');
    } finally {
      for (const listener of kept) process.on('uncaughtException', listener);
    }
    await keys.ready;
  });

  it('is open for reading only, and closed with close()', async function () {
    fs.writeFileSync(file, '');
    fs.chmodSync(file, 0o400);
    keys = new TLSKeys({ file });
    await keys.ready;
    const links = () =>
      fs.readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return fs.readlinkSync(`/proc/self/fd/${fd}`) === file;
        } catch {
          return false;
        }
      });
    if (!fs.existsSync('/proc/self/fd')) this.skip();
    assert.equal(links().length, 1);
    keys.close();
    while (links().length > 0) await new Promise(setImmediate);
    assert.equal(keys.closed, true);
  });
});
