'use strict';

// pcap http --workers: what one thread prints, several print.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { gzipSync } = require('node:zlib');

const { TimeOrder } = require('../../lib/tools/workers/time_order');
const { Namespace, needs_root } = require('../helpers/netns');
const { start_peer, stop_peer } = require('../helpers/peer');
const { Conversation, records_of } = require('./conversation');
const { ENVIRONMENT, PCAP, RunningTool, SAMPLE, run_pcap, run_tool, scratch } = require('./tool');

const GOLDEN = path.join(__dirname, '..', 'golden');
const PEER = path.join(__dirname, 'http_peer.js');

describe('TimeOrder', () => {
  const add = (order, worker, ...places) =>
    order.add(worker, { items: places.map((p) => `${worker}:${p}`), places, size: places.length });

  it('prints by place, of several at one place those of the first thread first', () => {
    const printed = [];
    const order = new TimeOrder(3, (item) => printed.push(item));
    add(order, 2, 1, 4, 4);
    add(order, 0, 2, 4);
    add(order, 1);
    add(order, 0, 9);
    order.release(4);
    assert.deepEqual(printed.splice(0), ['2:1', '0:2']);
    add(order, 1, 3);
    order.release(5);
    assert.deepEqual(printed.splice(0), ['1:3', '0:4', '2:4', '2:4']);
    order.release(9);
    assert.deepEqual(printed, []);
    assert.equal(order.size, 1);
    order.release_through(9);
    assert.deepEqual([printed, order.size], [['0:9'], 0]);
  });
});

/** A file of the packets of several conversations, in the order of their times. */
function capture_of(conversations) {
  const files = conversations.map((conversation) => records_of(conversation.file()));
  const time_of = (record) => record.readUInt32LE(0) * 1e6 + record.readUInt32LE(4);
  const records = files.flatMap(([, ...rest]) => rest);
  records.sort((a, b) => time_of(a) - time_of(b));
  return Buffer.concat([files[0][0], ...records]);
}

