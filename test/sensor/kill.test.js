'use strict';

// What is killed in the middle of its work, and started again: nothing is lost, and what comes
// twice can be told. On a veth pair in namespaces of the test's own, with a real nats-server in one
// of them.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { createOfflineSession } = require('../../lib/capture/session');
const { create_dump_file } = require('../../lib/capture/dump_file');
const { PacketHash } = require('../../lib/sensor/flow_hash');
const { needs_root, veth_pair } = require('../helpers/netns');
const { temporary_folder } = require('../helpers/savefile');
const { Child, NATSServer, needs_nats, run_pcap } = require('./nats');
const { bare, printed } = require('./sinks');

const PEER = path.join(__dirname, 'peer.js');
const ADDRESS = 'nats://127.0.0.1:4222';
const tick = () => new Promise(setImmediate);

describe('sensors, under load', function () {
  this.timeout(240_000);
  const folder = temporary_folder();
  let pair;
  let bus;
  let web;
  let count = 0;
  const running = new Set();

  before(async function () {
    needs_root(this);
    needs_nats(this);
    pair = veth_pair();
    web = new Child(process.execPath, [PEER, 'serve'], pair.b);
    await web.said(/ready/);
  });
  beforeEach(async () => {
    bus = await new NATSServer({ namespace: pair.a }).start();
  });
  afterEach(async () => {
    for (const child of running) if (!child.has_exited) await child.kill();
    running.clear();
    await bus.remove();
  });
  after(async () => {
    if (web) await web.kill();
    pair?.remove();
    folder.remove();
  });

  function start(...args) {
    const child = run_pcap(args, pair.a);
    running.add(child);
    return child;
  }

  async function start_sensor(...args) {
    const sensor = start('sensor', '-i', pair.dev_a, '--to', ADDRESS, ...args);
    await sensor.said(/Listening on/);
    return sensor;
  }

  /** Requests with these numbers: resolves when all are answered. */
  async function ask(first, last) {
    const child = new Child(process.execPath, [PEER, 'ask', first, last].map(String), pair.a);
    await child.said(/asked/);
    await child.exited;
  }

  const read = () => start('http', '-r', `${ADDRESS}?ack_wait=1000`, '--json');
  const exchanges = (...readers) =>
    readers.flatMap(({ objects }) => objects).filter(({ type }) => type === 'exchange');
  const numbers = (list) => new Set(list.map(({ url }) => Number(url.slice(1))));
  const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const sorted = (set) => [...set].sort((a, b) => a - b);

  /** Each record by its sensor, run and number: those that came twice are the same. */
  function distinct(list) {
    const by_number = new Map();
    for (const record of list) {
      const key = `${record.sensor} ${record.run} ${record.seq}`;
      if (by_number.has(key)) assert.deepEqual(record, by_number.get(key));
      by_number.set(key, record);
    }
    return [...by_number.values()];
  }

  it('lose no record when the server and the consumer are killed', async () => {
    const sensor = await start_sensor('--records', 'http');
    const first = read();
    await ask(1, 50);
    await first.until(() => exchanges(first).length > 0);
    const second_load = ask(51, 150);
    await bus.kill(); // in the middle of the requests
    await second_load;
    await bus.start();
    const third_load = ask(151, 250);
    await first.until(() => exchanges(first).length > 60);
    await first.kill(); // in the middle of its work
    await third_load;
    const second = read();
    await second.until(() => numbers(exchanges(first, second)).size === 250);
    assert.equal(await stopped(sensor), 0, sensor.stderr);
    const all = distinct(exchanges(first, second));
    assert.deepEqual(
      all.map(({ url }) => Number(url.slice(1))).sort((a, b) => a - b),
      range(1, 250),
    );
    assert.ok(!/dropped so far/.test(sensor.stderr), sensor.stderr);
  });

  it('lose nothing that the spool has when the sensor is killed', async () => {
    const spool = folder.path(`spool-${++count}`);
    const args = ['--records', 'http', '--spool', spool];
    await bus.kill(); // so that the spool has work
    const killed = await start_sensor(...args);
    await ask(1, 100);
    while (!spooled(spool).includes('"/100"')) await tick();
    const load = ask(101, 200);
    while (!spooled(spool).includes('"/110"')) await tick();
    await killed.kill(); // in the middle of the requests
    const kept = records_in(spooled(spool));
    await load;
    const next = await start_sensor(...args);
    await ask(201, 250);
    while (!spooled(spool).includes('"/250"')) await tick();
    await bus.start();
    assert.equal(await stopped(next), 0, next.stderr); // all is sent
    const reader = start('http', '-r', `${ADDRESS}?until=end`, '--json');
    assert.equal((await reader.exited)[0], 0, reader.stderr);
    for (const each of kept) assert.ok(reader.stdout.includes(each), each);
    const all = distinct(reader.objects);
    const runs = [...new Set(all.map(({ run }) => run))];
    assert.equal(runs.length, 2);
    for (const run of runs) {
      const seqs = all.filter((each) => each.run === run).map(({ seq }) => seq);
      assert.deepEqual(sorted(seqs), range(1, seqs.length)); // without a gap
    }
    const found = numbers(exchanges(reader));
    for (const n of [...range(1, 110), ...range(201, 250)]) assert.ok(found.has(n), `${n}`);
    assert.deepEqual(fs.readdirSync(spool), []);
  });

  const spooled = (place) =>
    fs
      .readdirSync(place)
      .filter((name) => name.endsWith('.spool'))
      .sort()
      .map((name) => fs.readFileSync(path.join(place, name), 'latin1'))
      .join('');
  const records_in = (text) => text.match(/"run":"[^"]*","seq":\d+,"type"/g);

  async function stopped(sensor) {
    sensor.process.kill('SIGINT');
    return (await sensor.exited)[0];
  }

  it('of two sensors three consumers make the HTTP that one process sees', async () => {
    const whole = folder.path('whole.pcap');
    const capture = new Child('tcpdump', ['-i', pair.dev_a, '-U', '-w', whole, 'tcp'], pair.a);
    await capture.said(/listening on/);
    await ask(1, 200);
    const ended = () => fs.readFileSync(whole).includes('answer to /200');
    while (!ended()) await tick();
    await capture.kill('SIGINT');
    const halves = await split(whole);
    const sensors = halves.map((file, i) =>
      start(
        'sensor',
        '-r',
        file,
        '--to',
        ADDRESS,
        '--records',
        'http',
        '--packets',
        'tcp',
        '--sensor',
        `s${i}`,
      ),
    );
    for (const sensor of sensors) assert.equal((await sensor.exited)[0], 0, sensor.stderr);
    const one = printed('http', whole).filter(({ type }) => type === 'exchange');
    assert.deepEqual(sorted(numbers(one)), range(1, 200));
    const texts = (list) => list.map((each) => JSON.stringify(each)).sort();
    for (const kind of ['.packets', '.http']) {
      const consumers = [1, 2, 3].map((part) =>
        start('http', '-r', `${ADDRESS}/pcap${kind}?until=end&share=${part}/3`, '--json'),
      );
      for (const consumer of consumers)
        assert.equal((await consumer.exited)[0], 0, consumer.stderr);
      const found = exchanges(...consumers);
      assert.deepEqual(found.map(bare).sort(), texts(one), kind);
      assert.ok(consumers.filter((each) => exchanges(each).length > 0).length > 1); // by chance: 20 flows
    }
  });

  /** Two captures of a flow's half each: the flows by their hash. */
  async function split(file) {
    const hash = new PacketHash();
    const paths = [0, 1].map((i) => folder.path(`half-${i}.pcap`));
    const files = paths.map((name) => create_dump_file(name));
    for await (const raw of createOfflineSession(file)) files[hash.of(raw) % 2].write(raw);
    for (const each of files) each.close();
    return paths;
  }
});
