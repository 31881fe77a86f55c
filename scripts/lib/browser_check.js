'use strict';

// Opens the page of examples/browser in Chromium and compares what it shows with what Node.js says:
//
//   node browser_check.js PAGE CHROMIUM PLAYWRIGHT      PAGE is index.html, with bundle.js beside
//   it

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const zlib = require('node:zlib');

const ROOT = path.join(__dirname, '..', '..');
const GOLDEN = path.join(ROOT, 'test', 'golden');

const { decode } = require('../../lib/decode');
const { read_capture } = require('../../lib/file');
const { TCPTracker } = require('../../lib/tcp');

const [page_file, chromium_path, playwright] = process.argv.slice(2);
const { chromium } = require(playwright);

/** Lines that the page should show, and how its status should begin. */
async function expected(bytes) {
  const lines = [];
  let connections = 0;
  let payload = 0;
  const tracker = new TCPTracker();
  tracker.on('session', () => connections++);
  tracker.on('data send', (session, data) => (payload += data.length));
  tracker.on('data recv', (session, data) => (payload += data.length));
  let end = '';
  try {
    for await (const raw of read_capture(bytes)) {
      const packet = decode.packet(raw);
      tracker.track_packet(packet);
      lines.push(`${raw.len} ${packet}`);
    }
  } catch (error) {
    end = `; ${error.message}`;
  }
  const counts = `${lines.length} packets, ${connections} TCP connections with ${payload} bytes`;
  return { lines, status: counts + end };
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];

/** What the page shows now. */
function shown() {
  return {
    lines: Array.from(document.querySelectorAll('tr'), (row) =>
      [row.cells[2], row.cells[3]].map((cell) => cell.textContent).join(' '),
    ),
    status: document.querySelector('output').textContent,
  };
}

function drop([name, base64]) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name));
  document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
}

async function compare(page, name, bytes) {
  await page.evaluate(() => (document.querySelector('output').textContent = ''));
  await page.evaluate(drop, [name, bytes.toString('base64')]);
  await page.waitForFunction(() => document.querySelector('output').textContent !== '');
  const found = await page.evaluate(shown);
  const { lines, status } = await expected(bytes);
  assert.deepEqual(found.lines, lines, name);
  assert.equal(found.status, `${name}: ${status}`);
  return lines.length;
}

async function main() {
  const options = { executablePath: chromium_path, args: FLAGS, chromiumSandbox: false };
  const browser = await chromium.launch(options);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    const errors = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(pathToFileURL(path.resolve(page_file)).href);
    let packets = 0;
    const names = fs.readdirSync(GOLDEN).filter((name) => name.endsWith('.pcap'));
    for (const name of names) {
      packets += await compare(page, name, fs.readFileSync(path.join(GOLDEN, name)));
    }
    const one = fs.readFileSync(path.join(GOLDEN, 'http.pcap'));
    await compare(page, 'http.pcap.gz', zlib.gzipSync(one));
    await compare(page, 'truncated.pcap', one.subarray(0, -10));
    await compare(page, 'text', Buffer.from('no capture at all'));
    await page.setInputFiles('input', path.join(GOLDEN, 'dns.pcap'));
    await page.waitForFunction(() =>
      document.querySelector('output').textContent.startsWith('dns.pcap: '),
    );
    assert.deepEqual(errors, []);
    console.log(`${names.length} files, ${packets} packets: the same as in Node.js`);
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