describe('http --workers', function () {
  this.timeout(240_000);
  this.slow(20_000);
  const files = scratch();
  after(() => files.remove());

  /** What is the same whoever does it. */
  const said = ({ status, stdout, stderr }) => ({ status, stdout, stderr });
  const http = (...args) => said(run_pcap('http', ...args));

  /** Requires the same of one and of several threads; returns it. */
  function same(workers, ...args) {
    const one = http(...args);
    assert.deepEqual(http('--workers', workers, ...args), one, args.join(' '));
    return one;
  }

  /** A capture of connections whose packets come in turns; some of them go on at its end. */
  function many(name) {
    const conversations = Array.from({ length: 40 }, (_, i) => {
      const client = { ip: [192, 0, 2, 1 + (i % 5)], port: 40000 + i };
      const one = new Conversation({ time: 1600000000 + i * 0.01, client });
      for (let n = 0; n < 5; n++) {
        one.wait(0.013 + i / 1e4).send(`GET /${i}/${n} HTTP/1.1\r\nHost: h${i}\r\n\r\n`);
        if (n === 4 && i % 3 === 0) continue; // no answer comes
        one.wait(0.02).recv(`HTTP/1.1 ${200 + n} OK\r\nContent-Length: 3\r\n\r\nabc`);
      }
      return i % 2 === 0 ? one : one.end();
    });
    fs.writeFileSync(files.path(name), capture_of(conversations));
    return files.path(name);
  }

  it('prints what one thread prints, in the same order', () => {
    const file = many('many.pcap');
    const { stdout, stderr } = same('3', '-r', file);
    assert.equal(stdout.match(/ GET /g).length, 200);
    assert.match(stderr, /40 connections, 200 requests/);
    same('2', '-r', file, '--json', '--headers', '--bodies');
    same('4', '-r', file, '-v', '--group', '--tcp-verbose', '--color', 'always');
    same('2', '-r', file, '--stats', '0.05', '--status', '2xx');
    same('2', '-r', file, '-q', '--slower', '10ms');
    same('auto', '-r', file, '--curl');
  });

  it('the same of real traffic: HTTP/2, WebSocket, TLS with keys, IPv6', () => {
    same('2', '-r', SAMPLE, '--time', 'iso');
    for (const name of fs
      .readdirSync(GOLDEN)
      .filter((file) => /^(http2|tls|grpc)\S*\.pcap/.test(file)))
      same('3', '-r', path.join(GOLDEN, name), '--json');
  });

  it('the same of gzip, of a pipe, of a damaged file, of none', () => {
    const file = many('plain.pcap');
    const bytes = fs.readFileSync(file);
    fs.writeFileSync(files.path('packed.pcap.gz'), gzipSync(bytes));
    same('2', '-r', files.path('packed.pcap.gz'));
    const piped = (...args) => {
      const run = [PCAP, 'http', '-r', '-', ...args];
      const options = { input: bytes, env: ENVIRONMENT, encoding: 'utf8' };
      return said(spawnSync(process.execPath, run, options));
    };
    assert.deepEqual(piped('--workers', '2'), piped());
    fs.writeFileSync(files.path('cut.pcap'), bytes.subarray(0, bytes.length / 2));
    assert.equal(same('2', '-r', files.path('cut.pcap')).status, 1);
    assert.equal(same('2', '-r', files.path('none.pcap')).status, 1);
    assert.equal(same('2', '-r', __filename).status, 1);
    assert.equal(same('2', '-r', file, 'no such filter').status, 1);
    same('2', '-r', file, '-Z', 'root', 'host 192.0.2.1');
  });

  it('says what it does not go with', () => {
    const wrong = (wanted, ...args) => {
      const { status, stderr } = run_pcap('http', '-r', SAMPLE, ...args);
      assert.deepEqual([status, stderr.split('\n')[0]], [1, `pcap http: ${wanted}`]);
    };
    const conflict = (what, ...args) =>
      wrong(`--workers does not go with ${what}`, '--workers', '2', ...args);
    conflict('-w', '-w', files.path('out.pcap'));
    conflict('-c', '-c', '5');
    conflict('--har', '--har', files.path('out.har'));
    conflict('--save', '--save', files.path('bodies'));
    conflict('--page', '--page');
    conflict('--time delta', '--time', 'delta');
    conflict('--duration and -r', '--duration', '1');
    conflict('conn: in --where', '--where', 'status:200 conn:3');
    for (const count of ['0', '65', 'many', '1.5']) {
      wrong(`--workers takes a number from 1 to 64, or auto, not ${count}`, '--workers', count);
    }
    wrong(
      '--status takes codes such as 404 and classes such as 5xx, not x',
      '--workers',
      '2',
      '--status',
      'x',
    );
    assert.equal(run_pcap('http', '-r', SAMPLE, '--workers', '1', '-c', '5').status, 0);
  });

  it('ends when nobody reads on', () => {
    const command = `"${process.execPath}" "${PCAP}" http --workers 2 -r "${many('head.pcap')}" | head -1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    assert.match(stdout, /^\S+ GET http:\/\/h0\/0\/0 200 .*\n$/);
    assert.doesNotMatch(stderr, /Error|EPIPE/);
  });

  describe('with root’s rights', function () {
    let namespace;
    let server;
    before(async function () {
      needs_root(this);
      namespace = new Namespace();
      server = await start_peer(namespace, PEER, 'serve');
    });
    after(async () => {
      if (server) await stop_peer(server);
      namespace?.remove();
    });

    it('captures live, as nobody in all threads', async () => {
      const tool = new RunningTool('http_trace', ['-i', 'lo', '--workers', '3'], namespace);
      await tool.said('Listening on lo');
      const uids = fs.readdirSync(`/proc/${tool.child.pid}/task`).map((thread) => {
        const status = fs.readFileSync(`/proc/${tool.child.pid}/task/${thread}/status`, 'utf8');
        return /^Uid:\s*(.*)$/m.exec(status)[1];
      });
      assert.deepEqual(new Set(uids), new Set(['65534\t65534\t65534\t65534']));
      for (let i = 0; i < 20; i++)
        namespace.exec(process.execPath, PEER, 'get', '127.0.0.1', `/${i}`);
      await tool.said(' 200 OK ', 20);
      assert.equal(await tool.interrupt(), 0);
      const paths = tool.lines.map((line) => /8080(\/\S*) 200 OK/.exec(line)[1]);
      assert.deepEqual(paths.sort(), Array.from({ length: 20 }, (_, i) => `/${i}`).sort());
      assert.match(tool.stderr, /\d+ packets, 0 dropped, 20 connections, 20 requests/);
    });

    it('reads a file that only root may read, and loads nothing afterwards', () => {
      const file = files.path('secret.pcap');
      fs.copyFileSync(SAMPLE, file);
      fs.chmodSync(file, 0o600);
      const wanted = http('-r', SAMPLE);
      const env = {
        ...ENVIRONMENT,
        NODE_OPTIONS: `--require ${path.join(__dirname, 'privileges_witness.js')}`,
        WITNESS: '1',
      };
      const args = ['-r', file, '--workers', '2'];
      const { stdout, stderr } = run_tool('http_trace', args, { env });
      assert.equal(stdout, wanted.stdout);
      const seen = [...stderr.matchAll(/^witness: (.*)$/gm)].map(([, what]) => what);
      assert.ok(seen.includes('setuid as 0'));
      assert.ok(seen.includes('track_packet as 65534'));
      assert.deepEqual(
        seen.filter((what) => /^loads|track_packet as 0/.test(what)),
        [],
      );
    });
  });
});
