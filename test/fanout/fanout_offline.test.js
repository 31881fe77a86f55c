'use strict';

// Files whose packets are dealt to worker threads.

const assert = require('node:assert/strict');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { gzipSync } = require('node:zlib');

const { createOfflineSession, fanout_offline } = require('../../lib/pcap');
const { warnings } = require('../../lib/warnings');
const { pcap, pcapng, temporary_folder, udp_frame } = require('../helpers/savefile');
const { SETTLED } = require('../../lib/capture/internals');
const { create_dump_file } = require('../../lib/capture/dump_file');

const GOLDEN = path.join(__dirname, '..', 'golden');
const module_of = (name) => path.join(__dirname, 'workers', name);

/** Resolves to { messages: [value, worker], events: [name, event] } when a fan-out has ended. */
function outcome(fanout) {
  const messages = [];
  const events = [];
  fanout.on('message', (value, worker) => messages.push([value, worker]));
  for (const name of ['ready', 'rehash', 'complete', 'error']) {
    fanout.on(name, (...event) => events.push([name, ...event]));
  }
  return new Promise((resolve) => fanout.on('close', () => resolve({ messages, events })));
}

const run = (file, options) => outcome(fanout_offline(file, { workers: 2, ...options }));

/** A packet of a flow. */
const frame_of = (flow) => udp_frame(`flow ${flow}`, { sport: 1024 + flow, dport: 53 });

