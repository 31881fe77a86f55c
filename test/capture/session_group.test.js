'use strict';

// createSessions(): on the devices of a namespace, in a program of its own there.

const assert = require('node:assert/strict');
const { SessionGroup } = require('../../lib/capture/session_group');
const { createSessions } = require('../../lib/pcap');
const { needs_root, veth_pair } = require('../helpers/netns');

const PCAP = JSON.stringify(require.resolve('../../lib/pcap'));

describe('createSessions', function () {
  this.timeout(180_000);

  describe('live', () => {
    let pair;
    before(function () {
      needs_root(this);
      pair = veth_pair();
    });
    after(() => pair?.remove());

    /** Runs a program in the namespace; what it prints last is JSON. */
    const run = (text) =>
      JSON.parse(pair.a.exec(process.execPath, '-e', `const { createSessions, decode } = require(${PCAP});${text}`)); // prettier-ignore

    it('gives packets of all devices with their sessions, counts them, and closes all', () => {
      const result = run(`
        const group = createSessions(['lo', 'va'], { filter: 'udp port 4567', buffer_timeout: 0 });
        const socket = require('node:dgram').createSocket('udp4');
        const seen = new Set();
        const send = () => ['127.0.0.1', '10.9.0.2'].forEach((host) => socket.send('x', 4567, host));
        group.on('packet', (raw, session) => {
          const { daddr } = decode.packet(raw).layer('ipv4');
          seen.add(session.device_name + ' ' + daddr);
          if (seen.size < 2 || !group.opened) return;
          const { ps_recv } = group.stats();
          clearInterval(again);
          socket.close();
          group.on('close', () => console.log(JSON.stringify({
            seen: [...seen].sort(), counted: ps_recv >= 2, opened: group.opened,
            devices: group.sessions.map(({ device_name }) => device_name),
          })));
          group.close();
        });
        const again = setInterval(send, 100);
        send();`);
      assert.deepEqual(result, {
        seen: ['lo 127.0.0.1', 'va 10.9.0.2'],
        counted: true,
        opened: false,
        devices: ['lo', 'va'],
      });
    });

    it('sets the filter of all, pauses and goes on', () => {
      const result = run(`
        const group = createSessions(['lo', 'va'], 'udp port 1');
        const socket = require('node:dgram').createSocket('udp4');
        const seen = new Set();
        let is_paused = true;
        group.on('packet', (raw, session) => {
          if (is_paused) throw new Error('it is paused');
          seen.add(session.device_name);
          if (seen.size < 2) return;
          clearInterval(again);
          socket.close();
          group.close();
        });
        group.on('close', () => console.log(JSON.stringify([...seen].sort())));
        group.pause().set_filter('udp port 4568');
        const send = () => ['127.0.0.1', '10.9.0.2'].forEach((host) => socket.send('x', 4568, host));
        const again = setInterval(send, 100);
        send();
        setImmediate(() => { is_paused = false; group.resume(); });`);
      assert.deepEqual(result, ['lo', 'va']);
    });

    it('goes on when one device is gone', () => {
      const result = run(`
        const { execFileSync } = require('node:child_process');
        execFileSync('ip', ['link', 'add', 'gone0', 'type', 'veth', 'peer', 'gone1']);
        execFileSync('ip', ['link', 'set', 'gone0', 'up']);
        const group = createSessions(['gone0', 'lo'], { filter: 'udp port 4569', buffer_timeout: 0 });
        const socket = require('node:dgram').createSocket('udp4');
        let failed;
        group.on('error', (error, session) => {
          failed = [error.code, session.device_name, group.opened];
          again = setInterval(() => socket.send('x', 4569, '127.0.0.1'), 100);
        });
        let again;
        group.on('packet', (raw, { device_name }) => {
          if (failed === undefined || !group.opened) return;
          clearInterval(again);
          socket.close();
          group.stats();
          group.on('close', () => console.log(JSON.stringify([failed, device_name])));
          group.close();
        });
        execFileSync('ip', ['link', 'del', 'gone0']);`);
      assert.deepEqual(result[0].slice(1), ['gone0', true]);
      assert.equal(typeof result[0][0], 'string');
      assert.equal(result[1], 'lo');
    });

    it('opens all or none', () => {
      const result = run(`
        const fs = require('node:fs');
        const count = () => fs.readdirSync('/proc/self/fd').length;
        createSessions(['lo']).close();
        const before = count();
        let code;
        try { createSessions(['lo', 'va', 'nothing0']); } catch (error) { ({ code } = error); }
        console.log(JSON.stringify([code, count() - before]));`);
      assert.deepEqual(result, ['ENODEV', 0]);
    });
  });

  it('tells what is wrong with its arguments', () => {
    for (const devices of [undefined, 'lo', [], [''], [5], ['lo', 'lo'], Array(300).fill('x')]) {
      assert.throws(() => createSessions(devices), { code: 'ERR_PCAP_OPTION' });
    }
  });

  it('has getters that never throw', () => {
    assert.equal(Object.create(SessionGroup.prototype).opened, undefined);
    assert.equal(SessionGroup.prototype.opened, undefined);
  });
});
