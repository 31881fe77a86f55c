'use strict';

// Worker threads on a device: numbered packets over a veth pair. scripts/fanout-soak.js does the
// same with a million of them, and with workers that die under load.

const assert = require('node:assert/strict');
const path = require('node:path');

const { run_node } = require('../helpers/child');
const { flood_program, needs_root, veth_pair } = require('../helpers/netns');

const PACKETS = 4000;
const FLOWS = 100;
const MODULE = require.resolve('../helpers/fanout_counter');
const ROOT = path.join(__dirname, '..', '..');

describe('fanout', function () {
  this.timeout(120000);
  let pair;
  before(function () {
    needs_root(this);
    pair = veth_pair();
    flood_program();
  });
  after(() => pair?.remove());

  /**
   * Runs JavaScript in namespace b. It has counts_of(packets), started(options, counts), and
   * flood(count, first), which sends from a.
   */
  async function run_in_b(body) {
    const program = `
      const pcap = require(${JSON.stringify(ROOT)});
      const { spawn } = require('node:child_process');
      const counter = require(${JSON.stringify(MODULE)});
      const counts_of = (packets) => counter.shared_counts(packets, ${FLOWS});
      async function flood(count, first) {
        const words = [count, 100, 20000, ${FLOWS}, first].map(String);
        const args = ['netns', 'exec', '${pair.a.name}', '${flood_program()}', 'va', ...words];
        await once(spawn('ip', args, { stdio: 'ignore' }), 'exit');
      }
      async function started(options, data) {
        const module = ${JSON.stringify(MODULE)};
        const fanout = pcap.fanout('vb', { module, data, filter: 'udp', ...options });
        await once(fanout, 'ready');
        return fanout;
      }
      function figures({ splits, ...counts }) {
        const { missing, twice } = counter.tally(counts);
        return { missing: missing.length, twice: twice.length, splits: splits[0] };
      }
      ${body}`;
    const out = await run_node(program, { namespace: pair.b, limit: 60000 });
    assert.equal(out.signal, null, out.stderr);
    assert.equal(out.code, 0, out.stderr);
    return out.json;
  }

  for (const by of ['kernel', 'reader']) {
    it(`by ${by}: each packet once, both directions of a flow on one worker`, async () => {
      const [workers, seen, stats] = await run_in_b(`
        const counts = counts_of(${PACKETS});
        const fanout = await started({ workers: 3, by: '${by}' }, counts);
        await flood(${PACKETS}, 0);
        await fanout.close();
        print(new Set(counts.owners).size);
        print(figures(counts));
        print(await fanout.stats());`);
      assert.equal(workers, 3);
      assert.deepEqual(seen, { missing: stats.ps_drop, twice: 0, splits: 0 });
      assert.equal(stats.ps_recv, PACKETS);
    });
  }

  it('by kernel: a worker that dies is told of and replaced, in the same group', async () => {
    const [events, first, second] = await run_in_b(`
      const counts = counts_of(${2 * PACKETS});
      counts.fatal[0] = ${PACKETS};
      const fanout = await started({ workers: 2 }, counts);
      const id = fanout.fanout_id;
      const events = [];
      const replaced = new Promise((resolve) =>
        fanout.on('rehash', ({ reason, error }) => {
          events.push([reason, error?.message]);
          if (reason === 'joined') resolve();
        }));
      await flood(${PACKETS}, 0);
      await flood(1, ${PACKETS});
      await replaced;
      counts.steady_from[0] = ${PACKETS + 1};
      counts.owners.fill(0);
      await flood(${PACKETS - 1}, ${PACKETS + 1});
      await fanout.close();
      print([...events, id === fanout.fanout_id]);
      const halves = (part) => ({ ...counts, seen: part });
      print(figures(halves(counts.seen.subarray(0, ${PACKETS}))));
      print({ ...figures(halves(counts.seen.subarray(${PACKETS + 1}))), ...await fanout.stats() });`);
    assert.deepEqual(events, [['died', `packet ${PACKETS}`], ['joined', null], true]);
    assert.equal(first.twice, 0);
    assert.ok(second.missing <= second.ps_drop, JSON.stringify(second));
    assert.deepEqual([second.twice, second.splits], [0, 0]);
  });

  it('by kernel: a group whose only worker died begins anew', async () => {
    const [reasons, seen] = await run_in_b(`
      const counts = counts_of(${PACKETS} + 1);
      counts.fatal[0] = 0;
      const fanout = await started({ workers: 1 }, counts);
      const reasons = [];
      const replaced = new Promise((resolve) => fanout.on('rehash', ({ reason }) => {
        reasons.push(reason);
        if (reason === 'joined') resolve();
      }));
      await flood(1, 0);
      await replaced;
      await flood(${PACKETS}, 1);
      await fanout.close();
      print(reasons);
      print({ ...figures({ ...counts, seen: counts.seen.subarray(1) }), ...await fanout.stats() });`);
    assert.deepEqual(reasons, ['died', 'joined']);
    assert.equal(seen.missing, seen.ps_drop);
    assert.equal(seen.twice, 0);
  });

  it('by kernel: what a dead worker left is told', async () => {
    const [[reason, lost]] = await run_in_b(`
      const data = new Int32Array(new SharedArrayBuffer(4));
      const module = ${JSON.stringify(path.join(__dirname, 'workers', 'busy.js'))};
      const fanout = await started({ workers: 1, module, max_replacements: 0 }, data);
      fanout.on('error', () => {});
      await Promise.all([once(fanout, 'message'), flood(1, 0)]);
      // What is behind the last packet that a session here has seen, the worker's ring has, too.
      const session = pcap.createSession('vb', { filter: 'udp', buffer_timeout: 10 });
      let packets = 0;
      const seen = new Promise((resolve) => session.on('packet', () => {
        if (++packets === ${PACKETS + 1}) resolve();
      }));
      await flood(${PACKETS + 1}, 1);
      await seen;
      session.close();
      data[0] = 1;
      Atomics.notify(data, 0);
      fanout.on('rehash', ({ reason, lost }) => print([reason, lost]));
      await new Promise((resolve) => fanout.on('close', resolve));`);
    assert.equal(reason, 'died');
    // The one that it was busy with, too; of the last, the session here may have been told first.
    assert.ok([PACKETS + 1, PACKETS + 2].includes(lost), `${lost}`);
  });

  it('replaces the filter in all workers, and sums statistics while it runs', async () => {
    const [refused, filtered, stats] = await run_in_b(`
      const counts = counts_of(${PACKETS});
      const fanout = await started({ workers: 2, filter: 'udp port 1' }, counts);
      const code = await fanout.set_filter('nonsense').catch((error) => error.code);
      await flood(100, 0);
      const before = counts.total[0];
      await fanout.set_filter('udp port 9999');
      await flood(100, 100);
      while (counts.total[0] < 100 - (await fanout.stats()).ps_drop) await tick();
      print(code);
      print(before);
      print(await fanout.stats());
      await fanout.close();`);
    assert.equal(refused, 'ERR_PCAP_FILTER');
    assert.equal(filtered, 0);
    assert.equal(stats.ps_recv, 100);
  });

  it('throws when it can not be opened; a device that goes is an error', async () => {
    pair.b.ip('link', 'add', 'gone', 'type', 'veth', 'peer', 'name', 'peer');
    pair.b.ip('link', 'set', 'gone', 'up');
    const [codes, events] = await run_in_b(`
      const module = ${JSON.stringify(MODULE)};
      const codes = [];
      for (const device of ['no-such-device', 'gone']) {
        try {
          const fanout = pcap.fanout(device, { module, workers: 2, data: counts_of(1) });
          const events = [];
          fanout.on('error', ({ code }) => events.push(code));
          fanout.on('close', () => print(events));
          await once(fanout, 'ready');
          spawn('ip', ['link', 'del', device]);
        } catch ({ code }) {
          codes.push(code);
        }
      }
      print(codes);`);
    assert.deepEqual(codes, ['ENODEV']);
    assert.deepEqual(events, ['ENODEV']);
  });
});

