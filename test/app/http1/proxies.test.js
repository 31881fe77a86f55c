'use strict';

const assert = require('node:assert/strict');
const { HTTPSession } = require('../../../lib/app/http1');
const { FakeTCP, record } = require('./fake_tcp');

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const get = (url) => `GET ${url} HTTP/1.1\r\nHost: a.example\r\n\r\n`;

function start() {
  const tcp = new FakeTCP();
  const http = new HTTPSession(tcp);
  return { tcp, http, log: record(http) };
}

const heads = (log) => log.filter((line) => /^(request|response) [A-Z\d]+ /.test(line));

describe('HTTPSession after PROXY headers', function () {
  const proxy = (source) => `PROXY TCP4 ${source} 192.0.2.9 1000 80\r\n`;

  it('tells each, where several proxies put theirs before', function () {
    for (const size of [1, 9, 1000]) {
      const { tcp, http, log } = start();
      const sources = [];
      http.on('proxy', (_, { source }) => sources.push(source.address));
      const bytes = proxy('192.0.2.1') + proxy('192.0.2.2') + get('/a');
      for (let i = 0; i < bytes.length; i += size) tcp.send(bytes.slice(i, i + size));
      tcp.recv(OK);
      assert.deepEqual(sources, ['192.0.2.1', '192.0.2.2']);
      assert.equal(http.proxy.source.address, '192.0.2.2');
      assert.deepEqual(heads(log), ['request GET /a', 'response 200 to /a']);
    }
  });

  it('finds HTTP behind one that is none', function () {
    const lines = [
      'PROXY TCP4 192.0.2.1 192.0.2 1000 80\r\n',
      'PROXY TCP4 192.0.2.1 192.0.2.256 1000 80\r\n',
      'PROXY TCP4 2001:db8::1 2001:db8::2 1000 80\r\n',
      'PROXY TCP6 2001:db8::1 2001:db8:::2 1000 80\r\n',
      'PROXY TCP4 192.0.2.1 192.0.2.2 1000 65536\r\n',
      'PROXY TCP4 192.0.2.1 192.0.2.2 1000 80\n',
      'PROXY SCTP 192.0.2.1 192.0.2.2 1000 80\r\n',
    ];
    for (const line of lines) {
      const { tcp, http, log } = start();
      tcp.send(line + get('/a'));
      tcp.recv(OK);
      assert.equal(http.proxy, undefined);
      assert.equal(log[0], 'error send ERR_PCAP_HTTP_START');
      assert.deepEqual(heads(log), ['request GET /a', 'response 200 to /a'], line);
    }
  });
});
