'use strict';

// Opening, closing, collecting, ending: in children, which may crash.

const assert = require('node:assert/strict');
const path = require('node:path');

const { prelude, root, run_node } = require('../helpers/child');
const { can_make_namespaces } = require('../helpers/netns');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');

const gc = { flags: ['--expose-gc'], limit: 60000 };

describe('the life of a session', () => {
  const folder = temporary_folder();
  after(() => folder.remove());
  const file = JSON.stringify(folder.write('some.pcap', pcap(numbered(5000))));

  async function run(body, options) {
    const out = await run_node(body, { ...gc, ...options });
    assert.equal(out.signal, null, out.stderr);
    assert.equal(out.code, 0, out.stderr);
    return out.json;
  }

  it('two thousand files leave no descriptor open: closed, read or dropped', async () => {
    const [result] = await run(`
      const before = descriptors();
      let complete = 0;
      for (let i = 0; i < 2000; i++) {
        const session = createOfflineSession(${file});
        if (i % 4 === 0) session.close();
        if (i % 4 === 1) session.on('packet', () => session.close());
        if (i % 4 === 2) session.pause().on('packet', () => {});
        if (i % 200 === 3) { session.on('complete', () => complete++); await once(session, 'close'); }
        if (i % 100 === 0) await collect();
      }
      await collect();
      print([descriptors() - before, complete]);`);
    assert.deepEqual(result, [0, 10]);
  });

  it('memory is flat over cycles of opening and closing', async () => {
    const [grown] = await run(`
      const cycles = async (n) => {
        for (let i = 0; i < n; i++) {
          const session = createOfflineSession(${file});
          session.on('packet', () => {});
          if (i % 2) await once(session, 'complete');
          else { await tick(); session.close(); }
          if (i % 50 === 0) await collect();
        }
      };
      await cycles(500);
      await collect();
      const before = process.memoryUsage.rss();
      await cycles(1500);
      await collect();
      print((process.memoryUsage.rss() - before) / 2 ** 20);`);
    assert.ok(grown < 20, `${grown} MiB`);
  });

  it('a session that is not referenced, and that does not read, is collected', async () => {
    const [collected] = await run(`
      let collected = 0;
      const registry = new FinalizationRegistry(() => collected++);
      for (let i = 0; i < 100; i++) {
        const session = createOfflineSession(${file});
        session.on('close', () => {});
        registry.register(session, i);
      }
      await collect();
      await collect();
      print(collected);`);
    assert.ok(collected >= 99, `${collected} of 100`);
  });

  it('memory is flat while nothing is kept of a large file', async () => {
    const large = folder.write('large.pcap', pcap(numbered(20000, () => 'x'.repeat(1400))));
    const [grown] = await run(`
      const read = async () => {
        const session = createOfflineSession(${JSON.stringify(large)});
        let bytes = 0;
        session.on('packet', (raw) => { bytes += raw.buf.length; });
        await once(session, 'complete');
      };
      for (let i = 0; i < 5; i++) await read();
      const before = process.memoryUsage.rss();
      for (let i = 0; i < 20; i++) await read();
      print((process.memoryUsage.rss() - before) / 2 ** 20);`);
    assert.ok(grown < 40, `${grown} MiB over 560 MiB read`);
  });

  it('the binding refuses receivers and arguments that are none of its own', async () => {
    const [codes] = await run(`
      const binding = require(${JSON.stringify(path.join(root, 'lib', 'capture', 'binding.js'))});
      const state = new Int32Array(binding.STATE.SIZE);
      const session = new binding.Session(state);
      const filter = new binding.Filter('tcp', 'LINKTYPE_ETHERNET', 100, -1);
      const wrong = [
        () => binding.Session.prototype.read.call({}),
        () => binding.Session.prototype.read.call(filter, Buffer.alloc(10), 0, false),
        () => filter.matches.call(session, Buffer.alloc(10), 10),
        () => new binding.Session(5),
        () => new binding.Session(new Int32Array(1)),
        () => session.open_live(),
        () => session.open_offline({ path: 5, nano: false }),
        () => new binding.Session(state).read(Buffer.alloc(10), 0, false),
        () => filter.matches('text', 4),
        () => new binding.Filter('tcp', 'nonsense', 100, -1),
        () => binding.pipe_has_room('1'),
        () => binding.enlarge_pipe(),
      ];
      session.open_offline({ path: ${file}, nano: false });
      wrong.push(() => session.read(Buffer.alloc(10), 11, false),
        () => session.read(Buffer.alloc(10), -1, false),
        () => session.read({}, 0, false),
        () => session.refilter(Buffer.alloc(10), 5, 4, false),
        () => session.set_filter(5),
        () => session.open_offline({ path: ${file}, nano: false }));
      print(wrong.map((call) => { try { call(); return 'nothing'; } catch (e) { return e.code ?? e.message; } }));`);
    assert.equal(codes.length, 18);
    assert.ok(
      codes.every((code) =>
        /^ERR_PCAP_(INTERNAL|CLOSED|LINK_TYPE)$|^Illegal invocation$/.test(code),
      ),
      codes.join(' '),
    );
  });

  describe('in workers', () => {
    /** JavaScript that starts a worker running the body of an async function. */
    const worker = (body) =>
      `new Worker(${JSON.stringify(prelude)} + '(async () => {' + ${JSON.stringify(body)} + '})();',
        { eval: true })`;

    it('main thread and eight workers read side by side', async () => {
      const body = `
        const session = createOfflineSession(${file});
        let n = 0;
        session.on('packet', () => n++);
        session.on('complete', () => require('worker_threads').parentPort.postMessage(n));`;
      const [counts] = await run(`
        const workers = Array.from({ length: 8 }, () => ${worker(body)});
        const counts = workers.map((worker) => once(worker, 'message'));
        const session = createOfflineSession(${file});
        let n = 0;
        session.on('packet', () => n++);
        await once(session, 'complete');
        print([n, ...(await Promise.all(counts)).flat()]);`);
      assert.deepEqual(counts, new Array(9).fill(5000));
    });

    it('a worker that is ended while it reads leaves nothing behind', async () => {
      const body = `
        for (;;) {
          const session = createOfflineSession(${file});
          session.once('packet', () => require('worker_threads').parentPort.postMessage('on'));
          await once(session, 'complete');
        }`;
      const [left] = await run(`
        const first = ${worker(body)};
        await once(first, 'message');
        await first.terminate();
        const before = descriptors();
        for (let i = 0; i < 10; i++) {
          const each = ${worker(body)};
          await once(each, 'message');
          await each.terminate();
        }
        print(descriptors() - before);`);
      assert.equal(left, 0);
    });

    it('a worker that is ended while it captures leaves nothing behind', async function () {
      if (!can_make_namespaces()) {
        console.log('        skipped: needs root, to capture');
        this.skip();
      }
      const body = `
        const { parentPort } = require('worker_threads');
        const session = createSession('lo', { buffer_size: 1 << 20, buffer_timeout: 1 });
        session.on('packet', () => {});
        const closing = createSession('lo', { buffer_size: 1 << 20 });
        closing.on('packet', () => {});
        await tick();
        parentPort.postMessage('on');
        closing.close();`;
      const [left] = await run(`
        const before = descriptors();
        for (let i = 0; i < 8; i++) {
          const each = ${worker(body)};
          await once(each, i % 2 ? 'message' : 'online');
          await send(20, 9999, '127.0.0.1');
          await each.terminate();
        }
        print(descriptors() - before);`);
      assert.ok(left <= 1, `${left} descriptors`); // one of libuv's own
    });

    it('a process that exits while workers and itself capture does not crash', async function () {
      if (!can_make_namespaces()) {
        console.log('        skipped: needs root, to capture');
        this.skip();
      }
      await run(`
        const body = "const session = createSession('lo'); session.on('packet', () => {});" +
          "require('worker_threads').parentPort.postMessage('on');";
        const worker = new Worker(${JSON.stringify(prelude)} + body, { eval: true });
        await once(worker, 'message');
        const session = createSession('lo', { buffer_timeout: 1 });
        session.on('packet', () => process.exit(0));
        await send(5, 9999, '127.0.0.1');`);
    });
  });
});
