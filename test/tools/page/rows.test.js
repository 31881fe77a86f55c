'use strict';

// What the page says against what http_trace says, and its parts.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { read_capture } = require('../../../lib/file');
const { Recorder } = require('../../../lib/tools/page/recorder');
const { export_selection } = require('../../../lib/tools/page/export');
const { curl_of } = require('../../../lib/tools/page/curl');
const { TLSKeys } = require('../../../lib/app/tls');
const { CONNECTION, MARK, ROW } = require('../../../lib/tools/page/tables');
const { Conversation, records_of } = require('../conversation');
const { SAMPLE, run_tool, scratch } = require('../tool');
const { RunningPage } = require('./running_page');

const TLS = path.join(__dirname, '..', '..', 'app', 'tls', 'captures');

/** The rows of a capture's bytes, with what recorded them. */
async function recorded(bytes, options) {
  const recorder = new Recorder(options);
  for await (const packet of read_capture(bytes)) recorder.packet(packet);
  recorder.end();
  return recorder;
}

function row_of(tables, row, names) {
  return Object.fromEntries(names.map((name) => [name, tables.rows.get(name, row)]));
}

const response = (text, more = '') =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n${more}\r\n${text}`;

describe('pcap page, rows', function () {
  this.timeout(120_000);
  const files = scratch();
  after(() => files.remove());

  describe('of what was lost', () => {
    const request = (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

    it('has each of 100 segments that were sent again on its response', async () => {
      const talk = new Conversation();
      for (let i = 0; i < 200; i++) {
        talk.send(request(`/${i}`));
        if (i % 2 === 0) talk.recv(response('a'.repeat(3000)));
        else
          talk
            .recv(response('b'.repeat(3000)))
            .miss('recv', -300)
            .wait(0.2)
            .recv('b'.repeat(300));
      }
      const { tables } = await recorded(talk.end().file());
      for (let i = 0; i < 200; i++) {
        const { path, lost, cost } = row_of(tables, i, ['path', 'lost', 'cost']);
        assert.deepEqual([path, lost], [`/${i}`, i % 2]);
        if (i % 2 === 1) assert.ok(Math.abs(cost - 200) < 3, `${cost}`);
      }
    });

    it('has what was lost before the capture, and what it cost', async () => {
      const talk = new Conversation().send(request('/'));
      const text = response('c'.repeat(4000));
      talk.recv(text.slice(0, 1000)).miss('recv', 1000).recv(text.slice(2000));
      talk
        .miss('recv', 1000 - text.length)
        .wait(0.3)
        .recv(text.slice(1000, 2000));
      const recorder = await recorded(talk.file());
      const { lost, cost, flags } = row_of(recorder.tables, 0, ['lost', 'cost', 'flags']);
      assert.equal(lost, 1);
      assert.ok(cost > 295 && cost < 310, `${cost}`);
      assert.equal(flags & ROW.COMPLETE, ROW.COMPLETE);
      const marks = recorder.tables
        .packets_of(0)
        .map((n) => recorder.tables.packets.get('marks', n));
      assert.equal(marks.filter((bits) => bits & MARK.LATE).length, 1);
    });

    it('takes what came a little late for reordered', async () => {
      const talk = new Conversation().send(request('/'));
      const text = response('d'.repeat(300));
      talk
        .miss('recv', 100)
        .recv(text.slice(100))
        .miss('recv', -text.length)
        .wait(-0.0008)
        .recv(text.slice(0, 100));
      const { tables } = await recorded(talk.file());
      assert.equal(tables.rows.get('lost', 0), 0);
      const marks = tables.packets_of(0).map((n) => tables.packets.get('marks', n));
      assert.equal(marks.filter((bits) => bits & MARK.REORDERED).length, 1);
    });

    it('has what the capture missed', async () => {
      const text = response('e'.repeat(3000));
      const talk = new Conversation()
        .send(request('/'))
        .recv(text.slice(0, 500))
        .miss('recv', 1000);
      const { tables } = await recorded(talk.recv(text.slice(1500)).end().file());
      assert.equal(tables.rows.get('missing', 0), 1000);
    });

    it('measures no round trip by a SYN and ACK that came again', async () => {
      const talk = new Conversation().send(request('/')).wait(0.02).recv(response('h')).end();
      const [file_header, ...records] = records_of(talk.file());
      const again = Buffer.from(records[1]); // the SYN and ACK, at the time of the request
      records[3].copy(again, 0, 0, 8);
      records.splice(3, 0, again);
      const { tables } = await recorded(Buffer.concat([file_header, ...records]));
      assert.ok(Math.abs(tables.connections.get('rtt', 0) - 1) < 0.01);
    });

    it('splits the wait into one round trip and the server', async () => {
      const talk = new Conversation().send(request('/')).wait(0.1).recv(response('f'));
      const { tables } = await recorded(talk.end().file());
      const { network, server, latency } = row_of(tables, 0, ['network', 'server', 'latency']);
      assert.ok(
        Math.abs(network - 1) < 0.01 && Math.abs(server - 100) < 0.1,
        `${network} ${server}`,
      );
      assert.ok(Math.abs(network + server - latency) < 0.01);
    });
  });

  it('are of Redis and DNS, too', async () => {
    const server = { ip: [192, 0, 2, 2], port: 6379 };
    const redis = new Conversation({ server })
      .send('*2\r\n$3\r\nGET\r\n$1\r\nk\r\n')
      .recv('$1\r\nv\r\n');
    const { tables } = await recorded(redis.end().file());
    assert.deepEqual(row_of(tables, 0, ['kind', 'method', 'path', 'note', 'type']), {
      ...{ kind: 4, method: 'GET', path: 'k', note: '"v"', type: 'reply' },
    });
    const dns = await recorded(dns_capture());
    assert.equal(dns.tables.rows.length, 1);
    const row = row_of(dns.tables, 0, ['kind', 'method', 'path', 'note', 'latency', 'flags']);
    assert.match(row.note, /192\.0\.2\.80/);
    assert.deepEqual(
      { ...row, note: '' },
      {
        ...{
          kind: 5,
          method: 'A',
          path: 'example.org',
          note: '',
          latency: 20,
          flags: ROW.OVER | ROW.COMPLETE,
        },
      },
    );
  });

  it('are of what TLS carried, where the keys are known, and keys go with the packets', async () => {
    const keys = new TLSKeys();
    keys.add(fs.readFileSync(path.join(TLS, 'key_update.keys')));
    const capture = fs.readFileSync(path.join(TLS, 'key_update.pcap'));
    const { tables } = await recorded(capture, { keys });
    const tls = tables.detail(tables.connections, 0);
    assert.equal(tls.version, 'TLS 1.3');
    assert.equal(tables.connections.get('flags', 0) & CONNECTION.TLS, CONNECTION.TLS);
    if (tables.rows.length === 0) tables.rows.add(); // what it carries need not be HTTP
    const what = { format: 'pcapng', rows: [0] };
    const lines = String(keys.get(tls.random, 'CLIENT_TRAFFIC_SECRET_0').toString('hex'));
    const with_keys = export_selection(tables, { ...what, keys: true }, keys).bytes;
    assert.ok(with_keys.includes(lines));
    assert.ok(!export_selection(tables, what, keys).bytes.includes(lines));
  });

  it('go where there are too many, the oldest first', async () => {
    const talk = new Conversation();
    for (let i = 0; i < 20000; i++) talk.send('GET / HTTP/1.1\r\n\r\n').recv(response(''));
    const recorder = await recorded(talk.file(), {
      limits: { rows: 16384, packets: 32768, spool: 8e6 },
    });
    const { rows, packets } = recorder.tables;
    assert.equal(rows.length, 20000);
    assert.ok(rows.first > 0 && rows.size <= 2 * 16384);
    assert.ok(packets.first > 0 && packets.size <= 3 * 16384);
    assert.equal(recorder.tables.detail(rows, 0), null);
    assert.equal(recorder.tables.packet(0), null);
    assert.notEqual(recorder.tables.packet(packets.length - 1), null);
    recorder.close();
  });

  describe('exported', () => {
    let tables;
    const cookie = 'Cookie: id=secret; it\r\n';
    before(async () => {
      const talk = new Conversation();
      talk.send(`POST /it's HTTP/1.1\r\nHost: x\r\n${cookie}Content-Length: 5\r\n\r\nab'cd`);
      talk.recv(response('hello', 'Set-Cookie: id=secret\r\n'));
      ({ tables } = await recorded(talk.end().file()));
    });
    const text_of = (what) => String(export_selection(tables, { rows: [0], ...what }).bytes);

    it('as HAR, without secrets and bodies unless they are asked for', () => {
      const hidden = text_of({ format: 'har' });
      assert.doesNotMatch(hidden, /secret|hello|ab'cd/);
      const [entry] = JSON.parse(hidden).log.entries;
      assert.equal(entry.request.url, "http://x/it's");
      const all = text_of({ format: 'har', secrets: true, bodies: true });
      assert.equal(JSON.parse(all).log.entries[0].response.content.text, 'hello');
      assert.match(all, /id=secret/);
    });

    it('as http_trace --har writes it', async () => {
      const file = files.path('all.har');
      run_tool('http_trace', ['-r', SAMPLE, '--har', file]);
      const wanted = JSON.parse(fs.readFileSync(file)).log.entries;
      const recorder = await recorded(fs.readFileSync(SAMPLE));
      const rows = Array.from({ length: recorder.tables.rows.length }, (_, i) => i);
      const { bytes } = export_selection(recorder.tables, { format: 'har', rows, bodies: true });
      const { entries } = JSON.parse(bytes).log;
      const of_both = ({ request, response, startedDateTime, timings, connection }) => ({
        ...{ request, response, startedDateTime, timings, connection },
      });
      const sorted = (list) =>
        list
          .map(of_both)
          .map((e) => JSON.stringify(e))
          .sort();
      const http = wanted.filter(({ _webSocketMessages }) => _webSocketMessages === undefined);
      const shown = entries.filter(({ response }) => response.status !== 101);
      assert.deepEqual(sorted(shown), sorted(http));
    });

    it('as a capture that reads as the first one', async () => {
      for (const format of ['pcap', 'pcapng']) {
        const again = await recorded(export_selection(tables, { format, rows: [0] }).bytes);
        assert.equal(again.packets, tables.packets.length);
        assert.equal(again.tables.rows.get('path', 0), "/it's");
      }
    });

    it('as JSON lines and as curl that sh understands', () => {
      const line = JSON.parse(text_of({ format: 'jsonl' }));
      assert.deepEqual(
        [line.method, line.url, line.status, line.complete],
        ['POST', "/it's", 200, true],
      );
      const detail = tables.detail(tables.rows, 0);
      const hidden = curl_of(detail, { secrets: false });
      assert.match(hidden, /^curl 'http:\/\/x\/it'\\''s' -X 'POST' -H 'Cookie: \[hidden\]'/);
      assert.match(curl_of(detail, { secrets: true }), /id=secret/);
      assert.match(hidden, /--data-binary 'ab'\\''cd'$/);
    });
  });

  it('are there for http_trace --page, beside the text', async () => {
    const page = await RunningPage.start(['http', '--page', '-r', SAMPLE]);
    const state = await page.until(({ over }) => over);
    assert.deepEqual([state.can_open, state.can_filter, state.rows.length], [false, false, 28]);
    assert.match(
      JSON.parse((await page.post('/api/open', { file: SAMPLE })).text).error,
      /being traced/,
    );
    await page.stop();
  });
});

/** A question and its answer, 20 ms later. */
function dns_capture() {
  const name = '\x07example\x03org\x00';
  const question = `${name}\x00\x01\x00\x01`;
  const head = (flags, answers) => `\x12\x34${flags}\x00\x01\x00${answers}\x00\x00\x00\x00`;
  const answer = `\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x50`;
  const talk = new Conversation({ handshake: false });
  talk.packet(udp([192, 0, 2, 1], [192, 0, 2, 53], 40000, 53, head('\x01\x00', '\x00') + question));
  talk.wait(0.019);
  talk.packet(
    udp([192, 0, 2, 53], [192, 0, 2, 1], 53, 40000, head('\x81\x80', '\x01') + question + answer),
  );
  return talk.file();
}

function udp(from, to, sport, dport, text) {
  const data = Buffer.from(text, 'latin1');
  const head = Buffer.alloc(28);
  head[0] = 0x45;
  head.writeUInt16BE(28 + data.length, 2);
  head[8] = 64;
  head[9] = 17;
  head.set(from, 12);
  head.set(to, 16);
  head.writeUInt16BE(sport, 20);
  head.writeUInt16BE(dport, 22);
  head.writeUInt16BE(8 + data.length, 24);
  return Buffer.concat([head, data]);
}
