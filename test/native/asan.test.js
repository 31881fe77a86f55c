'use strict';

// The addon itself under AddressSanitizer and UndefinedBehaviorSanitizer, in children.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { prelude, root, run_node } = require('../helpers/child');
const { can_make_namespaces } = require('../helpers/netns');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');

/** Where node-gyp found the headers when it built the addon. */
function header_folder() {
  const config = fs.readFileSync(path.join(root, 'build', 'config.gypi'), 'utf8');
  return path.join(/"nodedir": "([^"]*)"/.exec(config)[1], 'include', 'node');
}

/** Builds the addon with sanitizers; returns the path of their library, to be preloaded. */
function build(addon) {
  const sources = fs
    .readdirSync(path.join(root, 'src'), { recursive: true })
    .filter((name) => name.endsWith('.c') && name !== 'libpcap_dl.c');
  const flags = ['-shared', '-fPIC', '-std=c11', '-D_GNU_SOURCE', '-DNAPI_VERSION=8', '-g', '-O1'];
  execFileSync('gcc', [
    ...flags,
    '-fno-omit-frame-pointer',
    '-fsanitize=address,undefined',
    '-fno-sanitize-recover=undefined',
    `-I${header_folder()}`,
    '-o',
    addon,
    ...sources.map((name) => path.join(root, 'src', name)),
    '-lpcap',
  ]);
  return execFileSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim();
}

describe('the addon under AddressSanitizer', function () {
  const folder = temporary_folder();
  after(() => folder.remove());
  const file = JSON.stringify(folder.write('some.pcap', pcap(numbered(5000))));
  let options;

  before(function () {
    if (process.platform !== 'linux' || !fs.existsSync('/usr/bin/gcc')) {
      console.log('      skipped: needs gcc on Linux');
      this.skip();
    }
    const addon = folder.path('pcap_binding.node');
    const library = build(addon);
    const hook = folder.write(
      'hook.js',
      `const name = require.resolve(${JSON.stringify(path.join(root, 'lib', 'capture', 'binding.js'))});
       require.cache[name] = { id: name, filename: name, loaded: true, children: [],
         exports: require(${JSON.stringify(addon)}) };`,
    );
    options = {
      flags: ['--expose-gc', '--require', hook],
      env: { LD_PRELOAD: library, ASAN_OPTIONS: 'detect_leaks=0:exitcode=99' },
      limit: 120000,
    };
  });

  async function run(body) {
    const out = await run_node(body, options);
    assert.equal(out.signal, null, out.stderr);
    assert.equal(out.code, 0, out.stderr);
    return out.json;
  }

  it('reads, filters, pauses, closes and collects', async () => {
    const [count] = await run(`
      assert.ok(fs.readFileSync('/proc/self/maps', 'utf8').includes('libasan'));
      let count = 0;
      for (let i = 0; i < 60; i++) {
        const session = createOfflineSession(${file}, { filter: i % 3 ? 'udp' : '' });
        session.on('packet', (raw) => {
          count += raw.buf.length > 0;
          if (i % 4 === 1) session.close();
          if (i % 4 === 2 && count % 100 === 0) session.set_filter('udp port 2000');
          if (i % 4 === 3 && count % 999 === 0) {
            session.pause();
            setImmediate(() => session.resume());
          }
        });
        if (i % 5 !== 4) await once(session, 'close');
        if (i % 10 === 0) await collect();
      }
      print(count);`);
    assert.ok(count > 100000);
  });

  it('writes files and matches filters', async () => {
    const [counts] = await run(`
      const { create_dump_file } = require(${JSON.stringify(path.join(root, 'lib/capture/dump_file.js'))});
      const { compile_filter } = require(${JSON.stringify(path.join(root, 'lib/capture/filter.js'))});
      const filter = compile_filter('udp port 2000');
      const dump = create_dump_file(${JSON.stringify(folder.path('out.pcap'))});
      const session = createOfflineSession(${file});
      let matched = 0;
      session.on('packet', (raw) => { dump.write(raw); matched += filter.matches(raw); });
      await once(session, 'complete');
      dump.close();
      print([matched, fs.statSync(${JSON.stringify(folder.path('out.pcap'))}).size ===
        fs.statSync(${file}).size]);`);
    assert.deepEqual(counts, [5000, true]);
  });

  it('reads pipes and gzip, cut anywhere, closed anywhere', async () => {
    const fifo = JSON.stringify(folder.path('fifo'));
    const [count] = await run(`
      const zlib = require('node:zlib');
      require('child_process').execFileSync('mkfifo', [${fifo}]);
      const plain = fs.readFileSync(${file}).subarray(0, 30000);
      const flags = fs.constants.O_RDWR | fs.constants.O_NONBLOCK;
      let count = 0;
      for (let i = 0; i < 120; i++) {
        const bytes = i % 2 ? plain : zlib.gzipSync(plain);
        const writer = fs.openSync(${fifo}, flags);
        const session = createOfflineSession(${fifo}, i % 3 ? '' : 'udp');
        const closed = new Promise((resolve) => session.on('close', resolve));
        session.on('error', () => {});
        session.on('packet', () => {
          count++;
          if (i % 5 === 4) session.close();
        });
        const size = (i * 7919) % bytes.length;
        for (let at = 0; at < size; at += 4001) {
          fs.writeSync(writer, bytes.subarray(at, Math.min(at + 4001, size)));
          await tick();
        }
        if (i % 7 === 6) session.close();
        fs.closeSync(writer);
        await closed;
      }
      print(count);`);
    assert.ok(count > 1000);
  });

  it('captures, is closed in handlers, and in workers that are ended', async function () {
    if (!can_make_namespaces()) {
      console.log('        skipped: needs root, to capture');
      this.skip();
    }
    const body = `
      const session = createSession('lo', { buffer_size: 1 << 20, buffer_timeout: 0 });
      session.on('packet', () => {});
      require('worker_threads').parentPort.postMessage('on');`;
    await run(`
      for (let i = 0; i < 6; i++) {
        const session = createSession('lo', { filter: 'udp port 9999', buffer_timeout: 0 });
        const closed = once(session, 'close');
        session.on('packet', () => session.close());
        const worker = new Worker(${JSON.stringify(prelude + body)}, { eval: true,
          execArgv: process.execArgv.slice(1) }); // a worker takes no --expose-gc
        await once(worker, 'message');
        await send(3, 9999, '127.0.0.1', () => 'x'.repeat(5000));
        await closed;
        await worker.terminate();
        await collect();
      }
      print(1);`);
  });
});
