'use strict';

// A long capture under load, and many openings and closings: does anything grow, is anything lost?
//
//   node scripts/soak.js [--seconds 3600] [--rate 200000] [--cycles 10000] [--buffer-timeout 1000]
//
// Needs root: it makes two network namespaces, sends from one (test/native/flood.c) and captures in
// the other, in a child. Prints a line a minute, and a summary; exits with 1 when memory or
// descriptors have grown, or packets are unaccounted for.

const { parseArgs } = require('node:util');

const { run_node } = require('../test/helpers/child');
const { can_make_namespaces, flood_program, veth_pair } = require('../test/helpers/netns');

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3600' },
    rate: { type: 'string', default: '200000' },
    cycles: { type: 'string', default: '10000' },
    'buffer-timeout': { type: 'string', default: '1000' },
  },
});
const [seconds, rate, cycles, buffer_timeout] = [
  values.seconds,
  values.rate,
  values.cycles,
  values['buffer-timeout'],
].map(Number);

/** Captures while the flood lasts; runs in namespace b. */
const capture = (pair, flood) => `
  const session = createSession('vb', { filter: 'udp port 9999', buffer_timeout: ${buffer_timeout},
    buffer_size: 32 << 20 });
  let n = 0, bytes = 0, worst = 0, last = performance.now(), sent = 0;
  session.on('packet', (raw) => { n++; bytes += raw.buf.length; });
  setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last);
    last = now;
  }, 5).unref();
  const state = () => ({ delivered: n, dropped: session.stats().ps_drop,
    worst_timer_gap_ms: Math.round(worst), rss_mb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    descriptors: descriptors() });
  const start = Date.now();
  let first;
  let minute = 1;
  while (Date.now() - start < ${seconds * 1000}) {
    const child = require('child_process').spawn('ip', ['netns', 'exec', '${pair.a.name}',
      '${flood}', 'va', '${rate * 5}', '64', '${rate}'], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (text) => { sent += Number(text); });
    await once(child, 'close');
    if (first === undefined) { global.gc(); first = state(); }
    if (Date.now() - start < minute * 60000) continue;
    minute++;
    process.stderr.write(JSON.stringify({ minute: minute - 1, sent, ...state() }) + '\\n');
  }
  await new Promise((resolve) => setTimeout(resolve, 3000));
  global.gc();
  print({ sent, first, end: state() });
  session.close();`;

/** Opens and closes, live and offline in turns. */
const open_and_close = `
  const state = () => ({ rss_mb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    descriptors: descriptors() });
  const file = require('path').join(require('os').tmpdir(), 'soak-' + process.pid + '.pcap');
  const { create_dump_file } = require(process.cwd() + '/lib/dump_file.js');
  const dump = create_dump_file(file);
  for (let i = 0; i < 100; i++) dump.write({ buf: Buffer.alloc(60), header: Buffer.alloc(16) });
  dump.close();
  let first;
  for (let i = 0; i < ${cycles}; i++) {
    const session = i % 2 ? createOfflineSession(file)
      : createSession('lo', { buffer_size: 1 << 20, filter: 'udp port 9' });
    if (i % 3) session.on('packet', () => {});
    await tick();
    if (i % 5 || i % 3) session.close(); // otherwise it is dropped
    if (i % 20 === 0) await collect();
    if (i === 200) { await collect(); first = state(); }
  }
  await collect();
  fs.unlinkSync(file);
  print({ cycles: ${cycles}, first, end: state() });`;

/** Runs one part in the namespace and says what came out. */
async function part(name, body, pair) {
  const limit = (seconds + cycles) * 1000 + 600000;
  const out = await run_node(body, { namespace: pair.b, flags: ['--expose-gc'], limit });
  process.stdout.write(`${name}: ${out.stdout}`);
  if (out.code !== 0) throw new Error(`${name} failed: ${out.stderr}`);
  return out.json[0];
}

async function main() {
  if (!can_make_namespaces()) throw new Error('needs root, to make network namespaces');
  const pair = veth_pair();
  try {
    const failures = [];
    const grown = ({ first, end }) => {
      if (end.rss_mb > first.rss_mb * 1.5 + 30) failures.push('memory has grown');
      if (end.descriptors > first.descriptors + 1) failures.push('descriptors have grown');
    };
    if (seconds > 0) {
      const result = await part('capture', capture(pair, flood_program()), pair);
      grown(result);
      const missing = result.sent - result.end.delivered - result.end.dropped;
      if (missing !== 0) failures.push(`${missing} packets are unaccounted for`);
    }
    if (cycles > 200) grown(await part('open and close', open_and_close, pair));
    console.log(failures.length === 0 ? 'nothing grows, nothing is missing' : failures.join('\n'));
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    pair.remove();
  }
}

main();
