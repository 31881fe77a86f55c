'use strict';

// A million numbered packets over a veth pair, and a file of them, for workers that join and die
// meanwhile: none may come twice, none may be missing that the kernel has not counted as dropped or
// that a worker had when it died, and no flow may be on two workers while membership is steady.
//
//     sudo node scripts/fanout-soak.js [--packets N] [--workers N] [--rate PACKETS_A_SECOND]

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { parseArgs } = require('node:util');

const pcap = require('..');
const { FINISH } = require('../lib/capture/internals');
const counter = require('../test/helpers/fanout_counter');
const { flood_program, veth_pair } = require('../test/helpers/netns');

const FLOWS = 1000;
const LENGTH = 100; // bytes of a packet
const DEATHS = 9;
const WHILE_CLOSING = 200; // packets that come while a dead worker's socket is closed: nobody counts them
const JOINS = 4;
const MODULE = require.resolve('../test/helpers/fanout_counter');

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '1000000' },
    workers: { type: 'string', default: '4' },
    rate: { type: 'string', default: '100000' },
    inside: { type: 'string' }, // the sender's namespace; this process is in the other
  },
});
const [packets, workers, rate] = [values.packets, values.workers, values.rate].map(Number);

/** Sends all packets, and waits until that is done. */
async function flood() {
  const program = [flood_program(), 'va', packets, LENGTH, rate, FLOWS].map(String);
  const options = { stdio: 'ignore' };
  await once(spawn('ip', ['netns', 'exec', values.inside, ...program], options), 'exit');
}

/** Prints what came of a part, and whether it is as it must be. */
function report(part, counts, figures, is_right) {
  const { missing, twice } = counter.tally(counts);
  const line = { part, packets, missing: missing.length, twice: twice.length, ...figures };
  const passed = twice.length === 0 && is_right(line, missing);
  console.log(JSON.stringify({ ...line, passed }));
  if (!passed) process.exitCode = 1;
}

async function started(more) {
  const counts = counter.shared_counts(packets, FLOWS);
  const options = { module: MODULE, data: counts, workers, filter: 'udp', ...more };
  const fanout = pcap.fanout('vb', options);
  await once(fanout, 'ready');
  return { counts, fanout };
}

/** No session joins or leaves. */
async function steady(by) {
  const { counts, fanout } = await started({ by });
  await flood();
  await fanout.close();
  const { ps_recv, ps_drop } = await fanout.stats();
  const figures = { ps_recv, ps_drop, splits: counts.splits[0] };
  report(`steady, by ${by}`, counts, figures, ({ missing, splits }) => {
    return missing === ps_drop && splits === 0;
  });
}

/** Sessions of this thread become members while packets come. */
async function joining() {
  const { counts, fanout } = await started();
  const sessions = [];
  const timer = setInterval(() => {
    if (sessions.length === JOINS) return;
    const fanout_of = { id: fanout.fanout_id };
    const session = pcap.createSession('vb', { filter: 'udp', fanout: fanout_of });
    const worker = workers + sessions.push(session);
    session.on('packet', ({ buf }) => counter.count(buf.readUInt32BE(42), worker, counts));
  }, 500);
  await flood();
  clearInterval(timer);
  const closed = Promise.all(sessions.map((session) => once(session, 'close')));
  const joined = sessions.map((session) => {
    session[FINISH]();
    return session.stats();
  });
  await Promise.all([closed, fanout.close()]);
  const all = [...joined, await fanout.stats()];
  const ps_drop = all.reduce((sum, stats) => sum + stats.ps_drop, 0);
  const figures = { ps_drop, joined: sessions.length };
  report('joining', counts, figures, ({ missing }) => missing <= ps_drop && sessions.length > 0);
}

/** The worker that had the flow of a packet before it. */
function owner_before(number, { by }) {
  const first_of_pair = number - (number % 2);
  for (let pair = first_of_pair; pair >= 0; pair -= 2 * FLOWS) {
    const owner = by[pair] || by[pair + 1];
    if (owner !== 0) return owner - 1;
  }
  return undefined;
}

/** Workers die in the middle of it; others take their places. */
async function dying(by) {
  const { counts, fanout } = await started({ by });
  const died = new Set();
  let deaths = 0;
  const step = Math.round(packets / (DEATHS + 1) / 2);
  let lost = 0; // that the fan-out has told of
  fanout.on('rehash', (event) => {
    if (event.reason === 'joined' && deaths < DEATHS) counts.fatal[0] = counts.total[0] + step;
    if (event.reason !== 'died') return;
    died.add(event.worker);
    deaths++;
    lost += event.lost ?? 0;
  });
  counts.fatal[0] = step;
  await flood();
  await fanout.close();
  const { ps_drop } = await fanout.stats();
  const { missing } = counter.tally(counts);
  const of_the_living = missing.filter((number) => !died.has(owner_before(number, counts)));
  const figures = { ps_drop, deaths, lost, of_the_living: of_the_living.length };
  report(`dying, by ${by}`, counts, figures, () => {
    const uncounted = by === 'kernel' ? deaths * WHILE_CLOSING : 0;
    const is_told = missing.length <= lost + ps_drop + uncounted;
    return deaths > 0 && is_told && of_the_living.length <= ps_drop;
  });
}

async function main() {
  for (const by of ['kernel', 'reader']) await steady(by);
  await joining();
  for (const by of ['kernel', 'reader']) await dying(by);
}

if (values.inside !== undefined) main();
else {
  const pair = veth_pair();
  flood_program();
  const args = [pair.b.name, process.execPath, __filename, ...process.argv.slice(2)];
  const inside = ['--inside', pair.a.name];
  const { status } = spawnSync('ip', ['netns', 'exec', ...args, ...inside], { stdio: 'inherit' });
  pair.remove();
  process.exitCode = status;
}
