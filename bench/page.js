'use strict';

// The page with a capture of 100,000 requests: when it can be used, how long its worst frame takes
// while one scrolls and zooms, what the server needs.
//
//   node bench/page.js [REQUESTS]        needs Chromium

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');
const { Conversation } = require('../test/tools/conversation');
const { RunningPage } = require('../test/tools/page/running_page');
const { frames, most_memory } = require('./lib/frames');

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const REQUESTS = Number(process.argv[2] ?? 100_000);
const EACH = 100; // requests of a connection

function write_capture(file) {
  const out = fs.openSync(file, 'w');
  for (let first = 0; first < REQUESTS; first += EACH) {
    const port = 1024 + ((first / EACH) % 60000);
    const client = { ip: [10, 0, (first / EACH) >> 8, (first / EACH) & 255], port };
    const talk = new Conversation({ client, time: 1600000000 + first / 1000 });
    for (let i = first; i < first + EACH; i++) {
      talk.send(
        `GET /item/${i}?q=${i % 977} HTTP/1.1\r\nHost: h${i % 50}.example\r\nAccept: */*\r\n\r\n`,
      );
      const status = i % 40 === 0 ? '500 Oops' : '200 OK';
      const body = 'x'.repeat(i % 3000);
      const head = `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\n`;
      talk.recv(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    }
    const bytes = talk.end().file();
    fs.writeSync(out, first === 0 ? bytes : bytes.subarray(24));
  }
  fs.closeSync(out);
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-page-'));
  fs.chmodSync(folder, 0o755);
  const file = path.join(folder, 'requests.pcap');
  write_capture(file);
  fs.chmodSync(file, 0o644);
  console.log(`${REQUESTS} requests, ${(fs.statSync(file).size / 1e6).toFixed(0)} MB`);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const start = performance.now();
  const since = () => `${((performance.now() - start) / 1000).toFixed(2)} s`;
  const server = await RunningPage.start(['page', file]);
  console.log(`address printed after ${since()}`);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(server.address);
  await page.waitForSelector('#list .grid-row');
  console.log(`usable (first rows, while it reads on) after ${since()}`);
  await server.until(({ over }) => over);
  console.log(`file read after ${since()}`);
  const all = REQUESTS.toLocaleString('en');
  await page.waitForFunction(
    (text) => document.getElementById('count').textContent.startsWith(text),
    all,
  );
  console.log(`all rows in the page after ${since()}`);
  await page.reload();
  const again = performance.now();
  await page.waitForSelector('#list .grid-row');
  console.log(`loaded anew: first rows after ${(performance.now() - again).toFixed(0)} ms`);
  await page.waitForFunction(
    (text) => document.getElementById('count').textContent.startsWith(text),
    all,
  );
  await page.mouse.move(600, 500);
  const scroll = async () => {
    for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i % 20 === 0 ? 200_000 : 400);
  };
  console.log(`scrolling the list: ${await frames(page, scroll)}`);
  const zoom = async () => {
    for (let i = 0; i < 12; i++) await page.keyboard.press(i < 8 ? '+' : '-');
  };
  console.log(`zooming the list: ${await frames(page, zoom)}`);
  await page.keyboard.press('0');
  await page.keyboard.press('c');
  await page.waitForSelector('#bands .grid-row');
  await page.mouse.move(900, 500);
  const wheel = async () => {
    for (let i = 0; i < 30; i++) await page.mouse.wheel(0, i < 20 ? -100 : 100);
  };
  console.log(`zooming the bands: ${await frames(page, wheel)}`);
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  console.log(`heap of the page: ${(heap / 1e6).toFixed(0)} MB`);
  console.log(`server: at most ${most_memory(server.child.pid)} MiB resident`);
  await browser.close();
  await server.stop();
  fs.rmSync(folder, { recursive: true });
}

main();
