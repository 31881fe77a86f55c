'use strict';

// A far server that thinks, over a line that loses segments: does the page say which is which?

const assert = require('node:assert/strict');
const { once } = require('node:events');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { Namespace, needs_root, run } = require('../../helpers/netns');
const { has } = require('../tool');
const { MARK } = require('../../../lib/tools/page/tables');
const { RunningPage } = require('./running_page');

const PEER = path.join(__dirname, 'far_peer.js');
const LINE = path.join(__dirname, 'slow_line.py');
const ONE_WAY = 20; // milliseconds
const LOST = 100;

const is_near = (value, wanted) => Math.abs(value - wanted) <= wanted / 10;

describe('pcap page, live over a bad line', function () {
  this.timeout(120000);
  const spaces = [];
  const children = [];
  let client;
  let server;
  let page;
  const lost = []; // { port, seq }

  before(async function () {
    needs_root(this);
    if (!has('python3', '--version') || !has('ethtool', '--version')) {
      console.log('      skipped: needs python3 and ethtool');
      this.skip();
    }
    const middle = new Namespace();
    [client, server] = [new Namespace(), new Namespace()];
    spaces.push(client, server, middle);
    join(client, middle, 'far0', '10.9.18.1/24');
    join(server, middle, 'far1', '10.9.18.2/24');
    const line = await started(middle, 'python3', [LINE, 'far0', 'far1', String(ONE_WAY)]);
    createInterface({ input: line.stdout }).on('line', (text) => {
      const [port, seq] = text.split(' ').map(Number);
      lost.push({ port, seq });
    });
    for (const port of ['8080', '9000'])
      await started(server, process.execPath, [PEER, 'serve', port]);
    reach(client);
    page = await RunningPage.start(
      ['page', '-i', 'eth', '-Z', 'root', '--page-host', '10.9.19.2'],
      client,
    );
  });

  after(async () => {
    await page?.stop();
    for (const child of children) {
      child.kill();
      await once(child, 'close');
    }
    for (const space of spaces) space.remove();
  });

  // The page is in the client's namespace, we are not.
  function reach(space) {
    const ours = `page${process.pid}`;
    const theirs = ['peer', 'name', 'page', 'netns', space.name];
    run('ip', 'link', 'add', ours, 'type', 'veth', ...theirs);
    run('ip', 'addr', 'add', '10.9.19.1/30', 'dev', ours);
    run('ip', 'link', 'set', ours, 'up');
    space.ip('link', 'set', 'page', 'up');
    space.address('page', '10.9.19.2/30');
  }

  // Segments as they are on the wire: with whole checksums, none larger than the line takes.
  function join(space, middle, name, address) {
    const ends = ['netns', space.name, 'type', 'veth', 'peer', 'name', name, 'netns', middle.name];
    run('ip', 'link', 'add', 'eth', ...ends);
    for (const [where, device] of [
      [space, 'eth'],
      [middle, name],
    ]) {
      where.exec('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6');
      where.exec('ethtool', '-K', device, 'tso', 'off', 'gso', 'off', 'gro', 'off', 'tx', 'off');
      where.ip('link', 'set', device, 'up');
    }
    space.address('eth', address);
  }

  async function started(space, program, args) {
    const child = space.spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  const get = (...args) =>
    client.spawn(process.execPath, [PEER, 'get', '10.9.18.2', ...args], { stdio: 'ignore' });

  async function rows_of(prefix, count) {
    let rows;
    do {
      await new Promise((resolve) => setTimeout(resolve, 100));
      rows = (await page.table('rows')).filter(
        ({ path, flags }) => path.startsWith(prefix) && flags & 2,
      );
    } while (rows.length < count);
    return rows;
  }

  it('tells 40 ms of network from 100 ms of thinking', async () => {
    await once(get('8080', '30', '/think?think=100&n=N'), 'close');
    const rows = await rows_of('/think', 30);
    const thought = [];
    for (const { row } of rows) {
      const { response } = await page.json(`/api/exchange/${row}`);
      const at = response.raw_headers.indexOf('X-Thought');
      thought.push(Number(response.raw_headers[at + 1]));
    }
    // A busy machine makes the line slower, never faster: the least disturbed one counts.
    const network = Math.min(...rows.map((row) => row.network));
    assert.ok(is_near(network, 2 * ONE_WAY), `network ${network}`);
    const off = Math.min(...rows.map((row, i) => Math.abs(row.server - thought[i])));
    assert.ok(off <= 10, `server: ${off} ms off`);
    assert.ok(rows.every((row) => row.server > 90));
    const rtt = Math.min(...(await page.table('connections')).map((connection) => connection.rtt));
    assert.ok(is_near(rtt, 2 * ONE_WAY), `rtt ${rtt}`);
  });

  it('marks each of 100 lost segments on the right response', async () => {
    await once(get('9000', String(LOST), '/lost/N'), 'close');
    const rows = await rows_of('/lost', LOST);
    const connections = await page.table('connections');
    assert.equal(rows.length, LOST);
    for (const row of rows) {
      const { client: end } = connections.find((one) => one.row === row.connection);
      const { seq } = lost.find(({ port }) => end === `10.9.18.1:${port}`);
      assert.ok(row.lost >= 1 && row.cost > ONE_WAY, `${row.path}: ${row.lost}, ${row.cost} ms`);
      const packets = await page.packets(row.connection);
      const again = packets.filter((packet) => packet.seq === seq && packet.length > 0);
      assert.ok(
        again.some(({ marks }) => marks & (MARK.LATE | MARK.AGAIN)),
        `${end} ${seq}`,
      );
    }
    assert.ok(
      (await page.table('rows')).every(
        ({ path, lost: count }) => !path.startsWith('/think') || count === 0,
      ),
    );
  });

  it('can be stopped, started, filtered and cleared', async () => {
    const act = async (action, body) => JSON.parse((await page.post(`/api/${action}`, body)).text);
    const { packets } = await act('stop');
    await once(get('8080', '3', '/stopped/N?think=1'), 'close');
    assert.equal((await page.json('/api/state')).packets, packets);
    assert.equal((await act('start')).running, true);
    assert.match((await act('filter', { filter: 'no such thing' })).error, /filter|syntax|parse/i);
    assert.equal((await act('filter', { filter: 'tcp port 1' })).filter, 'tcp port 1');
    assert.equal((await act('clear')).rows.length, 0);
    await act('filter', { filter: 'tcp port 8080' });
    await once(get('8080', '3', '/again/N?think=1'), 'close');
    assert.equal((await rows_of('/again', 3)).length, 3);
  });
});
