'use strict';

const assert = require('node:assert/strict');
const { HTTPResponse } = require('../../lib/app/http1');
const { EventStream, is_event_stream } = require('../../lib/tools/event_stream');
const { Conversation } = require('./conversation');
const { run_tool, said_in, scratch } = require('./tool');

/** [event, data] of the events in pieces of a body. */
function events_of(...pieces) {
  const stream = new EventStream();
  return pieces
    .flatMap((piece) => stream.take(Buffer.from(piece)))
    .map(({ event, data }) => [event, data.toString()]);
}

describe('tools/event_stream', function () {
  it('finds events, their names and their lines of data', function () {
    assert.deepEqual(events_of('data: one\n\nevent: tick\ndata:2\ndata\ndata:  3\n\n'), [
      ['message', 'one'],
      ['tick', '2\n\n 3'],
    ]);
  });

  it('passes over comments, unknown fields, and events without data', function () {
    assert.deepEqual(events_of(': ping\n\nretry: 1\nevent: x\n\ndata: y\n\n'), [['message', 'y']]);
  });

  it('finds the same events wherever the body is cut, with every line ending', function () {
    for (const ending of ['\n', '\r\n', '\r']) {
      const body = `event: a${ending}data: é${ending}${ending}data: 2${ending}data: 3${ending}${ending}x`;
      const bytes = Buffer.from(body);
      for (let at = 0; at <= bytes.length; at++) {
        const pieces = [bytes.subarray(0, at), Buffer.alloc(0), bytes.subarray(at)];
        assert.deepEqual(events_of(...pieces), [
          ['a', 'é'],
          ['message', '2\n3'],
        ]);
      }
    }
  });

  it('keeps no more of an event than 64 KiB', function () {
    const stream = new EventStream();
    for (let i = 0; i < 100; i++) stream.take(Buffer.from(`data: ${'x'.repeat(10000)}`));
    const [{ data, size }] = stream.take(Buffer.from('\n\n'));
    assert.ok(data.length <= 64 * 1024);
    assert.ok(size > 1000000);
  });

  it('is for responses of that type that are not encoded', function () {
    const response = (...raw_headers) => Object.assign(new HTTPResponse(), { raw_headers });
    assert.equal(
      is_event_stream(response('content-TYPE', 'Text/Event-Stream; charset=utf-8')),
      true,
    );
    assert.equal(is_event_stream(response('Content-Type', 'text/event-streams')), false);
    assert.equal(is_event_stream(response('Content-Type', 'text/plain')), false);
    assert.equal(is_event_stream(response()), false);
    const encoded = ['Content-Type', 'text/event-stream', 'Content-Encoding', 'gzip'];
    assert.equal(is_event_stream(response(...encoded)), false);
  });

  describe('http_trace', function () {
    this.timeout(120_000);
    const files = scratch();
    after(() => files.remove());

    const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;
    function file() {
      const talk = new Conversation().send('GET /sse HTTP/1.1\r\n\r\n');
      talk.recv(
        'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      talk.recv(chunk('data: on')).recv(chunk('e\n\nevent: tick\ndata: \x1b[2J\n\n'));
      return talk.end().write(files.path('sse.pcap'));
    }

    it('shows a line for each event as it comes; the end of the stream is no error', function () {
      const said = said_in(run_tool('http_trace', ['-v', '-r', file()]).lines);
      assert.deepEqual(said, [
        '#1 HTTP 1.1 request: GET /sse',
        '#1 HTTP 1.1 response: 200 OK',
        '#1 event message 9B one',
        '#1 event tick 21B \\x1b[2J',
        '#1 HTTP 1.1 response complete 35B, first byte 1.00ms, total 3.00ms',
      ]);
    });

    it('--json has an object for each event', function () {
      const objects = run_tool('http_trace', ['-r', file(), '--json']).lines.map((line) =>
        JSON.parse(line),
      );
      const events = objects.filter(({ type }) => type === 'event');
      assert.deepEqual(
        events.map(({ number, event, text }) => [number, event, text]),
        [
          [1, 'message', 'one'],
          [1, 'tick', '\x1b[2J'],
        ],
      );
    });
  });
});
