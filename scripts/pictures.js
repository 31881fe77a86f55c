'use strict';

// The README's pictures, of the page and of the terminal, from the sample that the package has:
//
//   node scripts/pictures.js        writes docs/page.png and docs/terminal.png; needs Chromium

const { execFileSync } = require('node:child_process');
const path = require('node:path');
const { chromium } = require('playwright-core');
const { RunningPage } = require('../test/tools/page/running_page');

const ROOT = path.join(__dirname, '..');
const SAMPLE = 'examples/captures/http.pcap';
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const picture = (name) => path.join(ROOT, 'docs', name);

async function of_page(browser) {
  const server = await RunningPage.start(['page', SAMPLE], undefined, { cwd: ROOT });
  const page = await browser.newPage({ viewport: { width: 1100, height: 640 } });
  await page.goto(server.address);
  await page.waitForSelector('#list .grid-row');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#details table.timing');
  await page.screenshot({ path: picture('page.png') });
  await page.close();
  await server.stop();
}

async function of_terminal(browser) {
  const args = ['lib/tools/http_trace.js', '-n', '-r', SAMPLE];
  const text = execFileSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const page = await browser.newPage({ viewport: { width: 900, height: 300 } });
  await page.evaluate((lines) => {
    const { document } = globalThis;
    document.body.style.cssText = 'margin:0;background:#16181c;color:#e6e8eb';
    const pre = document.body.appendChild(document.createElement('pre'));
    pre.style.cssText = 'margin:12px;font:12px/1.5 monospace';
    pre.textContent = `$ npx pcap http -n -r capture.pcap\n${lines}`;
  }, text.split('\n').slice(0, 14).join('\n'));
  await page.screenshot({ path: picture('terminal.png') });
  await page.close();
}

async function main() {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  await of_page(browser);
  await of_terminal(browser);
  await browser.close();
}

main();
