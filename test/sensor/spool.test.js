'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { EventEmitter, once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { createOfflineSession } = require('../../lib/capture/session');
const { Spool } = require('../../lib/sensor/spool');
const { publish } = require('../../lib/tools/sensor/index');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');
const { SAMPLE } = require('../tools/tool');
const { MemorySink, bare, printed } = require('./sinks');

const FROM = { sensor: 's', run: 'r1' };

/** A batch as batches.js makes it, of records with these numbers. */
function batch_of(seq, text, { kind = 'http', partition = 0 } = {}) {
  const fresh = [Buffer.from(text)];
  return { kind, partition, seq, last: seq, count: 1, size: text.length, parts: fresh, fresh };
}

describe('a spool', function () {
  this.timeout(120_000);
  const folder = temporary_folder();
  after(() => folder.remove());
  let count = 0;
  const new_path = () => folder.path(`spool-${++count}`);
  const segments = (place) => fs.readdirSync(place).filter((name) => name.endsWith('.spool'));
  const open = (place, run = 'r1', size = 1e6) => new Spool(place, { size, run });

  it('gives back what was not delivered, with its numbers', () => {
    const place = new_path();
    const spool = open(place);
    const first = batch_of(1, 'one\n');
    const second = batch_of(2, 'two\n', { partition: 1 });
    spool.keep([first, second], FROM);
    Object.assign(first, { last: 3, count: 2, fresh: [Buffer.from('three\n')] });
    spool.keep([first, second], FROM);
    const third = batch_of(4, 'four\n');
    spool.keep([third], FROM);
    spool.release(second);
    spool.close();
    const next = open(place, 'r2');
    const found = next
      .recover()
      .map(({ sensor, run, kind, partition, seq, last, count, ...batch }) => [
        ...[sensor, run, kind, partition, seq, last, count],
        next.read(batch).toString(),
      ]);
    assert.deepEqual(found, [
      ['s', 'r1', 'http', 0, 1, 3, 2, 'one\nthree\n'],
      ['s', 'r1', 'http', 1, 2, 2, 1, 'two\n'], // its segment has others
      ['s', 'r1', 'http', 0, 4, 4, 1, 'four\n'],
    ]);
    next.close();
  });

  it('has no files when all is delivered', () => {
    const place = new_path();
    const spool = open(place);
    const batches = Array.from({ length: 30 }, (_, i) => batch_of(i, 'x'.repeat(1_000)));
    for (const batch of batches) spool.keep([batch], FROM);
    assert.ok(spool.size > 30_000);
    for (const batch of batches) spool.release(batch);
    assert.equal(spool.size, 0);
    spool.close();
    assert.deepEqual(fs.readdirSync(place), []);
  });

  it('removes segments one by one', () => {
    const place = new_path();
    const spool = open(place, 'r1', 1e9);
    const batches = Array.from({ length: 5 }, (_, i) => batch_of(i, 'x'.repeat(5 * 1024 * 1024)));
    for (const batch of batches) spool.keep([batch], FROM);
    assert.equal(segments(place).length, 3);
    spool.release(batches[0]);
    assert.equal(segments(place).length, 3);
    spool.release(batches[1]);
    assert.equal(segments(place).length, 2);
    spool.close();
    assert.equal(segments(place).length, 2);
  });

  it('is bounded, and keeps nothing of what has no room', () => {
    const spool = open(new_path(), 'r1', 1000);
    spool.keep([batch_of(1, 'x'.repeat(500))], FROM);
    const { size } = spool;
    const late = batch_of(2, 'x'.repeat(500));
    assert.throws(() => spool.keep([late], FROM), { code: 'ERR_PCAP_SPOOL', message: /is full$/ });
    assert.equal(spool.size, size);
    assert.equal(late.is_unspooled, true);
    spool.close();
  });

  it('takes what is whole from a file that is cut anywhere, or has other bytes', () => {
    const place = new_path();
    const spool = open(place);
    spool.keep([batch_of(1, 'one\n')], FROM);
    const first = spool.size;
    spool.keep([batch_of(2, 'two\n')], FROM);
    spool.close();
    const file = path.join(place, segments(place)[0]);
    const whole = fs.readFileSync(file);
    const recovered = (bytes) => {
      fs.writeFileSync(file, bytes);
      const again = open(place, 'r2');
      const batches = again.recover().map((batch) => again.read(batch).toString());
      again.close();
      return batches;
    };
    for (let length = 1; length < whole.length; length++) {
      const expected = length >= first ? ['one\n'] : [];
      assert.deepEqual(recovered(whole.subarray(0, length)), expected, `${length}`);
    }
    assert.deepEqual(recovered(Buffer.concat([whole, Buffer.alloc(100, 0xff)])), [
      'one\n',
      'two\n',
    ]);
    const odd = Buffer.from(whole);
    odd.fill(0x20, 8, first);
    assert.deepEqual(recovered(odd), []);
  });

  it('is for one process at a time', async () => {
    const place = new_path();
    const script = `
      const { Spool } = require(${JSON.stringify(require.resolve('../../lib/sensor/spool'))});
      new Spool(${JSON.stringify(place)}, { size: 1000, run: 'r' });
      console.log('ready');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    assert.throws(() => open(place), {
      code: 'ERR_PCAP_SPOOL',
      message: `can't use the spool ${place}: process ${child.pid} uses it`,
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    open(place).close();
    fs.writeFileSync(path.join(place, 'lock'), `${process.pid} 1`); // an earlier process of this id
    open(place).close();
    assert.deepEqual(fs.readdirSync(place), []);
  });

  it("that can't be used is an error", () => {
    const session = new EventEmitter();
    for (const place of ['/proc/no', path.join(SAMPLE, 'x')]) {
      assert.throws(() => publish(session, new MemorySink(), { spool: place }), {
        code: 'ERR_PCAP_SPOOL',
      });
    }
  });

  describe('of a publisher', () => {
    const source = folder.write('many.pcap', pcap(numbered(3000, () => 'x'.repeat(500))));

    it('takes what the queue has no room for', async () => {
      const session = Object.assign(new EventEmitter(), { is_live: true });
      let answers;
      const answered = new Promise((resolve) => (answers = resolve));
      const sink = new MemorySink({ answer: () => answered });
      const options = {
        records: [],
        packets: true,
        batch_size: 10_000,
        queue_size: 50_000,
        spool: new_path(),
      };
      const publisher = publish(session, sink, options);
      for await (const raw of createOfflineSession(source)) session.emit('packet', raw);
      const { queued_bytes, spooled_bytes, dropped_packets } = publisher.stats();
      assert.ok(queued_bytes <= 50_000 && spooled_bytes > 1e6, `${queued_bytes} ${spooled_bytes}`);
      assert.equal(dropped_packets, 0);
      answers();
      const { sent_packets } = await publisher.close();
      assert.equal(sent_packets, 3000);
      const seqs = sink.batches.map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        [...seqs].sort((a, b) => a - b),
      );
      assert.deepEqual(fs.readdirSync(options.spool), []);
    });

    it('that is full is told once, and what has no room at all is counted', async () => {
      const session = Object.assign(new EventEmitter(), { is_live: true });
      const sink = new MemorySink({ answer: () => new Promise(() => {}) });
      const options = { records: [], packets: true, batch_size: 10_000, queue_size: 50_000 };
      const limits = { spool: new_path(), spool_size: 100_000, close_timeout: 0 };
      const publisher = publish(session, sink, { ...options, ...limits });
      const told = [];
      publisher.on('spool error', ({ code }) => told.push(code));
      for await (const raw of createOfflineSession(source)) session.emit('packet', raw);
      await assert.rejects(publisher.close(), { code: 'ERR_PCAP_BUS', message: /stay in / });
      assert.deepEqual(told, ['ERR_PCAP_SPOOL']);
      const { packets, dropped_packets } = publisher.stats();
      assert.equal(packets, 3000);
      assert.ok(dropped_packets > 2000 && dropped_packets < 3000, `${dropped_packets}`);
    });

    it('outlives kill -9: what it has is sent with its old run and numbers, without a gap', async () => {
      const place = new_path();
      const script = `
        const { publish } = require(${JSON.stringify(require.resolve('../../lib/tools/sensor/index'))});
        const { createOfflineSession } = require(${JSON.stringify(require.resolve('../../lib/capture/session'))});
        const session = createOfflineSession(${JSON.stringify(SAMPLE)});
        const sink = { write: () => new Promise(() => {}), close() {} };
        const publisher = publish(session, sink, { records: ['http'], sensor: 'old', spool: ${JSON.stringify(place)}, batch_size: 1000, close_timeout: 1e6 });
        session.on('close', () => setImmediate(() => console.log(publisher.run)));`;
      const child = spawn(process.execPath, ['-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [run] = await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const sink = new MemorySink();
      const publisher = publish(new EventEmitter(), sink, { spool: place, sensor: 'new' });
      await publisher.close();
      const records = sink.records('http');
      assert.deepEqual(
        records.map(bare),
        printed('http', SAMPLE).map((each) => JSON.stringify(each)),
      );
      assert.deepEqual(
        records.map(({ seq }) => seq),
        records.map((_, i) => i + 1),
      );
      for (const record of [...records, ...sink.batches]) {
        assert.deepEqual([record.sensor, record.run], ['old', run.toString().trim()]);
      }
      assert.deepEqual(fs.readdirSync(place), []);
    });
  });
});
