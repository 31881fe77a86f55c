'use strict';

const assert = require('node:assert/strict');
const { HTTPSession } = require('../../lib/app/http1');
const { HTTPConnection } = require('../../lib/tools/http_connection');
const { Transfers } = require('../../lib/tools/transfers');
const { watch_device } = require('../../lib/tools/watchers');
const { FakeTCP } = require('../app/http1/fake_tcp');

describe('tools/transfers', () => {
  let now;
  let transfers;
  beforeEach(() => {
    now = 0;
    transfers = new Transfers(() => now);
  });

  function connect() {
    const tcp = new FakeTCP();
    const names = { ends: () => [tcp.src_name, tcp.dst_name] };
    const connection = new HTTPConnection(tcp, new HTTPSession(tcp), { number: 1, names });
    connection.watch_exchanges(() => {});
    transfers.watch(connection);
    return tcp;
  }

  function status_after(seconds) {
    now += seconds * 1000;
    const line = transfers.status();
    return line === undefined ? undefined : String(line);
  }

  it('shows what has come of a response, and how fast, from the second time on', () => {
    const tcp = connect();
    tcp.send('GET /big HTTP/1.1\r\nHost: a.example\r\n\r\n');
    assert.equal(status_after(1), undefined);
    tcp.recv(`HTTP/1.1 200 OK\r\nContent-Length: 10240\r\n\r\n${'x'.repeat(1024)}`);
    assert.equal(status_after(1), undefined);
    tcp.recv('x'.repeat(4096));
    assert.equal(
      status_after(2),
      '5.00KiB of 10.00KiB received, 2.00KiB/s: GET http://a.example/big',
    );
    assert.equal(status_after(1), undefined); // it stands still
    tcp.recv('x'.repeat(5120));
    assert.equal(status_after(1), undefined); // it is whole
  });

  it('shows a request, without a length where it says none, and how many more there are', () => {
    const [first, second] = [connect(), connect()];
    const head = 'POST /up HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n';
    const chunk = (size) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
    first.send(head + chunk(100));
    second.send(head.replace('/up', '/\x1b[2J') + chunk(5000));
    status_after(1);
    first.send(chunk(100));
    second.send(chunk(5000));
    const line = '9.77KiB sent, 4.88KiB/s and 1 more: POST http://a.example/\\x1b[2J';
    assert.equal(status_after(1), line);
    second.end();
    first.send(chunk(100));
    assert.equal(status_after(1), '300B sent, 100B/s: POST http://a.example/up');
  });

  it('is shown each second on a terminal, and taken away', () => {
    const shown = [];
    const output = {
      shows_progress: true,
      progress: (line) => shown.push(line),
      clear_progress: () => shown.push(''),
    };
    const lines = ['a', undefined, 'b'];
    const session = { stats: () => ({ ps_recv: 0, ps_drop: 0 }) };
    let tick;
    const tool = { output, status: () => lines.shift() };
    watch_device(session, tool, { packets: 1 }, {}, (every_second) => (tick = every_second));
    for (let i = 0; i < 3; i++) tick();
    assert.deepEqual(shown, ['a', '', 'b']);
    const without = { output: { ...output, shows_progress: false }, status: assert.fail };
    watch_device(session, without, { packets: 1 }, {}, (every_second) => every_second());
  });
});
