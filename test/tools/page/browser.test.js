'use strict';

// The page in Chromium, as people use it: by mouse, by keyboard, by screen reader.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Conversation } = require('../conversation');
const { SAMPLE, scratch } = require('../tool');
const { Browser } = require('./chromium');

const MARKUP = '<img/src=x/onerror=alert(1)>';

describe('pcap page, in the browser', function () {
  this.timeout(120_000);
  this.slow(10000);
  const files = scratch();
  const browser = new Browser();
  const opened = (...how) => browser.opened(...how);
  before(function () {
    return browser.start(this);
  });
  after(async () => {
    await browser.stop();
    files.remove();
  });
  afterEach(() => browser.close_pages());

  const count = (page) => page.locator('#count').textContent();

  it('shows the rows, filters and sorts them, and shows details', async () => {
    const { page, faults } = await opened([SAMPLE]);
    assert.equal(await count(page), '28 rows');
    assert.doesNotMatch(page.url(), /token/);
    await page.fill('#query', 'status:404 OR method:POST');
    assert.equal(await count(page), '5 of 28 rows');
    await page.fill('#query', '/chunked/');
    assert.equal(await count(page), '2 of 28 rows');
    await page.fill('#query', '(');
    assert.equal(await page.getAttribute('#query', 'aria-invalid'), 'true');
    await page.fill('#query', '');
    await page.click('#list .grid-head button:has-text("Latency")');
    await page.click('#list .grid-head button:has-text("Latency")');
    const first = page.locator('#list [role=row][aria-rowindex="2"]');
    await page.waitForSelector('#list [aria-rowindex="2"] .latency:has-text("4.7 ms")');
    await first.click();
    await page.waitForSelector('#details table.timing');
    assert.match(await page.locator('#details').textContent(), /Connect.*Network.*Server.*Receive/);
    await page.click('#detail-Headers');
    assert.match(await page.locator('#details').textContent(), /HTTP\/1\.1 200 OK/);
    await page.click('#detail-Packets');
    await page.click('#details table.packets button >> nth=0');
    await page.waitForSelector('#details h3:has-text("Packet")');
    await page.click('#detail-Graph');
    await page.waitForSelector('#details canvas');
    assert.deepEqual(faults, []);
  });

  it('zooms from all of the capture to 10 µs a pixel, and the address restores it', async () => {
    const { page, faults } = await opened([SAMPLE, '--port', '0']);
    for (let i = 0; i < 25; i++) await page.keyboard.press('+');
    const width = await page
      .locator('#list .grid-head > :last-child')
      .evaluate((e) => e.offsetWidth);
    const range = await page.waitForFunction((pixels) => {
      const [from, to] = /range=([\d.]+)%2C([\d.]+)/.exec(location.hash)?.slice(1) ?? [];
      return Math.abs((to - from) / pixels - 0.01) < 0.0002 && from; // ms a pixel
    }, width);
    const from = await range.jsonValue();
    await page.keyboard.press('c');
    await page.waitForFunction(() => /view=bands/.test(location.hash));
    await page.reload();
    await page.waitForSelector('#bands:not([hidden])');
    assert.match(page.url(), new RegExp(`range=${from}`));
    await page.keyboard.press('0');
    await page.waitForFunction(() => !/range=/.test(location.hash));
    const box = await page.locator('#overview').boundingBox();
    await page.mouse.move(box.x + 10, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 30, { steps: 3 });
    await page.mouse.up();
    await page.waitForFunction(() => /of 28/.test(document.getElementById('count').textContent));
    assert.deepEqual(faults, []);
  });

  it('is used by keyboard alone', async () => {
    const { page, faults, server } = await opened([SAMPLE]);
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await press('j', 'j', 'ArrowDown', 'k');
    assert.match(await focused(), /HEAD/);
    await press('ArrowLeft');
    assert.match(await focused(), /GET/);
    await press('ArrowRight', 'Enter');
    await page.waitForSelector('#details table.timing');
    await press('g');
    await page.waitForSelector('#details canvas');
    await press('p');
    await page.waitForSelector('#details table.packets');
    await press('ArrowLeft', 'ArrowLeft');
    assert.equal(await focused(), 'Timing');
    await press('Escape');
    assert.equal(await page.isVisible('#details'), false);
    await press('f');
    assert.equal(await count(page), '2 of 28 rows');
    await press('f', '/');
    await page.keyboard.type('method:post');
    assert.equal(await count(page), '2 of 28 rows');
    await press('Escape');
    assert.match(await focused(), /POST/);
    await press('c', 'Tab');
    await press('j');
    await page.waitForSelector('#bands [aria-selected=true]');
    await press('?');
    await page.waitForSelector('dialog[open] h2:has-text("Help")');
    await press('Escape', 'e');
    await page.waitForSelector('dialog[open] h2:has-text("Export")');
    const saved = page.waitForEvent('download');
    await press('Tab', 'Tab', 'Tab', 'Tab', 'Enter');
    const har = JSON.parse(fs.readFileSync(await (await saved).path()));
    assert.ok(har.log.entries.length > 0);
    await press('End', 'Home', 'PageDown', 'PageUp', '+', '-', '[', ']', '0', '.');
    assert.deepEqual(faults, []);
    assert.equal((await server.json('/api/state')).rows.length, 28);
  });

  it('opens other files, by name, by choice and by dropping', async () => {
    fs.copyFileSync(SAMPLE, files.path('other.pcap'));
    const { page, faults } = await opened([SAMPLE]);
    await page.click('#clear');
    await page.waitForFunction(() => document.getElementById('count').textContent === '0 rows');
    await page.click('#open');
    await page.setInputFiles('dialog input[type=file]', files.path('other.pcap'));
    await page.click('dialog button[type=submit]');
    await page.waitForFunction(() => document.getElementById('count').textContent === '28 rows');
    assert.equal(await page.textContent('#source'), 'other.pcap');
    await page.click('#open');
    await page.fill('dialog input[type=text]', '/etc/passwd');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog [role=alert]:has-text("only files of the folder")');
    await page.keyboard.press('Escape');
    assert.deepEqual(faults, []);
  });

  it('shows markup of the network as text, everywhere', async () => {
    const name = `markup${'<b>x'}.pcap`;
    const talk = new Conversation();
    talk.send(
      `GET /${MARKUP} HTTP/1.1\r\nHost: ${MARKUP}\r\nX-${MARKUP.replace(/[^a-z]/g, '')}: ${MARKUP}\r\n\r\n`,
    );
    talk.recv(
      `HTTP/1.1 200 ${MARKUP}\r\nContent-Type: text/html${MARKUP}\r\nContent-Length: ${MARKUP.length}\r\n\r\n${MARKUP}`,
    );
    const { page, faults } = await opened([talk.end().write(files.path(name))]);
    await page.click('#list .grid-row');
    await page.waitForSelector('#details table.timing');
    for (const tab of ['Headers', 'Body', 'Packets', 'Timing']) {
      await page.click(`#detail-${tab}`);
      assert.equal(await page.locator('img, b').count(), 0, tab);
    }
    await page.click('#detail-Headers');
    const text = await page.locator('#details').textContent();
    assert.equal(text.split(MARKUP).length - 1, 6); // title, request line, host, header, reason, type
    await page.click('#detail-Body');
    assert.equal(await page.locator('#details pre').textContent(), MARKUP);
    assert.match(await page.textContent('#source'), /<b>x\.pcap$/);
    await page.evaluate(() => {
      let refused = 0;
      try {
        document.body.innerHTML = '<p>x</p>';
      } catch {
        refused++;
      }
      if (refused !== 1) throw new Error('trusted types are not required');
    });
    assert.deepEqual(
      faults.filter((text) => !/Trusted/i.test(text)),
      [],
    );
  });

  it('shows a response of 100,000 headers, as far as it is one', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `h${i}: ${MARKUP}\r\n`).join('');
    const talk = new Conversation().send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    talk.recv(`HTTP/1.1 200 OK\r\n${lines}\r\n`);
    const { page, faults } = await opened([talk.end().write(files.path('headers.pcap'))]);
    await page.click('#list .grid-row');
    await page.waitForSelector('#details table.timing');
    assert.match(await page.textContent('#details'), /Whole\s*no/);
    assert.deepEqual(faults, []);
  });
});