describe('a session with the option fanout', function () {
  this.timeout(60000);
  let pair;
  before(function () {
    needs_root(this);
    pair = veth_pair();
  });
  after(() => pair?.remove());

  async function run_in_b(body) {
    const out = await run_node(body, { namespace: pair.b, limit: 50000 });
    assert.equal(out.code, 0, out.stderr);
    return out.json;
  }

  it('shares packets with other members, each gets its flows', async () => {
    const [same_group, sums] = await run_in_b(`
      const options = { filter: 'udp', buffer_timeout: 10 };
      const one = createSession('vb', { ...options, fanout: true });
      const two = createSession('vb', { ...options, fanout: { id: one.fanout_id } });
      print(one.fanout_id === two.fanout_id);
      const counts = [0, 0];
      const ports = [new Set(), new Set()];
      const all = new Promise((resolve) => [one, two].forEach((session, i) =>
        session.on('packet', ({ buf }) => {
          ports[i].add(buf.readUInt16BE(34));
          if (++counts[i] + counts[1 - i] === 600) resolve();
        })));
      for (let i = 0; i < 60; i++) await send(10, 9999, '10.9.0.1');
      await all;
      print([ports[0].size > 0, ports[1].size > 0, [...ports[0]].some((port) => ports[1].has(port))]);
      one.close();
      two.close();`);
    assert.equal(same_group, true);
    assert.deepEqual(sums, [true, true, false]);
  });

  it('closed: takes nothing until it gets its filter', async () => {
    const [before, after] = await run_in_b(`
      const session = createSession('vb', { fanout: { closed: true }, filter: 'udp', buffer_timeout: 0 });
      let count = 0;
      let wake = () => {};
      session.on('packet', () => { count++; wake(); });
      await send(5, 9999, '10.9.0.1');
      await tick();
      print([count, session.stats().ps_recv]);
      session.set_filter('udp port 9999');
      const came = new Promise((resolve) => (wake = resolve));
      await send(1, 9999, '10.9.0.1');
      await came;
      print(count);
      session.close();`);
    assert.deepEqual(before, [0, 0]);
    assert.equal(after, 1);
  });

  it('says why a group can not be joined', async () => {
    const lines = await run_in_b(`
      const fails = (device, options) => {
        try {
          createSession(device, options).close();
          return 'opened';
        } catch ({ code, message }) {
          return [code, message];
        }
      };
      const session = createSession('vb', { fanout: true });
      const id = session.fanout_id;
      print(fails('vb', { fanout: { id, defragment: false } }));
      print(fails('lo', { fanout: { id } }));
      print(fails('vb', { fanout: true, tstamp_type: 'adapter' }));
      print(fails('vb', { fanout: { id: 65536 } }));
      print(fails('vb', { fanout: 5 }));
      print(fails('vb', { fanout: true, filter: 'nonsense' }));
      session.close();`);
    const codes = lines.map(([code]) => code);
    assert.deepEqual(codes.slice(0, 3), Array(3).fill('ERR_PCAP_FANOUT'));
    assert.match(lines[0][1], /vb: can't join the group of captures: the group has another mode/);
    assert.deepEqual(codes.slice(3), ['ERR_PCAP_OPTION', 'ERR_PCAP_OPTION', 'ERR_PCAP_FILTER']);
  });
});
