'use strict';

// Each view of the page: reached by keyboard alone, in both schemes, in forced colours, in a narrow
// window, without anything to show; and what axe finds in it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { Conversation } = require('../conversation');
const { SAMPLE, scratch } = require('../tool');
const { Browser, violations_of } = require('./chromium');

const TLS = path.join(__dirname, '..', '..', 'app', 'tls', 'captures', 'key_update.pcap');
const MAX_TABS = 40; // presses of Tab until something has the focus

describe('pcap page, its views', function () {
  this.timeout(240000);
  this.slow(20000);
  const files = scratch();
  const browser = new Browser();
  before(function () {
    return browser.start(this);
  });
  after(async () => {
    await browser.stop();
    files.remove();
  });
  afterEach(() => browser.close_pages());

  const focused = (page) =>
    page.evaluate(() => {
      const { id, textContent, title } = document.activeElement;
      return `${id} ${title} ${textContent}`;
    });

  async function press(page, ...keys) {
    for (const key of keys) await page.keyboard.press(key);
  }

  /** Presses Tab until what has the focus is as wanted. */
  async function tab_to(page, pattern) {
    for (let i = 0; i < MAX_TABS; i++) {
      await page.keyboard.press('Tab');
      if (pattern.test(await focused(page))) return;
    }
    assert.fail(`${pattern} is not reached by Tab`);
  }

  it('are all reached, and left, by keyboard alone', async () => {
    const { page, faults } = await browser.opened([SAMPLE]);
    await tab_to(page, /Time ▲/);
    await press(page, 'ArrowRight', 'ArrowRight', 'Enter'); // sort by host
    assert.match(await focused(page), /Host ▲/);
    await press(page, 'ArrowDown', 'Enter');
    await page.waitForSelector('#details table.timing');
    await tab_to(page, /^split /);
    await press(page, 'ArrowUp', 'ArrowUp');
    assert.equal(await page.getAttribute('#split', 'aria-valuenow'), '60');
    await tab_to(page, /^detail-Timing/);
    for (const name of ['Headers', 'Body', 'Packets', 'Graph', 'Timing']) {
      await press(page, 'ArrowRight');
      assert.match(await focused(page), new RegExp(`^detail-${name} `));
    }
    await press(page, 'p');
    await tab_to(page, /^detail-panel/);
    await tab_to(page, / Decode 0/);
    await press(page, 'Enter');
    await page.waitForSelector('#details h3:has-text("Packet 0")');
    await press(page, 'Escape', 'c');
    await page.waitForSelector('#bands .grid-row');
    await tab_to(page, /192\.0\.2\.80:8080/);
    await press(page, 'ArrowDown', 'Enter');
    await page.waitForSelector('#details table.packets'); // the tab that was shown last
    await press(page, 'Escape');
    await tab_to(page, /^open/);
    await press(page, 'Enter');
    await page.waitForSelector('dialog[open] h2:has-text("Open")');
    await press(page, 'Escape');
    assert.equal(await page.isVisible('dialog'), false);
    assert.deepEqual(faults, []);
  });

  it('are restored by a reload: order, row, tab, height', async () => {
    const { page, faults } = await browser.opened([SAMPLE]);
    await page.click('#list .grid-head button:has-text("Latency")');
    await press(page, 'j', 'j', 'j', 'Enter');
    await page.waitForSelector('#details table.timing');
    await page.click('#detail-Headers');
    await page.focus('#split');
    await press(page, 'ArrowDown');
    await page.waitForFunction(() => /split=45/.test(location.hash));
    const title = await page.textContent('#details h2');
    await page.reload();
    await page.waitForSelector('#detail-Headers[aria-selected=true]');
    assert.equal(await page.textContent('#details h2'), title);
    assert.equal(await page.getAttribute('#split', 'aria-valuenow'), '45');
    const sorted = page.locator('#list [role=columnheader][aria-sort=ascending]');
    assert.equal(await sorted.textContent(), 'Latency ▲');
    assert.deepEqual(faults, []);
  });

  it('become a picture', async () => {
    const { page, faults } = await browser.opened([SAMPLE]);
    for (const view of ['list', 'bands']) {
      await page.click(`#tab-${view}`);
      await page.waitForSelector(`#${view} .grid-row`);
      await press(page, 'e');
      await page.selectOption('dialog select', 'png');
      const saved = page.waitForEvent('download');
      await page.click('dialog button[type=submit]');
      const png = fs.readFileSync(await (await saved).path());
      assert.equal(png.toString('latin1', 1, 4), 'PNG');
      const { width, height, colors } = await measured(png);
      assert.ok(width > 500 && height > 300, `${width} × ${height}`);
      assert.ok(colors >= 5, `${colors} colours`);
    }
    assert.deepEqual(faults, []);
  });

  /** The size of a PNG file, and how many colours it has. */
  async function measured(png) {
    const page = await browser.blank();
    return page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const { width, height } = image;
      const pen = Object.assign(document.createElement('canvas'), { width, height }).getContext(
        '2d',
      );
      pen.drawImage(image, 0, 0);
      const pixels = new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer);
      return { width, height, colors: new Set(pixels).size };
    }, png.toString('base64'));
  }

  it('are of another file of the folder, opened by its name', async () => {
    fs.copyFileSync(SAMPLE, files.path('another.pcap'));
    fs.chmodSync(files.path('another.pcap'), 0o644);
    const { page, faults } = await browser.opened([TLS], {
      cwd: files.path(''),
      ready: '#empty:not([hidden])',
    });
    await page.click('#open');
    await page.waitForSelector('dialog datalist option[value="another.pcap"]', {
      state: 'attached',
    });
    await page.fill('dialog input[type=text]', 'another.pcap');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('count').textContent === '28 rows');
    assert.equal(await page.textContent('#source'), 'another.pcap');
    assert.deepEqual(faults, []);
  });

  it('show a connection that has no rows: its packets, its TLS', async () => {
    const { page, faults } = await browser.opened([TLS], { ready: '#empty:not([hidden])' });
    assert.match(await page.textContent('#empty'), /No HTTP.* is in this capture/);
    assert.deepEqual(await violations_of(page), []);
    await press(page, 'c', 'Tab', 'Tab', 'j', 'Enter');
    await page.waitForSelector('#details [role=tab]');
    await page.click('#detail-TLS');
    assert.match(await page.textContent('#detail-panel'), /TLS 1\.3/);
    assert.deepEqual(await violations_of(page), []);
    await page.click('#detail-Packets');
    await page.waitForSelector('#details table.packets');
    assert.deepEqual(faults, []);
  });

  it('give columns up in a narrow window, and need no scrolling', async () => {
    const long = `/${'segment/'.repeat(100)}?${'q=1&'.repeat(200)}`;
    const talk = new Conversation().send(
      `GET ${long} HTTP/1.1\r\nHost: ${'h'.repeat(200)}\r\n\r\n`,
    );
    talk.recv('HTTP/1.1 204 No Content\r\n\r\n');
    const { page, faults } = await browser.opened([talk.end().write(files.path('long.pcap'))], {
      viewport: { width: 480, height: 600 },
    });
    const heads = await page
      .locator('#list .grid-head [role=columnheader]:visible')
      .allTextContents();
    assert.deepEqual(
      heads.map((text) => text.replace(' ▲', '')),
      ['Method', 'Path', 'Status', 'Latency', 'Waterfall'],
    );
    await press(page, 'j', 'Enter');
    await page.waitForSelector('#details table.timing');
    for (const name of ['Timing', 'Headers', 'Packets']) {
      await page.click(`#detail-${name}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 480, `${name}: ${wide}`);
    }
    assert.deepEqual(await violations_of(page), []);
    assert.deepEqual(faults, []);
  });

  it('follow forced colours and reduced motion', async () => {
    const { page, faults } = await browser.opened([SAMPLE], {
      forcedColors: 'active',
      reducedMotion: 'reduce',
    });
    await page.waitForFunction(() => {
      const canvas = document.querySelector('#list .grid-picture canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    });
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return transitionDuration !== '0s' || animationName !== 'none';
        }).length,
    );
    assert.equal(moving, 0);
    assert.deepEqual(await violations_of(page), []);
    assert.deepEqual(faults, []);
  });

  for (const colorScheme of ['light', 'dark']) {
    it(`have nothing that axe finds, ${colorScheme}`, async () => {
      const { page } = await browser.opened([SAMPLE], { colorScheme });
      const check = async (what) => assert.deepEqual(await violations_of(page), [], what);
      await check('list');
      await press(page, 'j', 'Enter');
      await page.waitForSelector('#details table.timing');
      for (const name of ['Timing', 'Headers', 'Body', 'Packets', 'Graph']) {
        await page.click(`#detail-${name}`);
        await check(name);
      }
      await page.keyboard.press('Escape');
      await page.click('#tab-bands');
      await page.waitForSelector('#bands .grid-row');
      await check('connections');
      for (const [button, title] of [
        ['help', 'Help'],
        ['export', 'Export'],
        ['open', 'Open'],
      ]) {
        await page.click(`#${button}`);
        await page.waitForSelector(`dialog[open] h2:has-text("${title}")`);
        await check(title);
        await page.keyboard.press('Escape');
      }
      await page.fill('#query', '(');
      await check('a filter that is none');
    });
  }
});
