'use strict';

// Sessions on pipes, whose writers stop wherever they like.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');

const { createOfflineSession } = require('../../lib/capture/session');
const { run_node } = require('../helpers/child');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');

const HEADER = 24;
const text_of = (raw) => raw.buf.toString('latin1', 42);
const tick = () => new Promise(setImmediate);

describe('a session on a pipe', function () {
  const folder = temporary_folder();
  after(() => folder.remove());
  const three = pcap(numbered(3));
  const half = three.length - 50; // in the third packet
  let count = 0;
  let fifo;
  let writer;

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    fifo = folder.path(`fifo-${++count}`);
    execFileSync('mkfifo', [fifo]);
    writer = fs.openSync(fifo, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
  });
  afterEach(() => hang_up());

  function hang_up() {
    if (writer !== null) fs.closeSync(writer);
    writer = null;
  }

  const write = (bytes) => fs.writeSync(writer, bytes);

  /** A session that collects what it emits: texts of packets, names of the other events. */
  function listen(options) {
    const session = createOfflineSession(fifo, options);
    const seen = [];
    const closed = new Promise((resolve) => session.on('close', resolve));
    session.on('packet', (raw) => seen.push(text_of(raw)));
    session.on('error', (error) => seen.push(error.code));
    for (const name of ['complete', 'close']) session.on(name, () => seen.push(name));
    return { session, seen, closed };
  }

  /** Some rounds of the event loop, until seen has so many entries. */
  async function until(seen, length) {
    while (seen.length < length) await tick();
  }

  it('waits for the rest of a packet while timers run', async () => {
    const { seen, closed } = listen();
    write(three.subarray(0, half));
    await until(seen, 2);
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(seen, ['packet 0', 'packet 1']);
    write(three.subarray(half));
    await until(seen, 3);
    hang_up();
    await closed;
    assert.deepEqual(seen, ['packet 0', 'packet 1', 'packet 2', 'complete', 'close']);
  });

  it('takes the header and packets byte by byte, each packet with its last byte', async () => {
    const { session, seen, closed } = listen();
    for (let at = 0; at < three.length; at++) {
      assert.equal(session.link_type, at < HEADER ? null : 'LINKTYPE_ETHERNET', `${at}`);
      write(three.subarray(at, at + 1));
      if (at + 1 === HEADER) while (session.link_type === null) await tick();
      else await tick();
    }
    await until(seen, 3);
    session.close();
    await closed;
    assert.deepEqual(seen, ['packet 0', 'packet 1', 'packet 2', 'close']);
  });

  it('whose writer closes within a packet gives the good ones, then an error', async () => {
    const { session, seen, closed } = listen();
    let text;
    session.on('error', (error) => (text = error.message));
    write(three.subarray(0, half));
    hang_up();
    await closed;
    assert.match(text, /truncated/);
    assert.deepEqual(seen, ['packet 0', 'packet 1', 'ERR_PCAP_FILE', 'close']);
  });

  it('whose writer closes within the header is an error', async () => {
    const { seen, closed } = listen();
    write(three.subarray(0, 10));
    hang_up();
    await closed;
    assert.deepEqual(seen, ['ERR_PCAP_FILE', 'close']);
  });

  it('knows its link type at once when the header is there', () => {
    write(three.subarray(0, HEADER));
    const session = createOfflineSession(fifo);
    assert.equal(session.link_type, 'LINKTYPE_ETHERNET');
    session.close();
  });

  it('refuses what is no capture, as soon as that is known', async () => {
    write('GET /');
    assert.throws(() => createOfflineSession(fifo), { code: 'ERR_PCAP_FILE' });
    const { seen, closed } = listen();
    write('GET /');
    await closed;
    assert.deepEqual(seen, ['ERR_PCAP_FILE', 'close']);
  });

  it('checks the filter when the header is there', async () => {
    write(three);
    assert.throws(() => createOfflineSession(fifo, 'no such thing'), { code: 'ERR_PCAP_FILTER' });
    const { seen, closed } = listen('no such thing');
    write(three);
    await closed;
    assert.deepEqual(seen, ['ERR_PCAP_FILTER', 'close']);
  });

  it('filters, also by a filter that is set before the header is there', async () => {
    const { session, seen, closed } = listen('tcp');
    session.set_filter('udp');
    write(three);
    hang_up();
    await closed;
    assert.deepEqual(seen, ['packet 0', 'packet 1', 'packet 2', 'complete', 'close']);
  });

  it('is closed while it waits: for the header, and within a packet', async () => {
    const descriptors = () => fs.readdirSync('/dev/fd').length;
    for (const size of [0, 10, half]) {
      const { session, seen, closed } = listen();
      const before = descriptors();
      write(three.subarray(0, size));
      await until(seen, size === half ? 2 : 0);
      await tick();
      session.close();
      await closed;
      assert.equal(seen.at(-1), 'close');
      assert.equal(descriptors(), before - 1);
    }
  });

  it('delivers nothing while it is paused, and all afterwards', async () => {
    const { session, seen, closed } = listen();
    write(three.subarray(0, half));
    await until(seen, 2);
    session.pause();
    write(three.subarray(half));
    write(three.subarray(HEADER));
    hang_up();
    await tick();
    await tick();
    assert.equal(seen.length, 2);
    session.resume();
    await closed;
    assert.equal(seen.length, 8);
    assert.deepEqual(seen.slice(-2), ['complete', 'close']);
  });

  it('is paused in a packet with more of them read already, and goes on', async () => {
    const { session, seen } = listen();
    session.once('packet', () => session.pause());
    write(three);
    await until(seen, 1);
    await tick();
    assert.equal(seen.length, 1);
    session.resume();
    await until(seen, 3);
    session.close();
  });

  it('writes outfile once the link type is known', async () => {
    const outfile = folder.path('out.pcap');
    const { seen, closed } = listen({ outfile });
    assert.ok(!fs.existsSync(outfile));
    write(three);
    hang_up();
    await closed;
    assert.equal(seen.length, 5);
    assert.ok(fs.readFileSync(outfile).subarray(HEADER).equals(three.subarray(HEADER)));
  });

  it('can be iterated', async () => {
    const session = createOfflineSession(fifo);
    write(three.subarray(0, half));
    const texts = [];
    for await (const raw of session) {
      texts.push(text_of(raw));
      if (texts.length === 2) {
        write(three.subarray(half));
        hang_up();
      }
    }
    assert.deepEqual(texts, ['packet 0', 'packet 1', 'packet 2']);
  });

  it('is read by JavaScript where descriptors can not be polled, as in Bun', async () => {
    const out = await run_node(
      `require(${JSON.stringify(require.resolve('../../lib/capture/binding'))}).can_poll = false;
       assert.throws(() => createOfflineSession('/nonexistent'), { code: 'ENOENT' });
       const session = createOfflineSession('-', 'udp');
       const texts = [];
       session.on('packet', (raw) => {
         texts.push(raw.buf.toString('latin1', 42));
         if (texts.length === 2) process.stderr.write('more');
       });
       session.on('complete', () => print(texts));`,
      { input: [three.subarray(0, half), three.subarray(half)] },
    );
    assert.deepEqual(out.json, [['packet 0', 'packet 1', 'packet 2']], out.stderr);
  });

  it('that is standard input leaves signals alive, and is no reason to stay after close', async () => {
    for (const size of [0, 10, half]) {
      const out = await run_node(
        `const session = createOfflineSession('-');
         session.on('packet', () => {});
         process.once('SIGINT', () => { print('signal'); session.close(); });
         await tick();
         await tick();
         process.kill(process.pid, 'SIGINT');
         await once(session, 'close');
         process.stderr.write('more');`,
        { input: [three.subarray(0, size), Buffer.alloc(0)] },
      );
      assert.equal(out.code, 0, out.stderr);
      assert.deepEqual(out.json, ['signal']);
    }
  });
});
