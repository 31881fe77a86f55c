'use strict';

// The README's pictures, of the page and of the terminal, from the sample that the package has:
//
//   node scripts/pictures.js        writes docs/page.png and docs/terminal.png; needs Chromium

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
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
  await write(browser, await page.screenshot(), 'page.png');
  await page.close();
  await server.stop();
}

// What a terminal shows: the first lines, and the summary.
const COMMAND = 'pcap http -r capture.pcap';
const LINES = 12;

function output_of_command() {
  const args = ['lib/tools/pcap.js', 'http', '--color', 'always', '-r', SAMPLE];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
  const summary = stderr.slice(stderr.indexOf('\n\n') + 1);
  return `$ ${COMMAND}\n${stdout.split('\n').slice(0, LINES).join('\n')}\n…\n${summary}`;
}

async function of_terminal(browser) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 460 } });
  await page.evaluate((text) => {
    const { document } = globalThis;
    const colors = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#76c7d8' };
    document.body.style.cssText = 'margin:0;background:#16181c;color:#e6e8eb';
    const pre = document.body.appendChild(document.createElement('pre'));
    pre.style.cssText = 'margin:12px;font:12px/1.5 monospace';
    let style = '';
    text.split(new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`)).forEach((piece, i) => {
      if (i % 2 === 1) {
        style = piece === '1' ? 'font-weight:bold' : `color:${colors[piece] ?? 'inherit'}`;
        return;
      }
      const span = pre.appendChild(document.createElement('span'));
      span.style.cssText = style;
      span.textContent = piece;
    });
  }, output_of_command());
  await write(browser, await page.screenshot({ fullPage: true }), 'terminal.png');
  await page.close();
}

/** Writes a picture with 256 colors at most, which makes it a third of its size. */
async function write(browser, png, name) {
  const page = await browser.newPage();
  const { width, height, base64 } = await page.evaluate(async (source) => {
    const { document, Image } = globalThis;
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), {
      width: image.width,
      height: image.height,
    });
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) {
      text += String.fromCharCode(...data.subarray(at, at + 8192));
    }
    return { width: image.width, height: image.height, base64: globalThis.btoa(text) };
  }, png.toString('base64'));
  await page.close();
  fs.writeFileSync(picture(name), indexed_png(width, height, Buffer.from(base64, 'base64')));
}

function indexed_png(width, height, pixels) {
  const counts = new Map();
  const color_at = (i) => pixels.readUIntBE(i, 3) & 0xfcfcfc;
  for (let i = 0; i < pixels.length; i += 4) {
    counts.set(color_at(i), (counts.get(color_at(i)) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256);
  const colors = palette.map(([color]) => color);
  const places = new Map(colors.map((color, i) => [color, i]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < width * height; i++) {
    const color = color_at(i * 4);
    if (!places.has(color)) places.set(color, nearest(colors, color));
    rows[i + Math.floor(i / width) + 1] = places.get(color);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8); // bits, palette
  const table = Buffer.alloc(colors.length * 3);
  colors.forEach((color, i) => table.writeUIntBE(color | ((color >> 6) & 0x030303), i * 3, 3));
  const chunks = [
    chunk('IHDR', head),
    chunk('PLTE', table),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
}

function nearest(colors, color) {
  const distance = (a, b) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
  let best = 0;
  colors.forEach((each, i) => {
    if (distance(each, color) < distance(colors[best], color)) best = i;
  });
  return best;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(zlib.crc32(body), body.length + 4);
  return out;
}

async function main() {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  await of_page(browser);
  await of_terminal(browser);
  await browser.close();
}

main();
