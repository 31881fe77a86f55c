'use strict';

// With a real nats-server: apt-get install nats-server.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const { EventEmitter, once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { createOfflineSession, createSession } = require('../../lib/capture/session');
const { flow_hash, nats_sink, publish, read_records } = require('../../lib/tools/sensor/index');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');
const { SAMPLE } = require('../tools/tool');
const { NATSServer, needs_nats, pcap_said, run_pcap } = require('./nats');
const { PATIENCE, bare, printed, publish_file } = require('./sinks');

const nats = { ...require('@nats-io/transport-node'), ...require('@nats-io/jetstream') };

const LIB = path.join(__dirname, '..', '..', 'lib');
const name_of = (address) => address.split('/').at(-1);
const texts = (list) => list.map((each) => JSON.stringify(each)).sort();

describe('sensors and NATS', function () {
  this.timeout(120_000);
  const folder = temporary_folder();
  let server;
  let count = 0;
  /** A stream that no other test has. */
  const stream = () => `${server.address}/s${++count}`;

  before(async function () {
    needs_nats(this);
    server = await new NATSServer().start();
  });
  after(async () => {
    await server?.remove();
    folder.remove();
  });

  /** A capture that goes on for as long as its writer is open. */
  function open_fifo() {
    const fifo = folder.path(`fifo-${++count}`);
    execFileSync('mkfifo', [fifo]);
    return { fifo, writer: fs.createWriteStream(fifo) };
  }

  async function records_of(address, options) {
    const reader = read_records(address, { until: 'end', ...options });
    const records = [];
    for await (const record of reader) records.push(record);
    return { records, ...reader.stats() };
  }

  async function packets_of(address, options) {
    const session = createSession(address, { until: 'end', ...options });
    const packets = [];
    for await (const raw of session) packets.push(raw);
    return packets;
  }

  describe('publish', () => {
    it('brings records there and back, each once', async () => {
      const to = stream();
      await publish_file(SAMPLE, to, { batch_size: 1000 });
      for (const kind of ['http', 'flows']) {
        const expected = texts(printed(kind, SAMPLE));
        const { records } = await records_of(`${to}.${kind}`);
        assert.deepEqual(records.map(bare).sort(), expected);
        assert.equal((await records_of(`${to}.${kind}`)).records.length, 0); // acknowledged
        const again = await records_of(`${to}.${kind}`, { consumer: 'other' });
        assert.deepEqual(again.records.map(bare).sort(), expected);
      }
    });

    it('puts a flow where its hash says', async () => {
      const to = stream();
      await publish_file(SAMPLE, to, { records: ['flows'] });
      for (const share of ['1/3', '2/3', '3/3']) {
        const { records } = await records_of(`${to}.flows`, { share });
        for (const { from, to: end } of records) {
          assert.equal((flow_hash(from, end) % 64) % 3, Number(share[0]) - 1);
        }
      }
    });

    it('brings packets there and back, with their nanoseconds', async () => {
      const to = stream();
      const options = { records: [], packets: 'tcp', batch_size: 2000 };
      await publish_file(SAMPLE, to, options, { tstamp_precision: 'nano' });
      const plain = ({ buf, header, link_type, tv_nsec }) =>
        [header.toString('hex'), buf.toString('hex'), link_type, tv_nsec].join();
      const expected = [];
      for await (const raw of createOfflineSession(SAMPLE, { tstamp_precision: 'nano' }))
        expected.push(plain(raw));
      const found = await packets_of(to, { tstamp_precision: 'nano' });
      assert.deepEqual(found.map(plain).sort(), expected.sort());
      const few = await packets_of(to, { consumer: 'few', filter: 'ip6 and ip6[53] & 2 != 0' });
      assert.equal(few.length, 6);
    });

    it('leaves a second batch of the same number out', async () => {
      const to = stream();
      const batch = {
        sensor: 's',
        run: 'r',
        kind: 'http',
        partition: 3,
        seq: 1,
        last: 1,
        count: 1,
      };
      const sink = nats_sink(to);
      const bytes = Buffer.from('{"type":"x"}\n');
      await sink.write({ ...batch, bytes });
      await sink.write({ ...batch, bytes });
      await sink.write({ ...batch, seq: 5, last: 5, bytes });
      await sink.close();
      const { records, received } = await records_of(`${to}.http`);
      assert.deepEqual([records.length, received], [2, 2]);
    });

    it('finds what JetStream did not know to be the same', async () => {
      const to = stream();
      const sink = nats_sink(to);
      const batch = { sensor: 's', run: 'r', kind: 'http', partition: 3, last: 1, count: 1 };
      const record = (seq) => Buffer.from(`{"seq":${seq}}\n`);
      await sink.write({ ...batch, seq: 1, bytes: record(1) });
      await sink.write({ ...batch, seq: 5, bytes: record(5) });
      await sink.close();
      const link = await nats.connect({ servers: server.address });
      const send = async (seq, sensor) => {
        const headers = nats.headers();
        const texts_of = { sensor, run: 'r', seq, last: seq, count: 1 };
        for (const [name, value] of Object.entries(texts_of))
          headers.set(`Pcap-${name}`, `${value}`);
        await nats.jetstream(link).publish(`${name_of(to)}.http.3`, record(seq), { headers });
      };
      for (const [seq, sensor] of [
        [1, 's'],
        [5, 's'],
        [1, 'other'],
        [9, 's'],
      ])
        await send(seq, sensor);
      await link.close();
      const { records, received, duplicates } = await records_of(`${to}.http`);
      assert.deepEqual(
        records.map(({ seq }) => seq),
        [1, 5, 1, 9],
      );
      assert.deepEqual([received, duplicates], [6, 2]);
    });

    it('waits while the stream is full, and goes on when there is room', async () => {
      const to = stream();
      const source = folder.write('many.pcap', pcap(numbered(600, () => 'x'.repeat(500))));
      const sink = nats_sink(to, { stream: { max_bytes: 100_000 } });
      const publisher = publish(createOfflineSession(source), sink, {
        ...{ records: [], packets: true, batch_size: 10_000, close_timeout: PATIENCE },
      });
      const [error] = await once(publisher, 'retry');
      assert.equal(error.code, 'ERR_PCAP_BUS');
      assert.match(error.message, /maximum bytes exceeded/);
      const link = await nats.connect({ servers: server.address });
      const { streams } = await nats.jetstreamManager(link);
      let seen = 0;
      let closed = false;
      publisher.once('close', () => (closed = true));
      while (!closed) {
        const { state } = await streams.info(name_of(to));
        seen += (await packets_of(to)).length; // these and more
        await streams.purge(name_of(to), { seq: state.last_seq + 1 });
      }
      seen += (await packets_of(to)).length;
      await link.close();
      assert.equal(publisher.stats().dropped_packets, 0);
      assert.equal(seen, 600);
    });

    it('tells of a server that is not there, and drops nothing until the queue is full', async () => {
      const free = await new NATSServer().start();
      await free.remove(); // no server listens there now
      const session = Object.assign(new EventEmitter(), { is_live: true });
      const publisher = publish(session, `${free.address}/x`, {
        ...{ records: [], packets: true, close_timeout: 0 },
      });
      for await (const raw of createOfflineSession(SAMPLE)) session.emit('packet', raw);
      const [error] = await once(publisher, 'retry');
      assert.equal(error.code, 'ERR_PCAP_BUS');
      assert.match(error.message, /^can't connect to nats:\/\/127\.0\.0\.1:\d+/);
      await assert.rejects(publisher.close(), { code: 'ERR_PCAP_BUS' });
      assert.equal(publisher.stats().dropped_packets, 0);
    });
  });

  describe('a session on nats://', () => {
    it('holds back while it is paused, and ends when it is closed', async () => {
      const to = stream();
      await publish_file(SAMPLE, to, { records: [], packets: true, batch_size: 1000 });
      const session = createSession(to);
      const [first] = await once(session, 'packet');
      assert.equal(first.link_type, 'LINKTYPE_ETHERNET');
      session.pause();
      assert.ok(session.is_paused());
      session.resume();
      await once(session, 'packet');
      session.close();
      await once(session, 'close');
      assert.equal(session.opened, false);
      const left = await packets_of(to, { ack_wait: 100 });
      assert.ok(left.length > 0); // what was not processed comes again
    });

    it('ends at once where there is nothing', async () => {
      assert.deepEqual(await packets_of(stream()), []);
    });

    it('is an error where there is no server', async () => {
      const free = await new NATSServer().start();
      await free.remove();
      const session = createSession(free.address).resume();
      const [error] = await once(session, 'error');
      assert.equal(error.code, 'ERR_PCAP_BUS');
    });

    it('leaves out messages that are no captures', async () => {
      const to = stream();
      const sink = nats_sink(to);
      const batch = { sensor: 's', run: 'r', kind: 'packets', partition: 1, last: 1, count: 1 };
      const { warnings } = require('../../lib/warnings');
      const handler = warnings.handler;
      const told = [];
      warnings.handler = (text) => told.push(text);
      try {
        const whole = fs.readFileSync(SAMPLE);
        const bad = [
          Buffer.alloc(0),
          Buffer.from('what is this?'),
          Buffer.alloc(100, 1),
          whole.subarray(0, 1000),
        ];
        for (const [seq, bytes] of [...bad, whole].entries())
          await sink.write({ ...batch, seq, bytes });
        await sink.close();
        assert.equal((await packets_of(to)).length, 109);
      } finally {
        warnings.handler = handler;
      }
      assert.equal(told.length, 4);
    });

    it('takes the options of a device, and refuses what makes no sense', () => {
      const code = 'ERR_PCAP_OPTION';
      createSession(`${server.address}/none`, { buffer_timeout: 0, snap_length: 100 }).close();
      assert.throws(() => createSession('nats://'), { code });
      assert.throws(() => createSession(`${server.address}/x.http`), {
        code,
        message: /has records/,
      });
      assert.throws(() => createSession(server.address, { share: '3/2' }), { code });
      assert.throws(() => createSession(server.address, { filter: 'tcp tcp' }), {
        code: 'ERR_PCAP_FILTER',
      });
      assert.throws(() => read_records(server.address), { code, message: /names no kind/ });
    });
  });

  it('says which packages are missing', () => {
    const script = `
      const Module = require('node:module');
      const load = Module._load;
      Module._load = (name, ...rest) => {
        if (name.startsWith('@nats-io/')) throw Object.assign(new Error('no'), { code: 'MODULE_NOT_FOUND' });
        return load(name, ...rest);
      };
      const { createSession } = require(${JSON.stringify(path.join(LIB, 'pcap.js'))});
      try { createSession('nats://127.0.0.1'); } catch ({ code, message }) { console.log(code, message); }`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    assert.match(
      stdout,
      /^ERR_PCAP_NATS .*npm install @nats-io\/transport-node @nats-io\/jetstream/,
      stderr,
    );
  });

  describe('the commands', () => {
    it('pcap sensor sends, and http, flows, dns, tls and dump read', async () => {
      const to = stream();
      const sent = await pcap_said(
        'sensor',
        '-r',
        SAMPLE,
        '--to',
        to,
        '--packets',
        '',
        '--sensor',
        'a.b',
      );
      assert.equal(sent.code, 0, sent.stderr);
      assert.match(sent.stderr, /40 records, 109 packets sent to nats:/);
      for (const kind of ['http', 'flows']) {
        const expected = texts(printed(kind, SAMPLE));
        const records = await pcap_said(kind, '-r', `${to}?until=end`, '--json');
        assert.equal(records.code, 0, records.stderr);
        assert.deepEqual(records.objects.map(bare).sort(), expected);
        assert.ok(records.objects.every(({ sensor }) => sensor === 'a.b'));
        const packets = await pcap_said(
          kind,
          '-r',
          `${to}.packets?until=end&consumer=${kind}`,
          '--json',
        );
        assert.deepEqual(texts(packets.objects), expected);
      }
      for (const kind of ['dns', 'tls']) {
        assert.deepEqual((await pcap_said(kind, '-r', `${to}?until=end`)).lines, []);
      }
      const dump = await pcap_said('dump', '-r', `${to}?until=end&consumer=dump`);
      assert.equal(dump.lines.length, 109);
      const file = folder.path('copy.pcap');
      await pcap_said('dump', '-r', `${to}?until=end&consumer=w`, '-w', file);
      let packets = 0;
      for await (const raw of createOfflineSession(file)) packets += raw.len > 0;
      assert.equal(packets, 109);
    });

    it('show records as lines', async () => {
      const to = stream();
      await pcap_said('sensor', '-r', SAMPLE, '--to', to, '--sensor', 'one');
      const lines = async (...args) => (await pcap_said(...args)).lines;
      const http = await lines('http', '-r', `${to}?until=end`);
      const get =
        /^\d\d:\d\d:\d\d\.\d{3} one GET http:\/\/192\.0\.2\.80:8080\/ 200 OK 60B, first byte .*, 192\.0\.2\.10:\d+$/;
      assert.ok(
        http.some((line) => get.test(line)),
        http.join('\n'),
      );
      const flows = await lines('flows', '-r', `${to}?until=end`);
      assert.equal(flows.length, 6);
      assert.match(flows[0], / one \S+ -> \S+:8080 http, \d+B sent, \d+B received, \d+ms, fin$/);
      const one = await lines('flows', '-r', `${to}?until=end&consumer=x`, '-c', '1');
      assert.equal(one.length, 1);
    });

    it('refuse what is for packets, and addresses that make no sense', async () => {
      const said = async (...args) => {
        const { code, stderr } = await pcap_said(...args);
        assert.equal(code, 1, stderr);
        return stderr;
      };
      assert.match(
        await said('http', '-r', `${server.address}?until=end`, '--method', 'GET'),
        /--method is for packets/,
      );
      assert.match(await said('http', '-r', `${server.address}/pcap.dns`), /shows records of http/);
      assert.match(await said('http', '-r', 'nats://me:secret@h'), /no user or password/);
      assert.match(await said('dump', '-r', `${server.address}?share=5`), /share must be/);
      assert.match(await said('sensor', '-r', SAMPLE), /--to says where to/);
      assert.match(
        await said('sensor', '-r', SAMPLE, '--to', 'nats://x', '--records', 'smb'),
        /--records takes/,
      );
      assert.match(
        await said('sensor', '-r', SAMPLE, '--to', 'nats://x', '--nats', '/none'),
        /can't read \/none: ENOENT/,
      );
      assert.match(
        await said('sensor', '-r', SAMPLE, '--to', folder.path('y'), '--nats', 'x'),
        /--to is a folder/,
      );
    });

    it('end with a signal, when what waits is sent', async () => {
      const to = stream();
      const { fifo, writer } = open_fifo();
      const sensor = run_pcap(['sensor', '-r', fifo, '--to', to]);
      writer.write(fs.readFileSync(SAMPLE));
      const reader = run_pcap(['flows', '-r', to]);
      await reader.said(/(.*\n){6}/);
      sensor.process.kill('SIGTERM');
      const [code] = await sensor.exited;
      assert.equal(code, 0, sensor.stderr);
      assert.match(sensor.stderr, /40 records sent to/);
      writer.destroy();
      reader.process.kill('SIGINT');
      assert.equal((await reader.exited)[0], 0);
      assert.equal(reader.lines.length, 6);
    });
  });

  describe('with users and TLS', () => {
    let secured;
    let ca;
    before(async function () {
      if (spawnSync('openssl', ['version']).error !== undefined) {
        console.log('      skipped: openssl is not installed');
        this.skip();
      }
      const at = (name) => folder.path(name);
      execFileSync(
        'openssl',
        [
          ...[
            'req',
            '-x509',
            '-newkey',
            'rsa:2048',
            '-nodes',
            '-days',
            '2',
            '-subj',
            '/CN=localhost',
          ],
          ...[
            '-addext',
            'subjectAltName=IP:127.0.0.1',
            '-keyout',
            at('key.pem'),
            '-out',
            at('ca.pem'),
          ],
        ],
        { stdio: 'ignore' },
      );
      ca = at('ca.pem');
      const config = `
        tls { cert_file: ${JSON.stringify(ca)}, key_file: ${JSON.stringify(at('key.pem'))} }
        accounts { A { jetstream: enabled, users: [ { user: sensor, password: hunter2 } ] } }`;
      secured = await new NATSServer({ config }).start();
    });
    after(() => secured?.remove());

    const options_file = (name, options) => folder.write(name, JSON.stringify(options));

    it('takes them from a file; no secret is on the command line or in what it says', async () => {
      const good = options_file('good.json', {
        user: 'sensor',
        pass: 'hunter2',
        tls: { caFile: ca },
      });
      const sensor = run_pcap(['sensor', '-r', SAMPLE, '--to', secured.address, '--nats', good]);
      const line = fs.readFileSync(`/proc/${sensor.process.pid}/cmdline`, 'utf8');
      const [code] = await sensor.exited;
      assert.equal(code, 0, sensor.stderr);
      const read = await pcap_said('flows', '-r', `${secured.address}?until=end`, '--nats', good);
      assert.equal(read.lines.length, 6, read.stderr);
      for (const text of [line, sensor.stdout, sensor.stderr, read.stdout, read.stderr]) {
        assert.ok(!text.includes('hunter2'));
      }
    });

    it('tells of wrong ones without saying them', async () => {
      const bad = options_file('bad.json', {
        user: 'sensor',
        pass: 'wrong-secret',
        tls: { caFile: ca },
      });
      const { fifo, writer } = open_fifo(); // whose end does not come
      const sensor = run_pcap(['sensor', '-r', fifo, '--to', secured.address, '--nats', bad]);
      writer.write(fs.readFileSync(SAMPLE));
      await sensor.said(/can't connect to nats:.*: .*trying again/);
      await sensor.kill('SIGKILL');
      writer.destroy();
      assert.ok(!sensor.stderr.includes('wrong-secret'));
      const odd = folder.write('odd.json', '{ "pass": "odd-secret", }');
      const { stderr } = await pcap_said(
        'sensor',
        '-r',
        SAMPLE,
        '--to',
        secured.address,
        '--nats',
        odd,
      );
      assert.match(stderr, /is not an object of JSON/);
      assert.ok(!stderr.includes('odd-secret'));
    });
  });
});
