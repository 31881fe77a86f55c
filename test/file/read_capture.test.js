'use strict';

const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const fs = require('node:fs');
const { PassThrough } = require('node:stream');
const { pathToFileURL } = require('node:url');
const zlib = require('node:zlib');

const { decode } = require('../../lib/decode');
const { FileSession, read_capture } = require('../../lib/file');
const { run_node } = require('../helpers/child');
const { numbered, pcap, pcapng, temporary_folder, udp_frame } = require('../helpers/savefile');

const FILE = pcap(numbered(10));
const text_of = (raw) => raw.buf.toString('latin1', 42);
const TEXTS = Array.from({ length: 10 }, (_, i) => `packet ${i}`);

/** Texts of the packets that a loop gets, and the error that ends it. */
async function texts_of(from, options) {
  const texts = [];
  try {
    for await (const raw of read_capture(from, options)) texts.push(text_of(raw));
  } catch (error) {
    return { texts, code: error.code, message: error.message };
  }
  return { texts };
}

describe('read_capture', () => {
  const folder = temporary_folder();
  const file = folder.write('ten.pcap', FILE);
  after(() => folder.remove());

  describe('sources', () => {
    const sources = {
      'a path': () => file,
      'a file: URL': () => pathToFileURL(file),
      'a Buffer': () => FILE,
      'an ArrayBuffer': () => new Uint8Array(FILE).buffer,
      'a Blob': () => new Blob([FILE]),
      'a web stream': () => new Blob([FILE]).stream(),
      'a stream': () => fs.createReadStream(file, { highWaterMark: 13 }),
      'a generator': () =>
        (function* () {
          for (const byte of FILE) yield Uint8Array.of(byte);
        })(),
      'an async generator': () =>
        (async function* () {
          yield FILE.subarray(0, 30);
          yield new Uint8Array(0);
          yield new Uint8Array(FILE.subarray(30)).buffer;
        })(),
    };
    for (const [name, open] of Object.entries(sources)) {
      it(`reads ${name}`, async () => {
        assert.deepEqual(await texts_of(open()), { texts: TEXTS });
      });
    }

    it('refuses what is no source', () => {
      for (const from of [undefined, null, 5, {}, () => {}]) {
        assert.throws(() => read_capture(from), { code: 'ERR_PCAP_OPTION' });
      }
    });

    it('ends a stream of text with an error', async () => {
      const { code } = await texts_of(new PassThrough({ encoding: 'utf8' }).end(FILE));
      assert.equal(code, 'ERR_PCAP_OPTION');
    });

    it("says a path's error as createOfflineSession does", async () => {
      const found = await texts_of(folder.path('missing.pcap'));
      assert.equal(found.code, 'ENOENT');
      assert.match(found.message, /^can't open .*missing\.pcap: no such file or directory$/);
    });

    it('reads standard input', async () => {
      const script = `
        const { read_capture } = require(${JSON.stringify(require.resolve('../../lib/file'))});
        let packets = 0;
        read_capture('-').on('packet', () => packets++).on('close', () => console.log(packets));`;
      const run = await run_node(script, { input: [FILE] });
      assert.equal(run.stdout, '10\n');
    });

    it("gives a code to a stream's error that has none", async () => {
      async function* broken() {
        yield FILE.subarray(0, 200);
        throw new Error('the disk is on fire');
      }
      const found = await texts_of(broken());
      assert.equal(found.code, 'ERR_PCAP_READ');
      assert.match(found.message, /the disk is on fire/);
      assert.equal(found.texts.length, 2);
    });
  });

  describe('gzip', () => {
    const packed = zlib.gzipSync(FILE);

    it('is found by content, not by name', async () => {
      for (const from of [packed, new Blob([packed]), folder.write('x.pcap', packed)]) {
        assert.deepEqual(await texts_of(from), { texts: TEXTS });
      }
    });

    it('may arrive byte by byte', async () => {
      const bytes = Array.from(packed, (byte) => Uint8Array.of(byte));
      assert.deepEqual(await texts_of(bytes), { texts: TEXTS });
    });

    it('may have several members', async () => {
      const halves = [FILE.subarray(0, 100), FILE.subarray(100)].map((half) => zlib.gzipSync(half));
      assert.deepEqual(await texts_of(Buffer.concat(halves)), { texts: TEXTS });
    });

    it('gives the packets before the place where it was truncated', async () => {
      const found = await texts_of(packed.subarray(0, -6));
      assert.deepEqual(found.texts, TEXTS);
      assert.equal(found.code, 'ERR_PCAP_FILE');
      assert.match(found.message, /truncated gzip file/);
    });

    it('is ERR_PCAP_FILE where it is damaged', async () => {
      const damaged = Buffer.from(packed);
      damaged[60] ^= 0xff;
      assert.equal((await texts_of(damaged)).code, 'ERR_PCAP_FILE');
    });

    it('that contains no capture is none', async () => {
      const { code, message } = await texts_of(zlib.gzipSync('hello'));
      assert.equal(code, 'ERR_PCAP_FILE');
      assert.match(message, /unknown file format/);
    });

    it('names other compression formats', async () => {
      for (const [name, bytes] of [
        ['zstd', Buffer.from('28b52ffd00', 'hex')],
        ['zstd', Buffer.from('5a2a4d1800', 'hex')],
        ['lz4', Buffer.from('02214c1800', 'hex')],
        ['xz', Buffer.from('fd377a5800', 'hex')],
        ['bzip2', Buffer.from('425a683900', 'hex')],
        ['gzip twice', zlib.gzipSync(packed)],
      ]) {
        const { code, message } = await texts_of(bytes);
        assert.equal(code, 'ERR_PCAP_FILE');
        assert.match(message, new RegExp(`it is compressed with ${name}$`));
      }
    });

    it('is inflated piece by piece', async () => {
      const zeros = Buffer.alloc(100_000);
      const head = pcap([{ bytes: zeros }]);
      async function* bomb() {
        for (let i = 0; ; i++) yield i === 0 ? head : head.subarray(24);
      }
      const small = zlib.createGzip();
      const stream = require('node:stream').Readable.from(bomb()).pipe(small);
      let packets = 0;
      const session = read_capture(stream);
      session.on('packet', () => {
        if (++packets === 500) session.close();
      });
      await new Promise((resolve) => session.on('close', resolve));
      stream.destroy();
      assert.equal(packets, 500);
    });
  });

  describe('packets', () => {
    it('are decoded like those of a session', async () => {
      for await (const raw of read_capture(FILE)) {
        assert.equal(decode.packet(raw).payload.payload.payload.dport, 2000);
        assert.equal(raw.link_type, 'LINKTYPE_ETHERNET');
        assert.equal(raw.tv_sec, 1600000000);
        break;
      }
    });

    it('have nanoseconds where they are asked for', async () => {
      const nano = pcap([{ sec: 5, frac: 123456789, bytes: udp_frame('x') }], { nano: true });
      for await (const raw of read_capture(nano, { tstamp_precision: 'nano' })) {
        assert.deepEqual([raw.tv_nsec, raw.tv_usec], [123456789, 123456]);
      }
      for await (const raw of read_capture(nano)) {
        assert.deepEqual([raw.tv_nsec, raw.tv_usec], [undefined, 123456]);
      }
    });

    it('pass a filter function', async () => {
      const filter = (raw) => /[37]$/.test(text_of(raw));
      assert.deepEqual((await texts_of(FILE, { filter })).texts, ['packet 3', 'packet 7']);
    });

    it('stay as they were', async () => {
      const kept = [];
      for await (const raw of read_capture(pcap(numbered(5000)))) kept.push(raw);
      assert.deepEqual(
        kept.map(text_of),
        Array.from({ length: 5000 }, (_, i) => `packet ${i}`),
      );
    });

    it('need no memory for lengths that a file only claims', async () => {
      const lie = pcapng([1], [{ face: 0, bytes: Buffer.alloc(4) }]);
      lie.writeUInt32LE(16 * 1024 * 1024, lie.length - 36 + 4);
      const before = process.memoryUsage().arrayBuffers;
      const { code } = await texts_of(lie);
      assert.equal(code, 'ERR_PCAP_FILE');
      assert.ok(process.memoryUsage().arrayBuffers - before < 1024 * 1024);
    });
  });

  describe('options', () => {
    it('are checked before anything is opened', () => {
      assert.throws(() => read_capture('missing', { filter: 'tcp' }), {
        code: 'ERR_PCAP_OPTION',
        message: /filter must be a function/,
      });
      assert.throws(() => read_capture(FILE, { tstamp_precision: 'pico' }), {
        code: 'ERR_PCAP_OPTION',
      });
      assert.throws(() => read_capture(FILE, { signal: 1 }), { code: 'ERR_PCAP_OPTION' });
    });

    it('signal closes the session', async () => {
      const controller = new AbortController();
      const session = read_capture(FILE, { signal: controller.signal });
      const events = [];
      session.on('packet', () => controller.abort());
      session.on('packet', () => events.push('packet'));
      session.on('complete', () => events.push('complete'));
      await new Promise((resolve) => session.on('close', resolve));
      assert.deepEqual(events, ['packet']);
      assert.throws(() => read_capture(FILE, { signal: controller.signal }), {
        name: 'AbortError',
      });
    });
  });
});

describe('FileSession', () => {
  /** Names of events until the session closes. */
  async function events_of(session) {
    const events = [];
    for (const name of ['packet', 'complete', 'error']) {
      session.on(name, (value) => events.push(name === 'packet' ? text_of(value) : name));
    }
    await new Promise((resolve) => session.on('close', resolve));
    return events;
  }

  it("emits 'packet' for each, 'complete', 'close'", async () => {
    const session = new FileSession(FILE);
    assert.equal(session.link_type, null);
    assert.equal(session.opened, true);
    assert.deepEqual(await events_of(session), [...TEXTS, 'complete']);
    assert.equal(session.link_type, 'LINKTYPE_ETHERNET');
    assert.equal(session.opened, false);
  });

  it("emits 'error' after the good packets of a truncated file, and no 'complete'", async () => {
    const events = await events_of(new FileSession(FILE.subarray(0, -1)));
    assert.deepEqual(events, [...TEXTS.slice(0, 9), 'error']);
  });

  it('does not read before it is asked to', async () => {
    let asked = false;
    const from = (function* () {
      asked = true;
      yield FILE;
    })();
    const session = new FileSession(from);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(asked, false);
    session.close();
  });

  it('delivers nothing between pause() and resume()', async () => {
    const session = new FileSession(FILE);
    const events = [];
    session.on('packet', (raw) => {
      events.push(text_of(raw));
      session.pause();
      assert.equal(session.is_paused(), true);
      setImmediate(() => {
        events.push('resume');
        session.resume();
      });
    });
    await new Promise((resolve) => session.on('close', resolve));
    assert.deepEqual(
      events.filter((name) => name !== 'resume'),
      TEXTS,
    );
    assert.equal(events[1], 'resume');
  });

  it('delivers nothing after close() in a listener', async () => {
    const session = new FileSession(FILE);
    session.on('packet', () => session.close());
    assert.deepEqual(await events_of(session), ['packet 0']);
  });

  it('closes once, also before it has begun', async () => {
    const session = new FileSession(FILE);
    let closed = 0;
    session.on('close', () => closed++);
    session.close();
    session.close();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(closed, 1);
  });

  it('closes while its source is waiting', async () => {
    const from = new PassThrough();
    from.write(FILE);
    const session = new FileSession(from);
    session.on('packet', (raw) => {
      if (text_of(raw) === 'packet 9') setImmediate(() => session.close());
    });
    await new Promise((resolve) => session.on('close', resolve));
    assert.equal(from.destroyed, true);
  });

  it('is left by break, which closes it', async () => {
    const from = new PassThrough();
    from.write(FILE);
    const session = new FileSession(from);
    const closed = new Promise((resolve) => session.on('close', resolve));
    for await (const raw of session) {
      assert.equal(text_of(raw), 'packet 0');
      break;
    }
    assert.equal(session.opened, false);
    await closed;
  });

  it('waits for a slow consumer', async () => {
    let given = 0;
    const bytes = pcap(numbered(20_000));
    const from = (function* () {
      for (let at = 0; at < bytes.length; at += 1000) {
        given++;
        yield bytes.subarray(at, at + 1000);
      }
    })();
    for await (const raw of new FileSession(from)) {
      assert.ok(raw);
      await new Promise((resolve) => setImmediate(resolve));
      break;
    }
    assert.ok(given < 100, `${given} chunks were read`);
  });

  it('loses nothing but the packet of a handler that throws', async () => {
    const script = `
      const { read_capture } = require(${JSON.stringify(require.resolve('../../lib/file'))});
      process.on('uncaughtException', (error) => console.log(error.message));
      let packets = 0;
      const session = read_capture('-');
      session.on('packet', () => { if (++packets === 3) throw new Error('mine'); });
      session.on('complete', () => console.log(packets));`;
    const run = await run_node(script, { input: [FILE] });
    assert.equal(run.stdout, 'mine\n10\n');
  });

  it('calls listeners in the async context of its creation', async () => {
    const storage = new AsyncLocalStorage();
    const session = storage.run('mine', () => new FileSession(FILE));
    const seen = new Set();
    session.on('packet', () => seen.add(storage.getStore()));
    await new Promise((resolve) => session.on('close', resolve));
    assert.deepEqual([...seen], ['mine']);
  });

  it('gives timers their turn', async () => {
    const session = new FileSession(pcap(numbered(50_000)));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    session.on('packet', (raw) => raw.buf.toString('hex').toUpperCase());
    await new Promise((resolve) => session.on('close', resolve));
    clearInterval(timer);
    assert.ok(turns > 0);
  });
});
