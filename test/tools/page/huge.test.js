'use strict';

// What is larger than anybody needs: it is cut, and the page says so.

const assert = require('node:assert/strict');
const zlib = require('node:zlib');
const { Conversation } = require('../conversation');
const { scratch } = require('../tool');
const { RunningPage } = require('./running_page');

const MIB = 1024 * 1024;
const BOMB = 100 * MIB;

describe('pcap page, huge things', function () {
  this.timeout(120000);
  this.slow(10000);
  const files = scratch();
  let page;
  let rows;

  before(async () => {
    const talk = new Conversation();
    const answer = (body, more = '') => {
      talk.recv(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n`);
      talk.recv(body);
    };
    talk.send('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    answer(Buffer.alloc(5 * MIB, 'x'));
    talk.send('GET /bomb HTTP/1.1\r\nHost: x\r\n\r\n');
    answer(zlib.gzipSync(Buffer.alloc(BOMB)), 'Content-Encoding: gzip\r\n');
    talk.send(`GET /${'u'.repeat(60000)} HTTP/1.1\r\nHost: ${'h'.repeat(5000)}\r\n\r\n`);
    answer('short');
    talk.send('GET /deep HTTP/1.1\r\nHost: x\r\n\r\n');
    answer('['.repeat(300000));
    talk.end();
    page = await RunningPage.start(['page', talk.write(files.path('huge.pcap'))]);
    await page.until(({ over }) => over);
    rows = await page.table('rows');
  });
  after(async () => {
    await page?.stop();
    files.remove();
  });

  const response_of = async (row) => (await page.json(`/api/exchange/${row}`)).response;

  it('keep their true size in the row', () => {
    assert.equal(rows.length, 4);
    assert.equal(rows[0].response_bytes, 5 * MIB);
    assert.ok(rows.every(({ flags }) => (flags & 3) === 3));
  });

  it('keep 1 MiB of a body, of which the beginning is shown', async () => {
    const { body } = await response_of(0);
    assert.equal(body.is_cut, true);
    assert.equal(body.text, 'x'.repeat(256 * 1024));
    assert.equal((await page.ask('/api/body/0/response')).bytes.length, MIB);
  });

  it('unpack no more than 1 MiB', async () => {
    const { body } = await response_of(1);
    assert.ok(body.size <= MIB, `${body.size}`);
    assert.ok((await page.ask('/api/body/1/response')).bytes.length <= MIB);
  });

  it('cut texts in the list, not in the headers', async () => {
    assert.equal(rows[2].path, `/${'u'.repeat(2047)}…`);
    assert.equal(rows[2].host, `${'h'.repeat(2048)}…`);
    const { request } = await page.json(`/api/exchange/${rows[2].row}`);
    assert.equal(request.url.length, 60001);
  });

  it('lay JSON out as far as that is bounded', async () => {
    const { body } = await response_of(3);
    assert.ok(body.text.length <= 256 * 1024);
  });
});
