'use strict';

// Sessions on devices: veth pairs in network namespaces, captured on by children of ours.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { run_node } = require('../helpers/child');
const { Namespace, flood_program, needs_root, veth_pair } = require('../helpers/netns');

describe('a session on a device', function () {
  let pair;
  before(function () {
    needs_root(this);
    pair = veth_pair();
    pair.a.ip('link', 'set', 'va', 'mtu', '9000');
    pair.b.ip('link', 'set', 'vb', 'mtu', '9000');
  });
  after(() => pair?.remove());

  /** Runs JavaScript in namespace b, and fails when it does. */
  async function run_in_b(body, options) {
    const out = await run_node(body, { namespace: pair.b, ...options });
    assert.equal(out.signal, null, out.stderr);
    assert.equal(out.code, 0, out.stderr);
    return out.json;
  }

  it('delivers what is sent, with the name and type of the device', async () => {
    const [seen] = await run_in_b(`
      const session = createSession('vb', { filter: 'udp port 9999', buffer_timeout: 10 });
      const texts = [];
      session.on('packet', (raw) => {
        texts.push(raw.buf.toString('latin1', 42));
        if (texts.length === 3) {
          print([texts, session.link_type, session.device_name, session.is_live]);
          session.close();
        }
      });
      await send(3, 9999, '10.9.0.1');`);
    assert.deepEqual(seen, [['packet 0', 'packet 1', 'packet 2'], 'LINKTYPE_ETHERNET', 'vb', true]);
  });

  it('takes a filter and a buffer size as version 2 did', async () => {
    const [seen] = await run_in_b(`
      const session = createSession('vb', 'udp port 9998', 1 << 20);
      print([session.filter, session.buffer_size, session.buffer_timeout]);
      session.close();`);
    assert.deepEqual(seen, ['udp port 9998', 1 << 20, 1000]);
  });

  it('close on an idle device releases all, and the process ends by itself', async () => {
    const [counts] = await run_in_b(
      `const promiscuity = () => /promiscuity (\\d+)/.exec(require('child_process')
         .execFileSync('ip', ['-d', 'link', 'show', 'vb'], { encoding: 'utf8' }))[1];
       const before = descriptors();
       const session = createSession('vb', { filter: 'udp port 54321' });
       session.on('packet', () => {});
       await tick();
       const open = [descriptors() - before > 0, promiscuity()];
       session.close();
       print([open, promiscuity()]);
       print(process.getActiveResourcesInfo().filter((name) => name === 'PCAPSESSION'));`,
      { limit: 10000 },
    );
    assert.deepEqual(counts, [[true, '1'], '0']);
  });

  it('promiscuous: false leaves the device as it is', async () => {
    const [promiscuity] = await run_in_b(`
      const session = createSession('vb', { promiscuous: false });
      print(require('child_process').execFileSync('ip', ['-d', 'link', 'show', 'vb'],
        { encoding: 'utf8' }).includes('promiscuity 0'));
      session.close();`);
    assert.equal(promiscuity, true);
  });

  it('close in a handler and open anew in the same tick, again and again', async () => {
    const [result] = await run_in_b(`
      let after_close = 0;
      const before = descriptors();
      for (let i = 0; i < 20; i++) {
        const a = createSession('vb', { buffer_size: 1 << 20 });
        a.on('packet', () => after_close++);
        a.close();
        const b = createSession('vb', { buffer_size: 1 << 20, filter: 'udp port 9999',
          buffer_timeout: 0 });
        const got = new Promise((resolve) => b.on('packet', () => {
          b.close();
          createSession('vb', { buffer_size: 1 << 20 }).close();
          resolve();
        }));
        await send(1, 9999, '10.9.0.1');
        await got;
      }
      await tick();
      print([after_close, descriptors() - before]);`);
    assert.equal(result[0], 0);
    assert.ok(result[1] <= 1, `${result[1]} descriptors`); // one of libuv's own
  });

  it('a failed open leaves nothing behind', async () => {
    const [result] = await run_in_b(`
      const before = descriptors();
      const codes = new Set();
      for (let i = 0; i < 20; i++) {
        for (const [name, options] of [['vb', 'tcp.port eq 1'], ['nosuch0', ''],
          ['vb', { tstamp_type: 'nonsense' }], ['vb', { outfile: '/nonexistent/x' }]]) {
          try { createSession(name, options); } catch (error) { codes.add(error.code); }
        }
      }
      print([descriptors() - before, [...codes].sort()]);`);
    assert.deepEqual(result, [0, ['ENODEV', 'ENOENT', 'ERR_PCAP_FILTER', 'ERR_PCAP_TSTAMP']]);
  });

  it('an interface that goes down and comes up again is captured on', async () => {
    const [result] = await run_in_b(
      `const ip = (state) => require('child_process').execFileSync('ip', ['link', 'set', 'vb', state]);
       const session = createSession('vb', { filter: 'udp port 9999', buffer_timeout: 0 });
       const errors = [];
       let n = 0;
       session.on('error', (error) => errors.push(error.message));
       const first = once(session, 'packet');
       session.on('packet', () => n++);
       await send(5, 9999, '10.9.0.1');
       await first;
       ip('down');
       await new Promise((resolve) => setTimeout(resolve, 200));
       ip('up');
       const before = n;
       const next = once(session, 'packet');
       while (n === before) {
         await send(1, 9999, '10.9.0.1').catch(() => {});
         await new Promise((resolve) => setTimeout(resolve, 20));
       }
       await next;
       session.close();
       print([n > before, errors]);`,
    );
    assert.deepEqual(result, [true, []]);
  });

  it('also when it went down while a turn was still to come', async () => {
    const [n] = await run_in_b(
      `const ip = (state) => require('child_process').execFileSync('ip', ['link', 'set', 'vb', state]);
       const session = createSession('vb', { filter: 'udp port 9999', buffer_timeout: 0 });
       let n = 0;
       session.on('packet', () => { if (++n <= 6) ip('down'); }); // longer than a turn each time
       session.pause();
       await send(6, 9999, '10.9.0.1');
       session.resume();
       while (n < 6) await tick();
       await new Promise((resolve) => setTimeout(resolve, 100));
       ip('up');
       for (let i = 0; i < 3000 && n === 6; i++) {
         await send(1, 9999, '10.9.0.1').catch(() => {});
         await new Promise((resolve) => setTimeout(resolve, 20));
       }
       session.close();
       print(n);`,
    );
    assert.ok(n > 6, `${n} packets`);
  });

  it("an interface that is deleted is an 'error', once, and then 'close'", async () => {
    const doomed = veth_pair();
    try {
      const out = await run_node(
        `const session = createSession('vb');
         const seen = [];
         session.on('packet', () => {});
         session.on('error', (error) => seen.push(error.code, error.message));
         session.on('close', () => { seen.push('close'); setTimeout(() => print(seen), 100); });
         await tick();
         require('child_process').execFileSync('ip', ['link', 'del', 'vb']);`,
        { namespace: doomed.b },
      );
      const [seen] = out.json;
      assert.equal(seen.length, 3, out.stderr);
      assert.equal(seen[0], 'ENODEV');
      assert.match(seen[1], /^capture on vb ended: /);
      assert.equal(seen[2], 'close');
    } finally {
      doomed.remove();
    }
  });

  it("'ip broadcast' captures directed broadcasts", async () => {
    const [texts] = await run_in_b(`
      const session = createSession('vb', { filter: 'ip broadcast', buffer_timeout: 0 });
      const texts = [];
      session.on('packet', (raw) => {
        texts.push(raw.buf.toString('latin1', 42));
        if (texts.length === 1) { print(texts); session.close(); }
      });
      const socket = require('dgram').createSocket('udp4');
      socket.bind(() => {
        socket.setBroadcast(true);
        socket.send('no', 9999, '10.9.0.1', () =>
          socket.send('yes', 9999, '10.9.0.255', () => socket.close()));
      });`);
    assert.deepEqual(texts, ['yes']);
  });

  it('needs no IPv4 address on the device', async () => {
    const lonely = new Namespace();
    try {
      lonely.ip('link', 'add', 'v6', 'type', 'veth', 'peer', 'name', 'v6peer');
      lonely.ip('link', 'set', 'v6', 'up');
      lonely.ip('link', 'set', 'v6peer', 'up');
      lonely.address('v6', 'fd00::5/64');
      const out = await run_node(
        `warnings_of.handler = (text) => print(text);
         const session = createSession('');
         print([session.device_name, createSession().device_name].every((name) => /^v6/.test(name)));
         process.exit();`,
        { namespace: lonely },
      );
      assert.deepEqual(out.json, [true], out.stderr);
    } finally {
      lonely.remove();
    }
  });

  it("a warning of libpcap's does not keep a session from opening", async () => {
    // 'any' can't be promiscuous: some versions of libpcap warn of it, some are silent.
    const [warnings, link_type] = await run_in_b(`
      const warnings = [];
      warnings_of.handler = (text) => warnings.push(text);
      const session = createSession('any', { promiscuous: true });
      print(warnings);
      print([session.link_type]);
      session.close();`);
    assert.ok(warnings.every((text) => text.startsWith('any: ')) && warnings.length <= 1);
    assert.match(link_type[0], /^LINKTYPE_LINUX_SLL/);
  });

  it('what can not be sent says why', async () => {
    const [message] = await run_in_b(`
      const session = createSession('vb');
      try { session.inject(Buffer.alloc(9100)); } catch (error) { print([error.code, error.message]); }
      session.close();`);
    assert.equal(message[0], 'ERR_PCAP_INJECT');
    assert.match(message[1], /9100 bytes on vb: .*Message too long/);
  });

  it('sends a packet that others see, and counts', async () => {
    const [result] = await run_in_b(`
      const options = { filter: 'ether proto 0x88b5', buffer_timeout: 0 };
      const session = createSession('vb', options);
      const sender = createSession('vb', options); // a session does not see what it sends
      const frame = Buffer.alloc(60, 7);
      frame.writeUInt16BE(0x88b5, 12);
      session.on('packet', (raw) => {
        print([raw.buf.equals(frame), session.stats()]);
        session.close();
        sender.close();
      });
      sender.inject(frame);`);
    assert.deepEqual(result, [true, { ps_recv: 1, ps_drop: 0, ps_ifdrop: 0, ps_truncated: 0 }]);
  });

  it('buffer_timeout bounds the delay: 0 delivers one packet at once', async () => {
    // The second packet is sent when the first has come: with the default of a second the lot would
    // take the better part of a minute.
    const [count] = await run_in_b(
      `const session = createSession('vb', { filter: 'udp port 9999', buffer_timeout: 0 });
       let n = 0;
       session.on('packet', () => {
         if (++n < 50) return send(1, 9999, '10.9.0.1');
         print(n);
         session.close();
       });
       await send(1, 9999, '10.9.0.1');`,
      { limit: 10000 },
    );
    assert.equal(count, 50);
  });

  it('snap_length cuts packets, buffer_size is the size of the ring', async () => {
    const [lengths, rings] = await run_in_b(`
      const ring = () => {
        const smaps = fs.readFileSync('/proc/self/smaps', 'utf8');
        return [...smaps.matchAll(/socket:[^]*?Size: +(\\d+) kB/g)]
          .reduce((sum, found) => sum + Number(found[1]) * 1024, 0);
      };
      const session = createSession('vb', { filter: 'udp port 9999', snap_length: 20,
        buffer_timeout: 0 });
      session.on('packet', (raw) => {
        print([raw.buf.length, raw.header.readUInt32LE(8), raw.header.readUInt32LE(12)]);
        session.close();
        const sizes = [];
        for (const size of [2, 32]) {
          const other = createSession('vb', { buffer_size: size << 20 });
          sizes.push(Math.round(ring() / (1 << 20)));
          other.close();
        }
        print(sizes);
      });
      await send(1, 9999, '10.9.0.1');`);
    assert.deepEqual(lengths, [20, 20, 50]);
    assert.deepEqual(rings, [2, 32]);
  });

  it("direction 'in' and 'out' see half of the traffic", async () => {
    const [result] = await run_in_b(`
      const ip = (...words) => String(require('child_process').execFileSync('ip', words));
      const [, own] = /link.ether (\\S+)/.exec(ip('link', 'show', 'vb'));
      const seen = { in: [], out: [], inout: [] };
      const sessions = Object.keys(seen).map((direction) => {
        const session = createSession('vb', { direction, filter: 'arp or icmp or udp',
          buffer_timeout: 0 });
        session.on('packet', ({ buf }) => {
          const source = buf.toString('hex', 6, 12).match(/../g).join(':');
          seen[direction].push(source === own ? 'out' : 'in');
        });
        return session;
      });
      const all = (name, direction) => seen[name].every((each) => each === direction);
      const count = (name, direction) => seen[name].filter((each) => each === direction).length;
      // What comes in is the answer to an ARP request: the kernel limits ICMP's.
      ip('neigh', 'flush', 'dev', 'vb');
      const is_there = () => count('in', 'in') > 0 && count('out', 'out') >= 3 &&
        count('inout', 'in') > 0 && count('inout', 'out') >= 3;
      while (!is_there()) {
        await send(1, 9, '10.9.0.1');
        await tick();
      }
      sessions.forEach((session) => session.close());
      print([all('in', 'in'), all('out', 'out')]);`);
    assert.deepEqual(result, [true, true]);
  });

  it('tstamp_type chooses who stamps, and one that the device lacks is told', async () => {
    const [result] = await run_in_b(`
      let code;
      try { createSession('vb', { tstamp_type: 'adapter' }); } catch (error) { code = error.code; }
      const options = { filter: 'udp port 9999', buffer_timeout: 0, tstamp_type: 'host' };
      const session = createSession('vb', options);
      const began = Date.now() / 1000;
      session.on('packet', (raw) => {
        print([code, Math.abs(raw.tv_sec - began) < 60]);
        session.close();
      });
      await send(1, 9999, '10.9.0.1');`);
    assert.deepEqual(result, ['ERR_PCAP_TSTAMP', true]);
  });

  it("tstamp_precision 'nano' keeps nanoseconds", async () => {
    const [result] = await run_in_b(`
      const session = createSession('vb', { filter: 'udp port 9999', tstamp_precision: 'nano',
        buffer_timeout: 10 });
      const seen = [];
      session.on('packet', (raw) => {
        seen.push(raw);
        if (seen.length < 20) return;
        session.close();
        print([seen.every((raw) => Math.floor(raw.tv_nsec / 1000) === raw.tv_usec),
          seen.some((raw) => raw.tv_nsec % 1000 !== 0)]);
      });
      await send(20, 9999, '10.9.0.1');`);
    assert.deepEqual(result, [true, true]);
  });

  it('immediate mode delivers packets larger than a slot of the ring whole', async () => {
    const [result] = await run_in_b(`
      const net = require('net');
      const sent = Buffer.alloc(3e6, (i) => i).map((_, i) => i * 7 + (i >> 11));
      const session = createSession('lo', { filter: 'tcp src port 9999', buffer_timeout: 0 });
      let cut = 0, large = 0, wrong = 0, first, seen = 0, written = 0, write;
      session.on('packet', (raw) => {
        const frame = raw.buf, tcp = 34, seqno = frame.readUInt32BE(tcp + 4);
        if (frame[tcp + 13] & 2) first = seqno + 1;
        if (frame.length !== raw.len) cut++;
        if (frame.length > 1920) large++;
        const data = frame.subarray(tcp + (frame[tcp + 12] >> 4) * 4);
        const at = (seqno - first) >>> 0;
        if (data.length > 0 && !data.equals(sent.subarray(at, at + data.length))) wrong++;
        if (data.length > 0) seen = Math.max(seen, at + data.length);
        if (data.length > 0 && seen === written) write();
        if (frame[tcp + 13] & 1) {
          session.close();
          server.close();
          print([cut, large > 5, wrong]);
        }
      });
      // The next piece is sent when the last has been captured: no buffer can overflow.
      const server = net.createServer((socket) => {
        write = () => {
          const piece = sent.subarray(written, written + 200000);
          written += piece.length;
          if (piece.length > 0) socket.write(piece);
          else socket.end();
        };
        write();
      });
      server.listen(9999, '127.0.0.1', () => net.connect(9999, '127.0.0.1').resume());`);
    assert.deepEqual(result, [0, true, 0]);
  });

  it('by default captures the largest packets of the loopback device whole', async () => {
    const [lengths] = await run_in_b(`
      const lengths = [];
      const sessions = [0, 20].map((buffer_timeout) => {
        const session = createSession('lo', { filter: 'udp port 9999', buffer_timeout });
        session.on('packet', (raw) => {
          lengths.push([raw.len, raw.buf.length]);
          if (lengths.length < 2) return;
          sessions.forEach((session) => session.close());
          print(lengths);
        });
        return session;
      });
      await send(1, 9999, '127.0.0.1', () => Buffer.alloc(65507));`);
    assert.deepEqual(lengths, [
      [65549, 65549],
      [65549, 65549],
    ]);
  });

  // Immediate mode has a ring of its own; the other mode is libpcap's.
  const filters = {
    any: 'udp port 9999',
    lo: 'udp port 9999',
    vb: 'udp port 9999 or (vlan 5 and udp port 9999)',
  };
  for (const [device, count, tagged] of [
    ['vb', 20, 10],
    ['any', 30, 10],
    ['lo', 10, 0],
  ]) {
    const filter = filters[device];
    it(`immediate mode delivers on ${device} what libpcap does, byte for byte`, async () => {
      const inject = `
        const { createSession } = require(${JSON.stringify(path.join(__dirname, '../../lib/capture/session'))});
        const sender = createSession('va', { filter: 'ether[0] = 255' });
        const frame = (tag, size, i) => Buffer.concat([Buffer.alloc(12, 2), tag,
          Buffer.from('0800450000000001000040110000' + '0a090001' + '0a090002', 'hex'),
          Buffer.from([0x27, 0x0f, 0x27, 0x0f, 0, 0, 0, 0]), Buffer.alloc(size, i)]);
        for (const tag of [Buffer.alloc(0), Buffer.from([0x81, 0, 0x60, 5])])
          for (const size of [20, 7000])
            for (let i = 0; i < 5; i++) sender.inject(frame(tag, size, i));
        sender.close();`;
      const [result] = await run_in_b(`
        const filter = '${filter}';
        const bytes = [[], []];
        const sessions = [0, 20].map((buffer_timeout, i) => {
          const session = createSession('${device}', { filter, buffer_timeout });
          session.on('packet', (raw) => bytes[i].push(raw.len + ' ' + raw.buf.toString('hex')));
          return session;
        });
        await send(5, 9999, '127.0.0.1');
        await send(5, 9999, '127.0.0.1', (i) => Buffer.alloc(7000 + i, i + 1));
        require('child_process').execFileSync('ip', ['netns', 'exec', '${pair.a.name}',
          process.execPath, '-e', ${JSON.stringify(inject)}]);
        while (bytes.some((list) => list.length < ${count})) await tick();
        const [ours, theirs] = bytes;
        const { ps_drop, ps_truncated } = sessions[0].stats();
        sessions.forEach((session) => session.close());
        print({
          count: ours.length,
          different: ours.filter((text, i) => text !== theirs[i]).map((text) => text.slice(0, 99)),
          tagged: ours.filter((text) => text.includes('81006005')).length,
          lost: ps_drop + ps_truncated,
        });`);
      assert.deepEqual(result, { count, different: [], tagged, lost: 0 });
    });
  }

  for (const any_link_type of ['sll', 'sll2']) {
    for (const buffer_timeout of [0, 20]) {
      it(`any has VLAN tags, and with 'sll2' devices: '${any_link_type}', timeout ${buffer_timeout}`, async () => {
        const inject = `
          const { createSession } = require(${JSON.stringify(path.join(__dirname, '../../lib/capture/session'))});
          const sender = createSession('va', { filter: 'ether[0] = 255' });
          const PPPOE = '8864' + '11000001' + '0032' + '0021';
          const frame = (tag, type = '0800') => Buffer.concat([Buffer.alloc(12, 2), tag,
            Buffer.from(type + '450000300000000040110000' + '0a090001' + '0a090002', 'hex'),
            Buffer.from([0x27, 0x0f, 0x27, 0x0f, 0, 28, 0, 0]), Buffer.alloc(20)]);
          for (const tag of ['', '81006005', '88a8600681006005', '88a86007810060048100e003'])
            sender.inject(frame(Buffer.from(tag, 'hex')));
          sender.inject(frame(Buffer.from('88a8600681006005', 'hex'), PPPOE));
          sender.close();`;
        const [seen] = await run_in_b(`
          const decode = require(${JSON.stringify(path.join(__dirname, '../../lib/decode'))});
          const options = { buffer_timeout: ${buffer_timeout}, any_link_type: '${any_link_type}' };
          const session = createSession('any', options);
          const seen = [];
          session.on('packet', (raw) => {
            const packet = decode.packet(raw);
            if (packet.layer('udp')?.dport !== 9999) return;
            const tags = [];
            for (let tag = packet.payload.vlan; tag; tag = tag.vlan) tags.push(tag.id);
            for (let tag = packet.layer('vlan'); tag?.decoderName === 'vlan'; tag = tag.payload)
              tags.push(tag.id);
            seen.push([raw.link_type, tags, raw.copy().interface ?? null]);
            if (seen.length === 6) { print(seen); session.close(); }
          });
          await send(1, 9999, '127.0.0.1');
          require('child_process').execFileSync('ip', ['netns', 'exec', '${pair.a.name}',
            process.execPath, '-e', ${JSON.stringify(inject)}]);`);
        const index = (name) => Number(pair.b.exec('cat', `/sys/class/net/${name}/ifindex`));
        const on = (name, tags) => [
          `LINKTYPE_LINUX_${any_link_type.toUpperCase()}`,
          tags,
          any_link_type === 'sll2' ? { index: index(name), name } : null,
        ];
        const expected = [[], [5], [6, 5], [7, 4, 3], [6, 5]].map((tags) => on('vb', tags));
        assert.deepEqual(seen, [on('lo', []), ...expected]);
      });
    }
  }

  it("filters by a device's index with any_link_type: 'sll2', which other devices ignore", async () => {
    const [seen] = await run_in_b(`
      const index = Number(require('fs').readFileSync('/sys/class/net/lo/ifindex'));
      const filter = 'udp port 9999 and ifindex ' + index + ' and inbound';
      const any = createSession('any', { filter, buffer_timeout: 0, any_link_type: 'sll2' });
      const lo = createSession('lo', { any_link_type: 'sll2' });
      const plain = createSession('any');
      print([lo.link_type, plain.link_type]);
      lo.close();
      plain.close();
      any.on('packet', (raw) => {
        print([raw.interface.index === index, raw.buf.readUInt16BE(0)]);
        any.close();
      });
      await send(1, 9999, '10.9.0.1');
      await send(1, 9999, '127.0.0.1');`);
    assert.deepEqual(seen, ['LINKTYPE_ETHERNET', 'LINKTYPE_LINUX_SLL']);
  });

  it('immediate mode gives each packet its own bytes, or counts it as truncated', async () => {
    const [results] = await run_in_b(`
      const sender = createSession('vb', { filter: 'ether[0] = 255' });
      const frame = Buffer.alloc(8000, 0x41); // the same up to where a slot ends
      frame.writeUInt16BE(0x88b5, 12);
      const results = [];
      // Room for all slots and not for all copies, then for few slots.
      for (const buffer_size of [4 << 20, 1 << 16]) {
        const options = { filter: 'ether proto 0x88b5', buffer_timeout: 0, buffer_size };
        const session = createSession('vb', options);
        let delivered = 0, whole = 0, wrong = 0, last = -1;
        session.on('packet', (raw) => {
          const number = raw.buf.readUInt32BE(14);
          delivered++;
          if (raw.len !== 8000 || number <= last) wrong++;
          last = number;
          if (raw.buf.length < 8000) return;
          whole++;
          if (raw.buf.readUInt32BE(7996) !== number) wrong++;
        });
        const waiting = () => {
          const { ps_recv, ps_drop } = session.stats();
          return ps_recv - ps_drop > delivered;
        };
        for (let i = 0; i < 8000; i++) {
          frame.writeUInt32BE(i, 14);
          frame.writeUInt32BE(i, 7996);
          sender.inject(frame);
          if (i === 6000) while (waiting()) await tick();
        }
        while (waiting()) await tick();
        const { ps_recv, ps_drop, ps_truncated } = session.stats();
        session.close();
        results.push([wrong, ps_recv, ps_drop > 0, ps_truncated > 0, whole > 100,
          ps_truncated + whole === delivered]);
      }
      sender.close();
      print(results);`);
    assert.deepEqual(results, [
      [0, 8000, false, true, true, true],
      [0, 8000, true, false, true, true],
    ]);
  });

  it('immediate mode: a new filter applies to packets that wait in the ring', async () => {
    const [ports] = await run_in_b(`
      const session = createSession('vb', { filter: 'udp', buffer_timeout: 0 });
      const ports = [];
      session.pause();
      session.on('packet', (raw) => ports.push(raw.buf.readUInt16BE(36)));
      await send(3, 9001, '10.9.0.1');
      await send(3, 9002, '10.9.0.1');
      session.set_filter('udp port 9002');
      await send(2, 9001, '10.9.0.1');
      await send(1, 9002, '10.9.0.1');
      session.resume();
      while (ports.length < 4) await tick();
      await tick();
      session.close();
      print(ports);`);
    assert.deepEqual(ports, [9002, 9002, 9002, 9002]);
  });

  it('immediate mode takes a filter that the kernel does not', async () => {
    const [ports] = await run_in_b(`
      const filter = 'link[4:2] = 6 and udp dst port 9002'; // the length of an address
      const session = createSession('any', { filter, buffer_timeout: 0 });
      const ports = [];
      session.on('packet', (raw) => {
        ports.push(raw.buf.readUInt16BE(38));
        if (ports.length === 2) { print(ports); session.close(); }
      });
      for (const port of [9001, 9002, 9001, 9002]) await send(1, port, '127.0.0.1');`);
    assert.deepEqual(ports, [9002, 9002]);
  });

  it('pause holds packets in the kernel, resume delivers them', async () => {
    const [result] = await run_in_b(`
      const session = createSession('vb', { filter: 'udp port 9999', buffer_timeout: 1 });
      let n = 0;
      session.on('packet', () => { if (++n === 500) { session.close(); print([held, n]); } });
      session.pause();
      await send(500, 9999, '10.9.0.1');
      await new Promise((resolve) => setTimeout(resolve, 50));
      const held = n;
      session.resume();`);
    assert.deepEqual(result, [0, 500]);
  });

  it('set_filter takes effect on a running session', async () => {
    const [ports] = await run_in_b(`
      const session = createSession('vb', { filter: 'udp port 1001', buffer_timeout: 0 });
      const ports = [];
      session.on('packet', (raw) => {
        ports.push(raw.buf.readUInt16BE(36));
        if (ports.length === 1) {
          session.set_filter('udp port 1002');
          send(1, 1001, '10.9.0.1').then(() => send(1, 1002, '10.9.0.1'));
        } else {
          session.close();
          print(ports);
        }
      });
      await send(1, 1001, '10.9.0.1');`);
    assert.deepEqual(ports, [1001, 1002]);
  });

  it('set_filter keeps packets with VLAN tags that were read and match', async () => {
    const [types] = await run_in_b(`
      const session = createSession('vb', { filter: 'ether[0] = 255', buffer_timeout: 0 });
      const sender = createSession('vb');
      const frame = Buffer.alloc(60, 0xff);
      frame.writeUInt16BE(0x88b5, 12);
      const tag = Buffer.from([0x81, 0, 0, 5]);
      const tagged = Buffer.concat([frame.subarray(0, 12), tag, frame.subarray(12)]);
      const types = [];
      session.on('packet', (raw) => {
        types.push(raw.buf.readUInt16BE(12).toString(16));
        if (types.length === 1) session.set_filter('vlan 5');
        if (types.length === 4) { print(types); session.close(); sender.close(); }
      });
      session.pause();
      for (let i = 0; i < 3; i++) { sender.inject(frame); sender.inject(tagged); }
      session.resume();
      setTimeout(() => { print(types); process.exit(); }, 60_000).unref();`);
    assert.deepEqual(types, ['88b5', '8100', '8100', '8100']);
  });

  it('eight sessions on four devices deliver independently', async () => {
    const [counts] = await run_in_b(`
      const ip = (line) => String(require('child_process').execFileSync('ip', line.split(' ')));
      for (const n of [1, 2]) {
        ip('link add m' + n + ' type veth peer name p' + n);
        ip('link set m' + n + ' up');
        ip('link set p' + n + ' up');
        ip('addr add 10.8.' + n + '.1/24 dev m' + n);
        ip('neigh add 10.8.' + n + '.2 lladdr 02:00:00:00:00:02 dev m' + n);
        while (!ip('link show m' + n).includes(' state UP ')); // before, the kernel drops packets
      }
      const devices = ['vb', 'lo', 'm1', 'm2'];
      const counts = new Array(8).fill(0);
      const sessions = counts.map((_, i) => {
        const session = createSession(devices[i % 4], { filter: 'udp port 9999',
          buffer_size: 1 << 20, buffer_timeout: 1 });
        session.on('packet', () => {
          counts[i]++;
          if (counts.every((count) => count >= 10)) {
            sessions.forEach((each) => each.close());
            print(counts);
          }
        });
        return session;
      });
      for (const address of ['10.9.0.1', '127.0.0.1', '10.8.1.2', '10.8.2.2']) {
        await send(10, 9999, address);
      }
      ip('link del m1');
      ip('link del m2');`);
    assert.deepEqual(counts, new Array(8).fill(10));
  });

  describe('errors', () => {
    it('of a device that is not there name it and have a code', async () => {
      const [error] = await run_in_b(`
        try { createSession('nosuch0'); } catch (error) { print([error.code, error.message]); }`);
      assert.equal(error[0], 'ENODEV');
      assert.match(error[1], /can't capture on nosuch0: .*No such device/);
    });

    it('of lacking rights have the code EPERM', async () => {
      const [error] = await run_in_b(`
        process.setgid(65534); process.setuid(65534);
        try { createSession('vb'); } catch (error) { print([error.code, error.message]); }`);
      assert.equal(error[0], 'EPERM');
      assert.match(error[1], /can't capture on vb: .*permission/i);
    });

    it('of a device that is down have the code ENETDOWN, and give the reason once', async () => {
      const lonely = new Namespace();
      try {
        lonely.ip('link', 'add', 'v1', 'type', 'veth', 'peer', 'name', 'v2');
        const { json } = await run_node(
          `try { createSession('v1'); } catch (error) { print([error.code, error.message]); }`,
          { namespace: lonely },
        );
        const [[code, message]] = json;
        assert.equal(code, 'ENETDOWN');
        assert.match(message, /^can't capture on v1: /);
        assert.equal(message.match(/not up/g).length, 1, message);
      } finally {
        lonely.remove();
      }
    });

    it('of monitor mode on a wire have a code', async () => {
      const [error] = await run_in_b(`
        try { createSession('vb', { monitor: true }); }
        catch (error) { print([error.code, error.message]); }`);
      assert.equal(error[0], 'ERR_PCAP_MONITOR');
    });
  });

  describe('whose listener is slower than the packets come', () => {
    // A ring of some 130 slots. Each of the first calls of the listener takes a whole turn, in
    // which 100 packets come.
    const SLOW = `
      const session = createSession('vb', { filter: 'ether proto 0x88b5', buffer_timeout: 0,
        buffer_size: 1 << 18 });
      const sender = createSession('vb');
      const frame = Buffer.alloc(60, 7);
      frame.writeUInt16BE(0x88b5, 12);
      let sent = 0;
      const inject = (count) => {
        for (; count > 0; count--) { frame.writeUInt32BE(sent++, 16); sender.inject(frame); }
      };
      const numbers = [];
      const slow = () => {
        inject(100);
        for (const end = performance.now() + 6; performance.now() < end;);
      };
      const listen = (turns, look) => {
        session.on('packet', (raw) => {
          numbers.push(raw.buf.readUInt32BE(16));
          if (numbers.length <= turns) slow();
          look();
        });
        inject(1);
      };
      const done = () => { session.close(); sender.close(); };
      const in_order = () => numbers.every((number, i) => number === i);`;

    it('loses nothing where the kernel has no more room, and keeps the order', async () => {
      const [result] = await run_in_b(`${SLOW}
        listen(20, () => {
          if (numbers.length === 2001) {
            print([sent, in_order(), session.stats().ps_drop]);
            done();
          }
        });
        setTimeout(() => { print([numbers.length, session.stats()]); process.exit(); }, 60_000).unref();`);
      assert.deepEqual(result, [2001, true, 0]);
    });

    it('delivers what was read before a pause after it', async () => {
      const [paused, all] = await run_in_b(`${SLOW}
        listen(5, () => {
          if (numbers.length === 5) {
            session.pause();
            setTimeout(() => { print([numbers.length, session.is_paused()]); session.resume(); }, 20);
          }
          if (numbers.length === 501) { print([sent, in_order()]); done(); }
        });`);
      assert.deepEqual(paused, [5, true]);
      assert.deepEqual(all, [501, true]);
    });

    it('delivers nothing that does not match a new filter', async () => {
      const [result] = await run_in_b(`${SLOW}
        listen(5, () => {
          if (numbers.length === 5) session.set_filter('ether[19] & 1 = 1 and ether proto 0x88b5');
          if (numbers.at(-1) === 499) { print(numbers); done(); }
        });`);
      const odd = Array.from({ length: 500 }, (_, i) => i).filter((i) => i > 4 && i % 2 === 1);
      assert.deepEqual(result, [0, 1, 2, 3, 4, ...odd]);
    });

    it('writes all to outfile', async () => {
      const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-test-')), 'out.pcap');
      const [result] =
        await run_in_b(`${SLOW.replace('buffer_timeout', `outfile: '${file}', buffer_timeout`)}
        listen(5, () => {
          if (numbers.length === 501) done();
        });
        await once(session, 'close');
        const read = [];
        const written = createOfflineSession('${file}');
        written.on('packet', (raw) => read.push(raw.buf.readUInt32BE(16)));
        await once(written, 'complete');
        print([in_order(), read.length, read.every((number, i) => number === i)]);`);
      fs.rmSync(path.dirname(file), { recursive: true });
      assert.deepEqual(result, [true, 501, true]);
    });

    it('is given no packet after close', async () => {
      const [result] = await run_in_b(`${SLOW}
        listen(5, () => {
          if (numbers.length === 5) done();
        });
        await once(session, 'close');
        await tick();
        print(numbers.length);`);
      assert.equal(result, 5);
    });
  });

  describe('under a flood', () => {
    /** Captures while count packets are sent, rate a second (0: as fast as it goes). */
    async function flooded(options, count, more = '', rate = 0) {
      const flood = flood_program();
      const [result] = await run_in_b(
        `const session = createSession('vb', ${JSON.stringify({ filter: 'udp port 9999', ...options })});
         let n = 0, sum = 0, worst = 0, last = performance.now();
         const timer = setInterval(() => {
           const now = performance.now();
           worst = Math.max(worst, now - last);
           last = now;
         }, 5);
         let quiet = 0, sent = -1, before = -1;
         session.on('packet', (raw) => { n++; sum += raw.buf.readUInt32BE(42); ${more} });
         await tick();
         const child = require('child_process').spawn('ip', ['netns', 'exec', '${pair.a.name}',
           '${flood}', 'va', '${count}', '64', '${rate}'], { stdio: ['ignore', 'pipe', 'inherit'] });
         child.stdout.on('data', (text) => { sent = Number(text); });
         const watch = setInterval(() => {
           if (sent < 0 || n !== before) { before = n; quiet = 0; return; }
           if (++quiet < 30) return;
           clearInterval(timer); clearInterval(watch);
           print({ sent, n, sum, worst, ...session.stats() });
           session.close();
         }, 50);`,
        { limit: 60000 },
      );
      return result;
    }

    it('the event loop goes on turning', async () => {
      const seen = await flooded({}, 600000, 'for (let i = 0; i < 2000; i++) sum += 0;');
      assert.equal(seen.sent, 600000);
      assert.ok(seen.n > 0);
      console.log(`      worst gap of a 5 ms timer: ${seen.worst.toFixed(1)} ms`);
    });

    it('600,000 packets in the default mode are delivered or counted as dropped', async () => {
      const seen = await flooded({ buffer_size: 32 << 20 }, 600000, '', 250000);
      console.log(`      ${seen.n} of ${seen.sent}, ${seen.ps_drop} dropped`);
      assert.equal(seen.n + seen.ps_drop, 600000);
    });

    it('600,000 packets in immediate mode are delivered or counted as dropped', async () => {
      const seen = await flooded({ buffer_timeout: 0 }, 600000, '', 250000);
      console.log(`      ${seen.n} of ${seen.sent}, ${seen.ps_drop} dropped`);
      assert.equal(seen.n + seen.ps_drop, 600000);
    });
  });
});
