'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { EventEmitter, once } = require('node:events');
const path = require('node:path');
const { createOfflineSession } = require('../../lib/capture/session');
const { publish } = require('../../lib/tools/sensor/index');
const { names, path_of } = require('../helpers/golden');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');
const { SAMPLE } = require('../tools/tool');
const { MemorySink, PATIENCE, bare, printed, publish_file } = require('./sinks');

const TLS = path.join(__dirname, '..', 'app', 'tls', 'captures', 'early.pcap');
const has_tcpdump = spawnSync('tcpdump', ['--version']).error === undefined;

describe('publish', function () {
  this.timeout(120_000);
  const folder = temporary_folder();
  after(() => folder.remove());

  describe('records', () => {
    const files = {
      flows: SAMPLE,
      http: SAMPLE,
      dns: path_of('dns', '.pcap'),
      tls: TLS,
    };
    for (const [kind, file] of Object.entries(files)) {
      it(`of ${kind} are what the command prints with --json`, async () => {
        const sink = new MemorySink();
        await publish_file(file, sink, { records: [kind] });
        const expected = printed(kind, file).map((each) => JSON.stringify(each));
        assert.ok(expected.length > 0);
        assert.deepEqual(sink.records(kind).map(bare), expected);
        assert.equal(sink.batches.length, sink.of(kind).length);
      });
    }

    it('do not differ when all kinds are made at once', async () => {
      for (const file of [path_of('http', '.pcap'), TLS, path_of('dns', '.pcap')]) {
        const sink = new MemorySink();
        await publish_file(file, sink);
        for (const kind of Object.keys(files)) {
          const expected = printed(kind, file).map((each) => JSON.stringify(each));
          assert.deepEqual(sink.records(kind).map(bare), expected, `${file}: ${kind}`);
        }
      }
    });

    it('have the sensor, the run and a number of their own', async () => {
      const sink = new MemorySink({ partitions: 64 });
      const publisher = await publish_file(SAMPLE, sink, { sensor: 'here', batch_size: 1000 });
      const all = ['flows', 'http'].flatMap((kind) => sink.records(kind));
      const sorted = all.map(({ seq }) => seq).sort((a, b) => a - b);
      assert.deepEqual(
        sorted,
        Array.from({ length: publisher.stats().records }, (_, i) => i + 1),
      );
      for (const { schema, sensor, run } of all) {
        assert.deepEqual(
          { schema, sensor, run },
          { schema: 1, sensor: 'here', run: publisher.run },
        );
      }
    });

    it('of one flow are in one partition, in order', async () => {
      const sink = new MemorySink({ partitions: 64 });
      await publish_file(SAMPLE, sink, { batch_size: 500 });
      const partitions = new Map();
      for (const { partition, seq, last, count, bytes } of sink.batches) {
        const records = bytes
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
        assert.deepEqual([records[0].seq, records.at(-1).seq, records.length], [seq, last, count]);
        for (const { from, to } of records) {
          const flow = [from, to].sort().join();
          assert.equal(partitions.get(flow) ?? partition, partition);
          partitions.set(flow, partition);
        }
      }
      assert.ok(new Set(partitions.values()).size > 1);
      const http = sink
        .of('http')
        .filter(({ partition }) => partition === sink.of('http')[0].partition);
      assert.deepEqual(
        http.map(({ seq }) => seq),
        http.map(({ seq }) => seq).sort((a, b) => a - b),
      );
    });
  });

  describe('packets', () => {
    it('are those of the filter, in files that tcpdump reads', async function () {
      if (!has_tcpdump) {
        console.log('      skipped: tcpdump is not installed');
        this.skip();
      }
      const sink = new MemorySink({ partitions: 64 });
      await publish_file(SAMPLE, sink, { records: [], packets: 'ip', batch_size: 2000 });
      const tcpdump = (args, input) =>
        spawnSync('tcpdump', ['-ttnSr', ...args], { input, encoding: 'utf8' }).stdout;
      const lines = (text) => text.split('\n').slice(0, -1);
      const seen = sink.batches.flatMap(({ bytes }) => lines(tcpdump(['-'], bytes)));
      assert.deepEqual(seen.sort(), lines(tcpdump([SAMPLE, 'ip'])).sort());
      assert.ok(sink.batches.every(({ bytes }) => bytes.length <= 2000 + 1600));
    });

    it('keep their nanoseconds, and their link types', async () => {
      for (const name of ['any_sll2', 'usb', 'http_ipv6'].filter((each) =>
        names().includes(each),
      )) {
        const sink = new MemorySink();
        await publish_file(
          path_of(name, '.pcap'),
          sink,
          { records: [], packets: true },
          { tstamp_precision: 'nano' },
        );
        const expected = [];
        for await (const raw of createOfflineSession(path_of(name, '.pcap'), {
          tstamp_precision: 'nano',
        }))
          expected.push(raw);
        const found = [];
        for (const { bytes } of sink.batches) {
          const file = folder.write('chunk.pcap', bytes);
          for await (const raw of createOfflineSession(file, { tstamp_precision: 'nano' }))
            found.push(raw);
        }
        const plain = ({ buf, tv_sec, tv_nsec, len, link_type }) => ({
          buf,
          tv_sec,
          tv_nsec,
          len,
          link_type,
        });
        assert.deepEqual(found.map(plain), expected.map(plain), name);
        assert.ok(found.length > 0);
      }
    });

    it('of a session that is not a file are never waited for: what has no room is counted', async () => {
      const source = folder.write('many.pcap', pcap(numbered(2000, () => 'x'.repeat(500))));
      const session = Object.assign(new EventEmitter(), { is_live: true });
      const sink = new MemorySink({ answer: () => new Promise(() => {}) }); // it never answers
      const options = {
        records: [],
        packets: true,
        batch_size: 10_000,
        queue_size: 100_000,
        close_timeout: 0,
      };
      const publisher = publish(session, sink, options);
      const drops = [];
      publisher.on('drop', (drop) => drops.push(drop));
      for await (const raw of createOfflineSession(source)) session.emit('packet', raw);
      await assert.rejects(publisher.close(), {
        code: 'ERR_PCAP_BUS',
        message: /batches were not delivered: they are lost/,
      });
      const { packets, dropped_packets, queued_bytes, sent_packets } = publisher.stats();
      assert.equal(packets, 2000);
      assert.equal(sent_packets, 0);
      assert.ok(queued_bytes > 80_000 && queued_bytes <= 100_000, `${queued_bytes}`);
      assert.equal(
        drops.reduce((sum, { count }) => sum + count, 0),
        dropped_packets,
      );
      assert.ok(dropped_packets > 1700 && dropped_packets < 2000, `${dropped_packets}`);
      assert.deepEqual([drops[0].kind, drops[0].reason], ['packets', 'queue full']);
      assert.ok(sink.is_closed);
    });

    it('of a file wait for a slow sink: none is dropped', async () => {
      const source = folder.write('slow.pcap', pcap(numbered(2000, () => 'x'.repeat(500))));
      let most = 0;
      let publisher;
      const sink = new MemorySink({
        answer: () => {
          most = Math.max(most, publisher.stats().queued_bytes);
          return new Promise(setImmediate);
        },
      });
      publisher = publish(createOfflineSession(source), sink, {
        ...{ records: [], packets: true, batch_size: 5000, queue_size: 100_000 },
        close_timeout: PATIENCE,
      });
      await once(publisher, 'close');
      const { sent_packets, dropped_packets } = publisher.stats();
      assert.deepEqual(
        { sent_packets, dropped_packets },
        { sent_packets: 2000, dropped_packets: 0 },
      );
      assert.ok(most <= 100_000);
    });
  });

  describe('a sink that fails', () => {
    it('is tried again, in order, and told of once', async () => {
      let failures = 0;
      const sink = new MemorySink({
        answer: ({ seq }) => {
          if (seq > 1 && ++failures <= 3) throw new Error('not now');
        },
      });
      const publisher = publish(createOfflineSession(SAMPLE), sink, {
        records: ['http'],
        batch_size: 1000,
        close_timeout: PATIENCE,
      });
      const told = [];
      publisher.on('retry', ({ message }) => told.push(message));
      publisher.on('recover', () => told.push('recovered'));
      await once(publisher, 'close');
      assert.deepEqual(told, ['not now', 'recovered']);
      assert.equal(publisher.stats().retries, 3);
      const expected = printed('http', SAMPLE).map((each) => JSON.stringify(each));
      assert.deepEqual(sink.records('http').map(bare), expected);
    });

    it('that throws at once does not hang', async () => {
      const sink = {
        write: () => {
          throw Object.assign(new Error('no'), { is_permanent: true });
        },
        close() {},
      };
      const publisher = publish(createOfflineSession(SAMPLE), sink, { records: ['flows'] });
      const [drop] = await once(publisher, 'drop');
      assert.deepEqual([drop.kind, drop.reason], ['flows', 'no']);
      assert.ok((await publisher.close()).dropped_records >= drop.count);
    });
  });

  it('refuses what makes no sense', () => {
    const session = new EventEmitter();
    const sink = new MemorySink();
    const code = 'ERR_PCAP_OPTION';
    assert.throws(() => publish({}, sink), { code });
    assert.throws(() => publish(session, {}), { code });
    assert.throws(() => publish(session, 'nats://u:p@h'), { code, message: /no user or password/ });
    assert.throws(() => publish(session, sink, { records: ['smb'] }), { code });
    assert.throws(() => publish(session, sink, { sensor: 'a b' }), { code });
    assert.throws(() => publish(session, sink, { batch_size: 0 }), { code });
    assert.throws(() => publish(session, sink, { packets: 'tcp tcp' }), {
      code: 'ERR_PCAP_FILTER',
    });
    assert.equal(session.listenerCount('packet'), 0);
  });
});
