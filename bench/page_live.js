'use strict';

// The page on a veth pair that so many requests a second pass: whether a packet is lost, and how
// long the frames of the browser that follows it take.
//
//   node bench/page_live.js [RATE] [SECONDS]        needs root, iproute2 and Chromium

const { once } = require('node:events');
const path = require('node:path');
const { text } = require('node:stream/consumers');
const { chromium } = require('playwright-core');
const { Namespace, run } = require('../test/helpers/netns');
const { RunningPage } = require('../test/tools/page/running_page');
const { frames, most_memory } = require('./lib/frames');

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PEER = path.join(__dirname, 'lib', 'page_load.js');
const RATE = Number(process.argv[2] ?? 2000);
const SECONDS = Number(process.argv[3] ?? 10);

function joined(a, b) {
  const ends = ['netns', a.name, 'type', 'veth', 'peer', 'name', 'eth', 'netns', b.name];
  run('ip', 'link', 'add', 'eth', ...ends);
  [a, b].forEach((space, i) => {
    space.address('eth', `10.9.29.${i + 1}/24`);
    space.ip('link', 'set', 'eth', 'up');
  });
}

// The page is in the client's namespace, the browser is not.
function reach(space) {
  const device = `pagebench${process.pid % 1000}`;
  const theirs = ['peer', 'name', 'page', 'netns', space.name];
  run('ip', 'link', 'add', device, 'type', 'veth', ...theirs);
  run('ip', 'addr', 'add', '10.9.30.1/30', 'dev', device);
  run('ip', 'link', 'set', device, 'up');
  space.ip('link', 'set', 'page', 'up');
  space.address('page', '10.9.30.2/30');
}

async function measure(client, server, browser) {
  joined(client, server);
  reach(client);
  const serving = server.spawn(process.execPath, [PEER, 'serve', '8080'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(serving.stdout, 'data');
  const args = ['page', '-i', 'eth', '-Z', 'root', '--page-host', '10.9.30.2'];
  const server_page = await RunningPage.start(args, client);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(server_page.address);
  await page.waitForFunction(() => globalThis.document.title.startsWith('eth'));
  const asking = client.spawn(
    process.execPath,
    [PEER, 'load', '10.9.29.2', '8080', String(RATE), String(SECONDS)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const said = await frames(page, async () => {
    const { requests, rate } = JSON.parse(await text(asking.stdout));
    console.log(`${requests} requests, ${Math.round(rate)} a second`);
    await server_page.until(({ rows }) => rows.length >= requests);
  });
  const { packets, dropped, rows } = await server_page.json('/api/state');
  console.log(`${packets} packets, ${dropped} dropped; ${rows.length} rows`);
  console.log(`following the end: ${said}`);
  console.log(`server: at most ${most_memory(server_page.child.pid)} MiB resident`);
  await page.close();
  await server_page.stop();
  serving.kill();
  await once(serving, 'close');
}

async function main() {
  const [client, server] = [new Namespace(), new Namespace()];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    await measure(client, server, browser);
  } finally {
    await browser.close();
    for (const space of [client, server]) space.remove();
  }
}

main();
