'use strict';

// Sessions on compressed files: gzip is read, others are named.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const zlib = require('node:zlib');

const { createOfflineSession } = require('../../lib/capture/session');
const { run_node } = require('../helpers/child');
const { numbered, pcap, pcapng, temporary_folder, udp_frame } = require('../helpers/savefile');

const COUNT = 5000;
const text_of = (raw) => raw.buf.toString('latin1', 42);

describe('a session on a gzip file', () => {
  const folder = temporary_folder();
  after(() => folder.remove());
  const plain = pcap(numbered(COUNT));
  const zipped = zlib.gzipSync(plain);
  const file = folder.write('some.pcap', zipped); // known by its content, not by its name

  /** Texts of the packets, and the other events in order. */
  async function read(session) {
    const texts = [];
    const events = [];
    session.on('packet', (raw) => texts.push(text_of(raw)));
    session.on('error', (error) => events.push(`${error.code} ${error.message}`));
    session.on('complete', () => events.push('complete'));
    await new Promise((resolve) => session.on('close', resolve));
    return { texts, events };
  }

  it('delivers what the file contains', async () => {
    const session = createOfflineSession(file);
    const { texts, events } = await read(session);
    assert.equal(session.link_type, 'LINKTYPE_ETHERNET');
    assert.deepEqual(events, ['complete']);
    assert.deepEqual(
      texts,
      Array.from({ length: COUNT }, (_, i) => `packet ${i}`),
    );
  });

  it('filters, and takes a new filter', async () => {
    const session = createOfflineSession(file, 'tcp');
    session.once('packet', () => assert.fail('is TCP'));
    session.set_filter('udp');
    session.removeAllListeners('packet');
    let count = 0;
    session.on('packet', () => {
      if (++count === 10) session.set_filter('tcp');
    });
    await new Promise((resolve) => session.on('complete', resolve));
    assert.equal(count, 10);
  });

  it('checks the filter when the header is there', async () => {
    const { events } = await read(createOfflineSession(file, 'no such thing'));
    assert.match(events[0], /^ERR_PCAP_FILTER /);
  });

  it('that is a pcapng with several link types is delivered, too', async () => {
    const packets = [0, 1, 0].map((face) => ({ face, bytes: udp_frame('text') }));
    const path = folder.write('ng.gz', zlib.gzipSync(pcapng([1, 101], packets)));
    const types = [];
    const session = createOfflineSession(path);
    session.on('packet', (raw) => types.push(raw.link_type));
    await new Promise((resolve) => session.on('complete', resolve));
    assert.deepEqual(types, ['LINKTYPE_ETHERNET', 'LINKTYPE_RAW', 'LINKTYPE_ETHERNET']);
  });

  it('that is truncated or damaged gives the good packets, then an error', async () => {
    const cut = folder.write('cut.gz', zipped.subarray(0, -2000));
    const { texts, events } = await read(createOfflineSession(cut));
    assert.ok(texts.length > 1000 && texts.length < COUNT, `${texts.length}`);
    assert.equal(texts.at(-1), `packet ${texts.length - 1}`);
    assert.deepEqual(events, [`ERR_PCAP_FILE can't read on in ${cut}: truncated gzip file`]);
    const damaged = folder.write(
      'damaged.gz',
      Buffer.from(zipped).fill(0xff, zipped.length - 3000),
    );
    const second = await read(createOfflineSession(damaged));
    assert.ok(second.texts.length > 1000);
    assert.match(second.events[0], /^ERR_PCAP_FILE /);
  });

  it('whose content is cut tells that', async () => {
    const cut = folder.write('inner.gz', zlib.gzipSync(plain.subarray(0, -10)));
    const { texts, events } = await read(createOfflineSession(cut));
    assert.equal(texts.length, COUNT - 1);
    assert.match(events[0], /^ERR_PCAP_FILE .*truncated/);
  });

  it('is paused, iterated, closed', async () => {
    const session = createOfflineSession(file);
    let count = 0;
    for await (const raw of session) {
      assert.equal(text_of(raw), `packet ${count}`);
      if (++count === 4000) break;
      if (count % 1000 === 0) {
        session.pause();
        await new Promise(setImmediate);
        session.resume();
      }
    }
    assert.equal(session.opened, false);
    assert.throws(() => session.set_filter(''), { code: 'ERR_PCAP_CLOSED' });
  });

  it('writes outfile', async () => {
    const outfile = folder.path('out.pcap');
    await read(createOfflineSession(file, { outfile }));
    assert.ok(fs.readFileSync(outfile).equals(plain));
  });

  it('that is a pipe, known by its first bytes, is inflated as it comes', async () => {
    const out = await run_node(
      `const session = createOfflineSession('-', 'udp');
       let n = 0;
       session.on('packet', () => { if (n++ === 0) process.stderr.write('more'); });
       session.on('complete', () => print([n, session.link_type]));
       setImmediate(() => process.stderr.write('rest'));`,
      { input: [zipped.subarray(0, 1), zipped.subarray(1, 3000), zipped.subarray(3000)] },
    );
    assert.deepEqual(out.json, [[COUNT, 'LINKTYPE_ETHERNET']], out.stderr);
  });

  it('that is a named pipe is inflated, and left when it is closed', async () => {
    const fifo = folder.path('fifo');
    execFileSync('mkfifo', [fifo]);
    const writer = fs.openSync(fifo, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
    fs.writeSync(writer, zipped.subarray(0, 8000));
    const session = createOfflineSession(fifo);
    await new Promise((resolve) => session.once('packet', resolve));
    session.close();
    fs.closeSync(writer);
  });

  it('that contains another, or zstd, is an error', async () => {
    const twice = folder.write('twice.gz', zlib.gzipSync(zipped));
    const inner = folder.write('inner.zst.gz', zlib.gzipSync(Buffer.from('28b52ffd00', 'hex')));
    for (const [path, name] of [
      [twice, 'gzip twice'],
      [inner, 'zstd'],
    ]) {
      const { texts, events } = await read(createOfflineSession(path));
      assert.deepEqual(texts, []);
      assert.deepEqual(events, [`ERR_PCAP_FILE can't read ${path}: it is compressed with ${name}`]);
    }
  });

  for (const [name, magic] of [
    ['zstd', '28b52ffd'],
    ['zstd', '502a4d18'], // of pzstd
    ['lz4', '04224d18'],
    ['lz4', '02214c18'], // the legacy frame
    ['xz', 'fd377a585a00'],
    ['bzip2', '425a6839'],
  ]) {
    it(`names ${name} (${magic}), of a file and of standard input`, async () => {
      const path = folder.write(`some.${name}`, Buffer.from(`${magic}00000000`, 'hex'));
      assert.throws(() => createOfflineSession(path), {
        code: 'ERR_PCAP_FILE',
        message: `can't read ${path}: it is compressed with ${name}`,
      });
      const out = await run_node(
        `createOfflineSession('-').on('error', (error) => print([error.code, error.message])).resume();`,
        { input: [fs.readFileSync(path)] },
      );
      assert.deepEqual(out.json, [
        ['ERR_PCAP_FILE', `can't read -: it is compressed with ${name}`],
      ]);
    });
  }
});