describe('fanout_offline', function () {
  this.timeout(60000);
  let folder;
  before(() => {
    folder = temporary_folder();
  });
  after(() => folder.remove());

  /** A file of packets whose time stamps are their numbers. */
  function numbered_file(name, count, bytes_of = (i) => frame_of(i % 50)) {
    const file = folder.path(name);
    const packets = Array.from({ length: count }, (_, sec) => ({ sec, bytes: bytes_of(sec) }));
    fs.writeFileSync(file, pcap(packets));
    return file;
  }

  const numbers_of = (messages) =>
    messages.flatMap(([{ numbers }]) => numbers.map(([number]) => number));

  for (const by of [undefined, 'reader']) {
    it(`gives each packet to one worker, in order: by ${by ?? 'themselves'}`, () => all_once(by));
  }

  async function all_once(by) {
    const file = numbered_file('numbered.pcap', 20000);
    const { messages, events } = await run(file, { module: module_of('lister.js'), by });
    assert.deepEqual(events, [['ready'], ['complete']]);
    assert.deepEqual(messages.map(([, worker]) => worker).sort(), [0, 1]);
    for (const [{ numbers, events: told }] of messages) {
      const own = numbers.map(([number]) => number);
      assert.ok(own.length > 1000, `${own.length}`);
      assert.deepEqual(
        own,
        own.toSorted((a, b) => a - b),
      );
      assert.deepEqual(told, [['complete'], ['close']]);
    }
    const all = numbers_of(messages).sort((a, b) => a - b);
    assert.deepEqual(
      all,
      Array.from({ length: 20000 }, (_, i) => i),
    );
  }

  for (const by of [undefined, 'reader']) {
    it(`keeps a flow on one worker: by ${by ?? 'themselves'}`, () => whole_flows(by));
  }

  async function whole_flows(by) {
    const file = numbered_file('flows.pcap', 5000);
    const { messages } = await run(file, { workers: 4, module: module_of('lister.js'), by });
    const owner = new Map();
    for (const [{ numbers }, worker] of messages) {
      for (const [number] of numbers) {
        const flow = number % 50;
        assert.equal(owner.get(flow) ?? worker, worker);
        owner.set(flow, worker);
      }
    }
    assert.equal(owner.size, 50);
    assert.ok(new Set(owner.values()).size > 1);
  }

  for (const by of [undefined, 'reader']) {
    it(`knows each packet's place, and how far all are: by ${by ?? 'themselves'}`, () =>
      places(by));
  }

  async function places(by) {
    const large = (i) => (i % 100 === 0 ? udp_frame('x'.repeat(60000)) : frame_of(i % 50));
    const file = numbered_file('places.pcap', 9000, large);
    for (const options of [{}, { tstamp_precision: 'nano' }, { filter: 'src port 1030' }]) {
      const fanout = fanout_offline(file, { module: module_of('placer.js'), by, ...options });
      const early = []; // places before what was said to be done
      const told = [];
      let done = 0;
      fanout.on('message', ({ number, place }) => {
        if (place < done) early.push(place);
        done = fanout[SETTLED]().place;
        told.push([number, place]);
      });
      await once(fanout, 'close');
      assert.deepEqual(early, []);
      assert.equal(told.length, options.filter === undefined ? 9000 : 180);
      told.sort(([a], [b]) => a - b);
      // One that reads for all counts what passes the filter.
      const is_counted = by === 'reader' && options.filter !== undefined;
      for (const [i, [number, place]] of told.entries()) {
        assert.equal(place, is_counted ? i : number);
      }
      assert.equal(fanout.settled_time(), Infinity);
    }
  }

  it('tells places after the filter has changed, too', async () => {
    const file = numbered_file('refiltered.pcap', 30000);
    const fanout = fanout_offline(file, { module: module_of('placer.js'), max_unread: 1 });
    const seen = [];
    fanout.on('message', ({ number, place }) => seen.push([number, place]));
    await once(fanout, 'message');
    await fanout.set_filter('src port 1030');
    await once(fanout, 'close');
    // What both had sent meanwhile, and their slabs' other packets, come before this.
    const rest = seen.filter(([number]) => number > 20000);
    assert.deepEqual(
      rest.map(([number, place]) => [number % 50, place - number]),
      rest.map(() => [6, 0]),
    );
    assert.equal(rest.length, 200);
  });

  it('reads what a session reads, from golden captures of all kinds', async () => {
    for (const name of ['any.pcap', 'any_sll2.pcap', 'arp_icmp.pcap', 'fragments.pcap']) {
      const file = path.join(GOLDEN, name);
      const wanted = [];
      const session = createOfflineSession(file);
      session.on('packet', ({ tv_sec, link_type, interface: from }) =>
        wanted.push([tv_sec, link_type, from?.name]),
      );
      await new Promise((resolve) => session.on('close', resolve));
      const { messages } = await run(file, { module: module_of('lister.js') });
      const got = messages.flatMap(([{ numbers }]) => numbers);
      assert.deepEqual(got.map(String).sort(), wanted.map(String).sort(), name);
    }
  });

  it('reads gzip', async () => {
    const plain = fs.readFileSync(numbered_file('plain.pcap', 3000));
    const file = folder.path('packed.pcap.gz');
    fs.writeFileSync(file, gzipSync(plain));
    const { messages, events } = await run(file, { module: module_of('lister.js') });
    assert.equal(numbers_of(messages).length, 3000);
    assert.deepEqual(events, [['ready'], ['complete']]);
  });

  it('tells link type, interface and key logs of a pcapng to all workers', async () => {
    const file = folder.path('kinds.pcapng');
    const key_log = `CLIENT_RANDOM ${'00'.repeat(32)} ${'11'.repeat(48)}\n`;
    const dump = create_dump_file(file, { interfaces: [{ name: 'left' }, { name: 'right' }] });
    dump.add_secrets(key_log);
    dump.close();
    const kinds = pcapng(
      [1, 101],
      Array.from({ length: 40 }, (_, i) => ({
        face: i % 2,
        bytes: frame_of(i).subarray(i % 2 === 0 ? 0 : 14),
      })),
      ['ether', 'raw'],
    );
    fs.appendFileSync(file, kinds);
    const { messages } = await run(file, { module: module_of('lister.js') });
    const seen = messages.flatMap(([{ numbers }]) => numbers).map(([, ...kind]) => kind.join(' '));
    assert.deepEqual(new Set(seen), new Set(['LINKTYPE_ETHERNET ether', 'LINKTYPE_RAW raw']));
    assert.equal(seen.length, 40);
    for (const [{ events }] of messages) {
      assert.deepEqual(events[0], ['secrets', key_log, 0]);
    }
  });

  it('keeps nanoseconds, takes packets larger than its buffers, and filters', async () => {
    const large = (i) => (i % 10 === 0 ? udp_frame('x'.repeat(60000)) : frame_of(i));
    const file = numbered_file('large.pcap', 300, large);
    const options = { module: module_of('lister.js'), tstamp_precision: 'nano' };
    assert.equal(numbers_of((await run(file, options)).messages).length, 300);
    const filtered = await run(file, { ...options, filter: 'greater 1000' });
    assert.equal(numbers_of(filtered.messages).length, 30);
    assert.throws(() => fanout_offline(file, { ...options, filter: 'nonsense' }), {
      code: 'ERR_PCAP_FILTER',
    });
  });

  it('gives the good packets of a damaged file before the error', async () => {
    const whole = fs.readFileSync(numbered_file('whole.pcap', 1000));
    const file = folder.path('cut.pcap');
    fs.writeFileSync(file, whole.subarray(0, whole.length - 5));
    const { messages, events } = await run(file, { module: module_of('lister.js') });
    assert.equal(numbers_of(messages).length, 999);
    assert.deepEqual(
      events.map(([name]) => name),
      ['ready', 'error'],
    );
    assert.equal(events[1][1].code, 'ERR_PCAP_FILE');
  });

  it('pauses reading while a worker is behind, where one reads for all', async function () {
    if (process.platform !== 'linux') this.skip(); // position_of asks /proc
    const file = numbered_file('long.pcap', 200000);
    const size = fs.statSync(file).size;
    const options = { module: module_of('slow.js'), max_queued: 1, max_unread: 1, by: 'reader' };
    const fanout = fanout_offline(file, { workers: 2, ...options });
    const result = outcome(fanout);
    await new Promise((resolve) => fanout.once('message', resolve));
    assert.ok(position_of(file) < size / 4, `${position_of(file)} of ${size}`);
    await fanout.terminate();
    assert.deepEqual((await result).events, [['ready']]);
  });

  /** How far this process has read a file that it has open. */
  function position_of(file) {
    const folder_of = '/proc/self/fd';
    const fd = fs.readdirSync(folder_of).find((name) => {
      try {
        return fs.readlinkSync(path.join(folder_of, name)) === fs.realpathSync(file);
      } catch {
        return false; // that of the folder itself
      }
    });
    return Number(/^pos:\s*(\d+)/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))[1]);
  }

  it('a slow reader of few messages gets all of them', async () => {
    const file = numbered_file('messages.pcap', 500);
    const { messages, events } = await run(file, { module: module_of('slow.js'), max_unread: 1 });
    assert.deepEqual(messages.map(([number]) => number).sort((a, b) => a - b).length, 500);
    assert.deepEqual(events, [['ready'], ['complete']]);
  });

  it('gives a module of ES, and data', async () => {
    const file = numbered_file('esm.pcap', 10);
    const module = pathToFileURL(module_of('esm.mjs'));
    const { messages } = await run(file, { module, data: { a: new Map([[1, 2]]) } });
    assert.deepEqual(
      messages.map(([value]) => value).sort((a, b) => a.worker - b.worker),
      [0, 1].map((worker) => ({ worker, workers: 2, data: { a: new Map([[1, 2]]) }, name: file })),
    );
  });

  describe('when a worker dies', () => {
    const once_in_all = (deaths) => ({ times: new SharedArrayBuffer(4), deaths, fatal: 700 });

    for (const by of [undefined, 'reader']) {
      it(`tells, replaces it, and loses no more than it says: by ${by ?? 'themselves'}`, () =>
        replaced(by));
    }

    async function replaced(by) {
      const file = numbered_file('dying.pcap', 30000);
      const data = once_in_all(1);
      const options = { module: module_of('dying.js'), data, max_queued: 1, by };
      const { messages, events } = await run(file, options);
      assert.deepEqual(
        events.map(([name, event]) => [name, event?.reason].join(' ').trim()).sort(),
        ['complete', 'ready', 'rehash died', 'rehash joined'],
      );
      const [, died] = events.find(([, event]) => event?.reason === 'died');
      assert.equal(died.error.code, 'FATAL');
      assert.equal(died.exit_code, 1);
      const numbers = messages.map(([number]) => number);
      assert.equal(new Set(numbers).size, numbers.length, 'none twice');
      assert.ok(numbers.length < 30000 && numbers.length >= 30000 - died.lost, `${died.lost}`);
    }

    it('tells how a thread ended itself', async () => {
      const file = numbered_file('exit.pcap', 1000);
      const data = { ...once_in_all(1), exit_code: 7 };
      const { events } = await run(file, { module: module_of('dying.js'), data });
      const [, died] = events.find(([, event]) => event?.reason === 'died');
      assert.deepEqual([died.exit_code, died.error], [7, undefined]);
      assert.equal(events.at(-1)[0], 'complete');
    });

    it('ends with an error when it is not to be replaced', async () => {
      const file = numbered_file('last.pcap', 200000);
      const data = once_in_all(2);
      const options = { module: module_of('dying.js'), data, max_replacements: 0, workers: 1 };
      const { events } = await run(file, { ...options, max_queued: 1 });
      assert.deepEqual(
        events.map(([name]) => name),
        ['ready', 'rehash', 'error'],
      );
      assert.equal(events[2][1].code, 'ERR_PCAP_WORKER');
      assert.match(events[2][1].message, /worker 0 died.*packet 700/);
    });
  });

  it('is complete only when all workers have read to the end', async () => {
    const file = numbered_file('left.pcap', 20000);
    const { events } = await run(file, { module: module_of('leaver.js') });
    assert.deepEqual(events, [['ready']]);
  });

  it('ends with the error of a module that does not load, or is none', async () => {
    const file = numbered_file('broken.pcap', 10);
    for (const [name, wanted] of [
      ['broken.js', { code: 'BROKEN' }],
      ['wrong.js', { name: 'TypeError' }],
      ['missing.js', { code: 'ERR_MODULE_NOT_FOUND' }],
    ]) {
      const { events } = await run(file, { module: module_of(name) });
      assert.deepEqual(
        events.map(([event]) => event),
        ['error'],
        name,
      );
      assert.throws(() => {
        throw events[0][1];
      }, wanted);
    }
  });

  it('close() waits for what was dealt; terminate() does not wait', async () => {
    const file = numbered_file('closing.pcap', 1000);
    const closing = fanout_offline(file, { module: module_of('lister.js'), workers: 2 });
    const result = outcome(closing);
    await closing.close();
    assert.equal((await result).messages.length, 2);
    assert.equal(closing.close(), closing.close());
    const idle = fanout_offline(file, { module: module_of('idle.js'), workers: 2 });
    const idle_result = outcome(idle);
    await new Promise((resolve) => idle.once('ready', resolve));
    await idle.terminate();
    assert.deepEqual((await idle_result).events, [['ready']]);
  });

  it('closes when its signal is aborted', async () => {
    const file = numbered_file('aborted.pcap', 1000);
    const controller = new AbortController();
    const { signal } = controller;
    const fanout = fanout_offline(file, { module: module_of('lister.js'), workers: 2, signal });
    const result = outcome(fanout);
    controller.abort();
    assert.equal((await result).messages.length, 2);
    const again = () => fanout_offline(file, { module: module_of('lister.js'), signal });
    assert.throws(again, { name: 'AbortError' });
  });

  it('checks its options before anything is opened', (context) => {
    const file = numbered_file('options.pcap', 1);
    const module = module_of('lister.js');
    const wrong = { code: 'ERR_PCAP_OPTION' };
    assert.throws(() => fanout_offline(file, {}), { ...wrong, message: /module is missing/ });
    for (const options of [{ workers: 0 }, { workers: 65 }, { module: 5 }, { max_unread: 0 }]) {
      assert.throws(() => fanout_offline(file, { module, ...options }), wrong);
    }
    const missing = folder.path('missing.pcap');
    assert.throws(() => fanout_offline(missing, { module }), { code: 'ENOENT' });
    const told = [];
    const { handler } = warnings;
    warnings.handler = (text) => told.push(text);
    const fanout = fanout_offline(file, { module, worker: 2, outfile: 'x' });
    fanout.on('close', context);
    warnings.handler = handler;
    assert.match(told[0], /unknown option worker; did you mean workers/);
    assert.match(told[1], /unknown option outfile/);
  });

  it('has no statistics of a file, and replaces its filter', async () => {
    const file = numbered_file('refused.pcap', 20000);
    const options = { module: module_of('idle.js'), workers: 1, max_queued: 1 };
    const fanout = fanout_offline(file, options); // which reads on only when the worker does
    await new Promise((resolve) => fanout.once('message', resolve));
    await assert.rejects(fanout.stats(), { code: 'ERR_PCAP_STATS' });
    await assert.rejects(fanout.set_filter('nonsense'), { code: 'ERR_PCAP_FILTER' });
    await fanout.set_filter('udp');
    assert.equal(fanout.link_type, 'LINKTYPE_ETHERNET');
    assert.equal(fanout.device_name, file);
    assert.equal(fanout.fanout_id, undefined);
    await fanout.terminate();
  });
});
