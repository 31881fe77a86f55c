'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { TLSKeys } = require('../../../lib/app/tls');
const { Budget } = require('../../../lib/budget');
const { FakeTCP } = require('../http1/fake_tcp');
const { connection } = require('./connection');
const { sealed } = require('./sealer');
const { play } = require('./watch');

const TALK = ['send hello, server', 'recv hello, client', 'send bye'];
const send = (bytes) => ({ direction: 'send', bytes });
const recv = (bytes) => ({ direction: 'recv', bytes });

function said(log) {
  return log.filter((line) => /^(send|recv|gap|opaque|error|limit|fin|end)/.test(line));
}

describe('TLSSession: secrets that come late', function () {
  let tls13, tls12;
  before(async function () {
    tls13 = await connection();
    tls12 = await connection({ client: { maxVersion: 'TLSv1.2' } });
  });

  it('at any time: nothing is lost, and the order is that of the capture', function () {
    for (const { chunks, keys: lines } of [tls13, tls12]) {
      for (let early = 0; early <= chunks.length; early++) {
        const keys = new TLSKeys();
        const { tcp, log } = play(chunks.slice(0, early), { keys });
        keys.add(lines.join('\n'));
        for (const { direction, bytes } of chunks.slice(early)) tcp.data(direction, bytes);
        assert.deepEqual(said(log), TALK, `after ${early} chunks`);
      }
    }
  });

  it('one by one, in any order', function () {
    const { chunks, keys: lines } = tls13;
    for (let turn = 0; turn < lines.length; turn++) {
      const keys = new TLSKeys();
      const { log } = play(chunks, { keys });
      for (const line of [...lines.slice(turn), ...lines.slice(0, turn)]) keys.add(line);
      assert.deepEqual(said(log), TALK);
    }
  });

  it('after the end of the connection: the end waits, too', function () {
    const keys = new TLSKeys();
    const { tcp, log } = play(tls13.chunks, { keys });
    tcp.emit('fin', tcp, 'send');
    tcp.end();
    assert.deepEqual(said(log), []);
    keys.add(tls13.keys.join('\n'));
    assert.deepEqual(said(log), [...TALK, 'fin send', 'end']);
  });

  it('never: the end comes with keys.close()', function () {
    const keys = new TLSKeys();
    const { tcp, log } = play(tls13.chunks, { keys });
    tcp.end();
    keys.close();
    keys.close();
    assert.deepEqual(said(log), ['opaque no keys', 'end']);
  });

  it('never: the end comes after max_wait', async function () {
    const { tcp, tls, log } = play(tls13.chunks, { keys: new TLSKeys(), max_wait: 0.02 });
    const alive = setInterval(() => {}, 1000); // the session's own timer keeps no program running
    const ended = once(tls, 'end');
    tcp.end();
    assert.deepEqual(said(log), []);
    await ended;
    clearInterval(alive);
    assert.deepEqual(said(log), ['opaque no keys', 'end']);
  });

  it('after max_wait of the capture: one event; what follows the secrets is told', function () {
    const keys = new TLSKeys();
    const { hello, flight, client, server, finish, keys: lines } = sealed();
    const { tcp, tls, log } = play([send(hello), recv(flight)], { keys, max_wait: 0.5 });
    tcp.send(finish());
    tcp.send(client.data('lost'), 0.6);
    tcp.recv(server.data('lost, too'));
    assert.equal(tls.opaque, 'no keys');
    keys.add(lines.join('\n'));
    tcp.send(client.data('found'));
    tcp.recv(server.data('found, too'));
    assert.deepEqual(said(log), [
      'opaque no keys',
      'gap send Infinity',
      'send found',
      'gap recv Infinity',
      'recv found, too',
    ]);
    assert.equal(tls.opaque, undefined);
  });

  it('max_wait_bytes: more do not wait', function () {
    const keys = new TLSKeys();
    const { hello, flight, client, finish, keys: lines } = sealed();
    const finished = finish();
    const { tcp, tls, log } = play([send(hello), recv(flight)], { keys, max_wait_bytes: 20_000 });
    tcp.send(finished);
    for (let i = 0; i < 10; i++) tcp.send(client.data('x'.repeat(1500)));
    assert.deepEqual(said(log), []);
    assert.ok(tls.held_bytes > 15_000);
    for (let i = 0; i < 10; i++) tcp.send(client.data('x'.repeat(1500)));
    assert.deepEqual(said(log), ['opaque no keys']);
    assert.equal(tls.held_bytes, 0);
    keys.add(lines.join('\n'));
    tcp.send(client.data('found'));
    assert.deepEqual(said(log).at(-1), 'send found');
  });

  it('the budget of all sessions: what waits gives way', function () {
    const keys = new TLSKeys();
    const { hello, flight, client, finish } = sealed();
    const budget = new Budget(10_000);
    const finished = finish();
    const { tcp, tls, log } = play([send(hello), recv(flight)], { keys, budget });
    const limits = [];
    tls.on('limit', (_, dropped) => limits.push(dropped));
    tcp.send(finished);
    for (let i = 0; i < 10; i++) tcp.send(client.data('x'.repeat(1500)));
    assert.equal(limits.length, 1);
    assert.equal(limits[0].what, 'records');
    assert.deepEqual(said(log), ['opaque no keys']);
    assert.equal(tls.held_bytes, 0);
  });

  it('a premature secret: the last line counts', function () {
    const keys = new TLSKeys();
    const { hello, flight, client, finish, keys: lines } = sealed();
    const wrong = lines.map((line) => line.replace(/..$/, '00'));
    keys.add(wrong.join('\n'));
    const chunks = [send(hello), recv(flight), send(finish()), send(client.data('a'))];
    const { log } = play(chunks, { keys });
    assert.deepEqual(said(log), []);
    keys.add(lines.join('\n'));
    assert.deepEqual(said(log), ['send a']);
  });

  it('secrets of other connections wake no session', function () {
    const keys = new TLSKeys();
    const { hello, flight } = sealed();
    const { log } = play([send(hello), recv(flight)], { keys });
    keys.add(sealed(undefined, { random: Buffer.alloc(32, 9) }).keys.join('\n'));
    assert.deepEqual(said(log), []);
  });

  it("what a session's listener throws comes out of add(), and the others get theirs", function () {
    const keys = new TLSKeys();
    const first = play(tls13.chunks, { keys });
    const second = play(tls13.chunks, { keys });
    first.tls.once('data send', () => {
      throw new Error('mine');
    });
    assert.throws(() => keys.add(tls13.keys.join('\n')), /mine/);
    assert.deepEqual(said(first.log), TALK);
    assert.deepEqual(said(second.log), TALK);
  });

  it('a session that has ended waits no longer', function () {
    const keys = new TLSKeys();
    const tcp = new FakeTCP();
    const { log } = play(tls13.chunks, { keys, max_wait_bytes: 0 }, tcp);
    tcp.end();
    const before = log.length;
    keys.add(tls13.keys.join('\n'));
    assert.equal(log.length, before);
    assert.equal(log.at(-1), 'end');
  });
});
