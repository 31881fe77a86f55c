'use strict';

const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const util = require('node:util');

const { PcapSession, createOfflineSession, createSession } = require('../../lib/capture/session');
const { run_node } = require('../helpers/child');
const { numbered, pcap, pcapng, temporary_folder, udp_frame } = require('../helpers/savefile');

/** All packets of a session, when it has closed; rejects with its error. */
async function packets_of(session) {
  const packets = [];
  session.on('packet', (raw) => packets.push(raw));
  await once(session, 'close');
  return packets;
}

const text_of = (raw) => raw.buf.toString('latin1', 42);

describe('a session on a file', () => {
  const folder = temporary_folder();
  after(() => folder.remove());

  const three = folder.write('three.pcap', pcap(numbered(3)));
  const many = folder.write('many.pcap', pcap(numbered(20000)));

  describe('packets', () => {
    it('have buf, header and link_type', async () => {
      const [raw] = await packets_of(createOfflineSession(three));
      assert.deepEqual(raw.buf, udp_frame('packet 0'));
      assert.equal(raw.header.length, 16);
      assert.equal(raw.header.readUInt32LE(0), 1600000000);
      assert.equal(raw.header.readUInt32LE(4), 0);
      assert.equal(raw.header.readUInt32LE(8), 50);
      assert.equal(raw.header.readUInt32LE(12), 50);
      assert.equal(raw.link_type, 'LINKTYPE_ETHERNET');
      assert.ok(Buffer.isBuffer(raw.buf) && Buffer.isBuffer(raw.header));
    });

    it('come all, in order, with their own time and bytes', async () => {
      const wanted = numbered(20000);
      const packets = await packets_of(createOfflineSession(many));
      assert.equal(packets.length, wanted.length);
      packets.forEach((raw, i) => {
        assert.ok(raw.buf.equals(wanted[i].bytes), `packet ${i}`);
        assert.equal(raw.tv_sec, wanted[i].sec);
        assert.equal(raw.tv_usec, wanted[i].frac);
      });
    });

    it('of a file with 100,000 are those that tcpdump reads, byte for byte', async function () {
      const packets = numbered(100000).map((p, i) => ({ ...p, len: p.bytes.length + (i % 7) }));
      const file = folder.write('large.pcap', pcap(packets));
      const tcpdump = spawnSync('tcpdump', ['-r', file, '-w', '-'], { maxBuffer: 2 ** 25 });
      if (tcpdump.error?.code === 'ENOENT') {
        console.log('      skipped: tcpdump is not installed');
        this.skip();
      }
      const ours = [];
      const session = createOfflineSession(file);
      session.on('packet', (raw) => ours.push(raw.header, raw.buf));
      await once(session, 'complete');
      assert.equal(ours.length, 200000);
      assert.ok(Buffer.concat(ours).equals(tcpdump.stdout.subarray(24))); // after the file's header
    });

    it('look like ordinary objects', async () => {
      const [first, second] = await packets_of(createOfflineSession(three));
      const [again] = await packets_of(createOfflineSession(three));
      const plain = { buf: first.buf, header: first.header, link_type: first.link_type };
      assert.equal(JSON.stringify(first), JSON.stringify(plain));
      assert.match(
        util.inspect(first),
        /^PacketWithHeader \{\s+buf: <Buffer 02 00.*header: <Buffer/s,
      );
      assert.ok('buf' in first && 'header' in first);
      assert.deepEqual(first.copy(), again.copy());
      assert.notDeepEqual(first.copy(), second.copy());
      assert.deepEqual(structuredClone(first.copy()), {
        ...plain,
        buf: Uint8Array.from(first.buf),
        header: Uint8Array.from(first.header),
      });
      assert.equal(Object.prototype.toString.call(first), '[object Object]');
    });

    it('can be changed by the program', async () => {
      const [raw] = await packets_of(createOfflineSession(three));
      raw.buf = Buffer.from('other');
      raw.header = Buffer.alloc(16, 1);
      assert.equal(raw.buf.toString(), 'other');
      assert.equal(raw.len, 0x01010101);
    });

    it('keep their bytes, whatever comes after', async () => {
      const kept = [];
      const session = createOfflineSession(many);
      session.on('packet', (raw) => kept.push(raw.buf));
      await once(session, 'complete');
      assert.equal(new Set(kept.map((buf) => buf.toString('latin1', 42))).size, 20000);
    });

    it('larger than 65,535 bytes arrive whole', async () => {
      const big = udp_frame('x'.repeat(70000));
      const bytes = pcap([{ bytes: big }, ...numbered(2)]);
      const packets = await packets_of(createOfflineSession(folder.write('big.pcap', bytes)));
      assert.equal(packets.length, 3);
      assert.ok(packets[0].buf.equals(big));
      assert.equal(packets[0].caplen, big.length);
      assert.equal(text_of(packets[2]), 'packet 1');
    });

    it('have seconds beyond 2038, little-endian', async () => {
      const file = folder.write('late.pcap', pcap([{ sec: 0xfedcba98, bytes: udp_frame('') }]));
      const [raw] = await packets_of(createOfflineSession(file));
      assert.deepEqual([...raw.header.subarray(0, 4)], [0x98, 0xba, 0xdc, 0xfe]);
      assert.equal(raw.tv_sec, 0xfedcba98);
    });
  });

  describe('time stamps', () => {
    const packets = [{ sec: 5, frac: 123456789, bytes: udp_frame('') }];
    const file = folder.write('nano.pcap', pcap(packets, { nano: true }));

    it("tstamp_precision 'nano' keeps nanoseconds, tv_usec stays what it is", async () => {
      const [raw] = await packets_of(createOfflineSession(file, { tstamp_precision: 'nano' }));
      assert.equal(raw.tv_nsec, 123456789);
      assert.equal(raw.tv_usec, 123456);
      assert.equal(raw.header.readUInt32LE(4), 123456);
      assert.deepEqual(raw.buf, packets[0].bytes);
      assert.equal(raw.constructor.name, 'PacketWithHeader');
    });

    it('are microseconds otherwise', async () => {
      const [raw] = await packets_of(createOfflineSession(file));
      assert.equal(raw.tv_nsec, undefined);
      assert.equal(raw.tv_usec, 123456);
    });
  });

  describe('the end', () => {
    it("is 'complete' once, then 'close' once", async () => {
      const seen = [];
      const session = createOfflineSession(three);
      for (const name of ['packet', 'complete', 'error', 'close']) {
        session.on(name, () => seen.push(name));
      }
      await once(session, 'close');
      assert.deepEqual(seen, ['packet', 'packet', 'packet', 'complete', 'close']);
    });

    it("of a truncated file is its good packets, then 'error' and not 'complete'", async () => {
      const seen = [];
      const session = createOfflineSession(
        folder.write('cut.pcap', pcap(numbered(3)).subarray(0, -5)),
      );
      session.on('packet', (raw) => seen.push(text_of(raw)));
      session.on('complete', () => seen.push('complete'));
      session.on('error', (error) => seen.push(error));
      await new Promise((resolve) => session.on('close', resolve));
      assert.deepEqual(seen.slice(0, 2), ['packet 0', 'packet 1']);
      assert.equal(seen.length, 3);
      assert.equal(seen[2].code, 'ERR_PCAP_FILE');
      assert.match(seen[2].message, /cut\.pcap.*truncated dump file/);
    });

    it('of a pcapng with one link type is complete', async () => {
      const bytes = pcapng([1], [{ face: 0, bytes: udp_frame('one') }]);
      const packets = await packets_of(createOfflineSession(folder.write('one.pcapng', bytes)));
      assert.deepEqual(packets.map(text_of), ['one']);
    });
  });

  describe('#close', () => {
    it('in a handler ends delivery and leaves the listeners alone', async () => {
      let packets = 0;
      const session = createOfflineSession(many);
      session.on('packet', () => {
        if (++packets === 10) session.close();
      });
      const complete = [];
      session.on('complete', () => complete.push(true));
      await once(session, 'close');
      assert.equal(packets, 10);
      assert.deepEqual(complete, []);
      assert.equal(session.listenerCount('packet'), 1);
      assert.equal(session.opened, false);
    });

    it("can be called twice, before the first packet, and emits 'close' once", async () => {
      let packets = 0;
      let closes = 0;
      const session = createOfflineSession(many);
      session.on('packet', () => packets++);
      session.on('close', () => closes++);
      session.close();
      session.close();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      assert.deepEqual([packets, closes], [0, 1]);
    });

    it('everything after it says that the session is closed', () => {
      const session = createOfflineSession(three);
      session.close();
      const closed = { code: 'ERR_PCAP_CLOSED', message: 'the session is closed' };
      assert.throws(() => session.stats(), closed);
      assert.throws(() => session.inject(Buffer.alloc(60)), closed);
      assert.throws(() => session.set_filter('tcp'), closed);
    });
  });

  describe('reading', () => {
    it('begins with the first listener, and misses nothing', async () => {
      const session = createOfflineSession(three);
      await new Promise(setImmediate);
      await new Promise((resolve) => setTimeout(resolve, 1));
      assert.equal((await packets_of(session)).length, 3);
    });

    it("also for 'complete' alone, and for resume()", async () => {
      await once(createOfflineSession(three), 'complete');
      const session = createOfflineSession(three);
      const closed = new Promise((resolve) => session.on('close', resolve));
      session.resume();
      await closed;
    });

    it('lets timers and promises run between turns', async () => {
      const session = createOfflineSession(many);
      let packets = 0;
      const immediates = [];
      session.on('packet', () => {
        packets++;
        const until = process.hrtime.bigint() + 5000n;
        while (process.hrtime.bigint() < until);
      });
      const look = () => {
        immediates.push(packets);
        if (packets < 20000) setImmediate(look);
      };
      setImmediate(look);
      await once(session, 'complete');
      const steps = immediates.slice(1).map((n, i) => n - immediates[i]);
      assert.ok(immediates.length >= 10, `${immediates.length} turns`);
      assert.ok(Math.max(...steps) < 5000, `${Math.max(...steps)} packets in a turn`);
    });

    it('a filter that matches nothing does not stop the event loop', async () => {
      const file = folder.write('unmatched.pcap', pcap(numbered(200000, () => '')));
      // Long, so that it takes its time on each packet.
      const hosts = Array.from({ length: 120 }, (_, i) => `host 198.51.100.${i}`);
      const session = createOfflineSession(file, hosts.join(' or '));
      let turns = 0;
      const count = () => turns++ < Infinity && session.opened && setImmediate(count);
      setImmediate(count);
      assert.equal((await packets_of(session)).length, 0);
      assert.ok(turns > 2, `${turns} turns`);
    });

    it('from a pipe waits without blocking', async () => {
      // The rest is written when a timer of the child, which has read all that is there, has run.
      const out = await run_node(
        `const session = createOfflineSession('-');
         let n = 0;
         session.on('packet', () => {
           if (++n === 2) setTimeout(() => process.stderr.write('more'), 1);
         });
         session.on('complete', () => print(n));`,
        { input: [pcap(numbered(2)), pcap(numbered(3)).subarray(24)] },
      );
      assert.deepEqual(out.json, [5], out.stderr);
    });

    it('from a pipe waits for the rest of a packet, also when paused before it', async () => {
      // The third packet is cut where the parts meet.
      const bytes = pcap(numbered(4));
      const out = await run_node(
        `const session = createOfflineSession('-');
         let n = 0;
         session.on('packet', () => {
           session.pause();
           setImmediate(() => session.resume());
           if (++n === 2) process.stderr.write('more');
         });
         session.on('complete', () => print(n));`,
        { input: [bytes.subarray(0, -100), bytes.subarray(-100)] },
      );
      assert.deepEqual(out.json, [4], out.stderr);
    });
  });

  describe('#pause and #resume', () => {
    it('stop delivery in the middle of a slab, and go on with the next packet', async () => {
      const seen = [];
      const session = createOfflineSession(many);
      session.on('packet', (raw) => {
        seen.push(text_of(raw));
        if (seen.length !== 7) return;
        session.pause();
        setImmediate(() =>
          setImmediate(() => {
            assert.equal(seen.length, 7);
            assert.equal(session.is_paused(), true);
            session.resume();
          }),
        );
      });
      await once(session, 'complete');
      assert.deepEqual(
        seen,
        numbered(20000).map((_, i) => `packet ${i}`),
      );
    });
  });

  describe('iteration', () => {
    it('gives every packet in order, and holds the reading of the file meanwhile', async () => {
      const session = createOfflineSession(many);
      let emitted = 0;
      let most = 0;
      let n = 0;
      for await (const raw of session) {
        if (n === 0) session.on('packet', () => emitted++);
        assert.equal(text_of(raw), `packet ${n++}`);
        if (n % 100 === 0) await new Promise(setImmediate);
        most = Math.max(most, emitted - n);
      }
      assert.equal(n, 20000);
      assert.ok(most < 300, `${most} packets waited`);
    });

    it('closes the session when it is left', async () => {
      const session = createOfflineSession(many);
      for await (const raw of session) {
        assert.equal(text_of(raw), 'packet 0');
        break;
      }
      assert.equal(session.opened, false);
    });

    it('throws the error of a session after its good packets', async () => {
      const file = folder.write('cut2.pcap', pcap(numbered(3)).subarray(0, -1));
      let n = 0;
      await assert.rejects(
        async () => {
          for await (const raw of createOfflineSession(file)) n += raw.buf.length > 0;
        },
        { code: 'ERR_PCAP_FILE' },
      );
      assert.equal(n, 2);
    });
  });

  describe('a handler that throws', () => {
    it('loses nothing but its own packet, and its error is an uncaught exception', async () => {
      const out = await run_node(
        `const uncaught = [];
         process.on('uncaughtException', (error) => uncaught.push(error.message));
         const session = createOfflineSession(${JSON.stringify(many)});
         let n = 0;
         session.on('packet', () => { n++; if (n % 5000 === 1) throw new Error('at ' + n); });
         session.on('complete', () => print([n, uncaught]));`,
      );
      assert.deepEqual(
        out.json,
        [[20000, ['at 1', 'at 5001', 'at 10001', 'at 15001']]],
        out.stderr,
      );
    });
  });

  describe('link_type that a program assigns', () => {
    it('is that of its packets from then on, and outfile goes on', async () => {
      const outfile = folder.path('assigned.pcap');
      const session = createOfflineSession(three, { outfile });
      const types = [];
      session.on('packet', (raw) => {
        types.push(raw.link_type);
        if (types.length === 1) session.link_type = 'LINKTYPE_RAW';
      });
      await once(session, 'complete');
      assert.deepEqual(types, ['LINKTYPE_ETHERNET', 'LINKTYPE_RAW', 'LINKTYPE_RAW']);
      assert.equal(session.link_type, 'LINKTYPE_RAW');
      assert.ok(fs.readFileSync(outfile).equals(fs.readFileSync(three)));
    });

    it('may be assigned before the first packet', async () => {
      const session = createOfflineSession(three);
      session.link_type = 'LINKTYPE_NULL';
      const packets = await packets_of(session);
      assert.ok(packets.every((raw) => raw.link_type === 'LINKTYPE_NULL'));
      assert.ok(Object.keys(session).includes('link_type'));
    });
  });

  describe('listening', () => {
    for (const method of ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener']) {
      it(`by ${method}() begins the reading`, async () => {
        const session = createOfflineSession(three);
        let heard = 0;
        session[method]('packet', () => heard++);
        await once(session, 'close');
        assert.equal(heard, method.toLowerCase().includes('once') ? 1 : 3);
      });
    }

    it('to other events does not', async () => {
      const session = createOfflineSession(three);
      session.on('error', () => {}).on('close', () => {});
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      session.on('packet', () => {});
      await once(session, 'complete');
    });
  });

  it('goes on under fake timers', async () => {
    const out = await run_node(
      `const { mock } = require('node:test');
       mock.timers.enable();
       process.nextTick = () => {};
       const session = createOfflineSession(${JSON.stringify(many)});
       let n = 0;
       session.on('packet', () => n++);
       session.on('close', () => print(n));`,
    );
    assert.deepEqual(out.json, [20000], out.stderr);
  });

  it('leaves no listener on the process, and warns of none, with many outfiles', async () => {
    const before = process.listenerCount('exit');
    const sessions = Array.from({ length: 20 }, (_, i) =>
      createOfflineSession(three, { outfile: folder.path(`many-${i}.pcap`) }),
    );
    await Promise.all(sessions.map((session) => packets_of(session)));
    assert.equal(process.listenerCount('exit'), before);
  });

  it('does not write to the file that it reads', () => {
    const copy = folder.write('same.pcap', pcap(numbered(3)));
    const link = folder.path('same-link.pcap');
    fs.symlinkSync(copy, link);
    for (const outfile of [copy, link]) {
      assert.throws(() => createOfflineSession(copy, { outfile }), {
        code: 'ERR_PCAP_OPTION',
        message: /outfile must not be the file that is read/,
      });
    }
    assert.equal(fs.readFileSync(copy).length, fs.readFileSync(three).length);
  });

  it('tells its packets as an EventEmitter does, to one listener, to several, once, by a new emit()', async () => {
    const session = createOfflineSession(three);
    const told = [];
    session.once('packet', function (raw) {
      told.push(['once', text_of(raw), this === session]);
    });
    const first = (raw) => {
      told.push(['first', text_of(raw)]);
      session.off('packet', first);
      session.on('packet', (later) => told.push(['second', text_of(later)]));
    };
    session.on('packet', first);
    session.emit = function (event, ...args) {
      if (event === 'packet') told.push(['emit', text_of(args[0])]);
      return PcapSession.prototype.emit.call(this, event, ...args);
    };
    await once(session, 'close');
    assert.deepEqual(told, [
      ['emit', 'packet 0'],
      ['once', 'packet 0', true],
      ['first', 'packet 0'],
      ['emit', 'packet 1'],
      ['second', 'packet 1'],
      ['emit', 'packet 2'],
      ['second', 'packet 2'],
    ]);
  });

  it('runs handlers in the async context of its creation', async () => {
    const storage = new AsyncLocalStorage();
    const session = storage.run('mine', () => createOfflineSession(many));
    const seen = new Set();
    await storage.run('other', async () => {
      session.on('packet', () => seen.add(storage.getStore()));
      session.on('close', () => seen.add(storage.getStore()));
      await new Promise((resolve) => session.on('close', resolve));
    });
    assert.deepEqual([...seen], ['mine']);
  });

  describe('#set_filter', () => {
    it('lets only what matches through from then on', async () => {
      const packets = numbered(2000).map((packet, i) => ({
        ...packet,
        bytes: udp_frame(`packet ${i}`, { dport: i % 2 }),
      }));
      const session = createOfflineSession(folder.write('ports.pcap', pcap(packets)));
      const seen = [];
      session.on('packet', (raw) => {
        seen.push(raw.buf.readUInt16BE(36));
        if (seen.length === 10) session.set_filter('udp dst port 1');
      });
      await once(session, 'complete');
      assert.deepEqual(seen.slice(0, 10), [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
      assert.equal(seen.length, 10 + 995);
      assert.deepEqual([...new Set(seen.slice(10))], [1]);
      assert.equal(session.filter, 'udp dst port 1');
    });

    it('keeps the old one when the new one does not compile', async () => {
      const session = createOfflineSession(three, 'udp');
      assert.throws(() => session.set_filter('nonsense here'), {
        code: 'ERR_PCAP_FILTER',
        message: /filter "nonsense here" does not compile: .*(syntax|parse)/,
      });
      assert.equal(session.filter, 'udp');
      assert.equal((await packets_of(session)).length, 3);
    });
  });

  describe('call forms', () => {
    it('takes the filter as a string, as version 2 did', async () => {
      assert.equal((await packets_of(createOfflineSession(three, 'tcp'))).length, 0);
      assert.equal((await packets_of(createOfflineSession(three, 'udp'))).length, 3);
      assert.equal(createOfflineSession(three, 'udp port 2000').filter, 'udp port 2000');
    });

    it('takes an options object, nothing, and null', async () => {
      assert.equal((await packets_of(createOfflineSession(three, { filter: 'tcp' }))).length, 0);
      for (const nothing of [undefined, null, {}, NaN]) {
        assert.equal((await packets_of(createOfflineSession(three, nothing))).length, 3);
      }
    });

    it('has the constructor of version 3', async () => {
      const session = new PcapSession(false, three, 'udp', 0, null, null);
      assert.equal(session.is_live, false);
      assert.equal(session.device_name, three);
      assert.equal(session.snap_length, 262144);
      assert.equal(session.buffer_timeout, 1000);
      assert.equal(session.promiscuous, true);
      assert.equal((await packets_of(session)).length, 3);
    });

    it('can be subclassed', async () => {
      class Mine extends PcapSession {}
      const session = new Mine(false, three, '', 0, null, null);
      assert.ok(session instanceof Mine && session instanceof PcapSession);
      assert.equal((await packets_of(session)).length, 3);
    });
  });

  describe('failures', () => {
    const cases = [
      ['a missing file', () => '/nonexistent/x.pcap', 'ENOENT', /x\.pcap: No such file/],
      ['a folder', () => folder.path('.'), 'ERR_PCAP_FILE', /Is a directory/],
      ['an empty file', () => folder.write('empty', ''), 'ERR_PCAP_FILE', /empty: truncated dump/],
      ['a file that is no capture', () => __filename, 'ERR_PCAP_FILE', /unknown file format/],
    ];
    for (const [what, path, code, message] of cases) {
      it(`${what} is told`, () => {
        assert.throws(() => createOfflineSession(path()), { name: 'Error', code, message });
      });
    }

    it('name the path that is missing', () => {
      const needed = { name: 'TypeError', code: 'ERR_PCAP_OPTION', message: /needs a path$/ };
      for (const path of [undefined, '']) {
        assert.throws(() => createOfflineSession(path), needed);
      }
    });

    it('a filter that does not compile is told, with its text', () => {
      assert.throws(() => createOfflineSession(three, 'tcp.port eq 1'), {
        code: 'ERR_PCAP_FILTER',
        message: /filter "tcp\.port eq 1" does not compile: /,
      });
    });

    it('statistics of a file, and sending into one, say why not', () => {
      const session = createOfflineSession(three);
      assert.throws(() => session.stats(), {
        code: 'ERR_PCAP_STATS',
        message: /three\.pcap: a capture file has none/,
      });
      assert.throws(() => session.inject(Buffer.alloc(60)), {
        code: 'ERR_PCAP_INJECT',
        message: /three\.pcap: it is a capture file/,
      });
      assert.throws(() => session.inject('text'), { name: 'TypeError' });
      session.close();
    });
  });

  describe('link types', () => {
    const names = {
      0: 'LINKTYPE_NULL',
      1: 'LINKTYPE_ETHERNET',
      101: 'LINKTYPE_RAW',
      105: 'LINKTYPE_IEEE802_11',
      108: 'LINKTYPE_LOOP',
      113: 'LINKTYPE_LINUX_SLL',
      127: 'LINKTYPE_IEEE802_11_RADIO',
      187: 'LINKTYPE_BLUETOOTH_HCI_H4',
      189: 'LINKTYPE_USB_LINUX',
      192: 'LINKTYPE_PPI',
      195: 'LINKTYPE_IEEE802_15_4_WITHFCS',
      201: 'LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR',
      202: 'Unknown linktype 202',
      220: 'LINKTYPE_USB_LINUX_MMAPPED',
      227: 'LINKTYPE_CAN_SOCKETCAN',
      228: 'LINKTYPE_IPV4',
      229: 'LINKTYPE_IPV6',
      230: 'LINKTYPE_IEEE802_15_4_NOFCS',
      239: 'LINKTYPE_NFLOG',
      249: 'LINKTYPE_USBPCAP',
      251: 'LINKTYPE_BLUETOOTH_LE_LL',
      254: 'Unknown linktype 254',
      256: 'LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR',
      276: 'LINKTYPE_LINUX_SLL2',
      283: 'LINKTYPE_IEEE802_15_4_TAP',
    };
    for (const [link_type, name] of Object.entries(names)) {
      it(`${link_type} is ${name}`, () => {
        const bytes = pcap([], { link_type: Number(link_type) });
        const session = createOfflineSession(folder.write('type.pcap', bytes));
        assert.equal(session.link_type, name);
        session.close();
      });
    }
  });

  describe('signal', () => {
    it('closes the session', async () => {
      const stop = new AbortController();
      const session = createOfflineSession(many, { signal: stop.signal });
      let packets = 0;
      session.on('packet', () => {
        if (++packets === 3) stop.abort();
      });
      await once(session, 'close');
      assert.equal(packets, 3);
    });

    it('that is aborted already opens nothing', () => {
      const signal = AbortSignal.abort();
      assert.throws(() => createOfflineSession(three, { signal }), { name: 'AbortError' });
    });
  });

  describe('Symbol.dispose', () => {
    it('closes', async function () {
      if (Symbol.dispose === undefined) this.skip();
      const session = createOfflineSession(three);
      session[Symbol.dispose]();
      assert.equal(session.opened, false);
      const other = createOfflineSession(three);
      await other[Symbol.asyncDispose]();
      assert.equal(other.opened, false);
    });
  });
});

describe('options', () => {
  const wrong = [
    ['promiscuous', 1, TypeError],
    ['promiscuous', 'yes', TypeError],
    ['monitor', 1, TypeError],
    ['buffer_size', 3e9, RangeError],
    ['buffer_size', -1, RangeError],
    ['buffer_size', '1', TypeError],
    ['buffer_timeout', Infinity, RangeError],
    ['buffer_timeout', '10', TypeError],
    ['snap_length', -5, RangeError],
    ['snap_length', 0, RangeError],
    ['filter', 5, TypeError],
    ['filter', 'a\0b', TypeError],
    ['tstamp_precision', 'pico', RangeError],
    ['tstamp_type', 5, TypeError],
    ['direction', 'up', RangeError],
    ['signal', {}, TypeError],
  ];
  for (const [name, value, Type] of wrong) {
    it(`${name}: ${util.inspect(value)} is a ${Type.name} that names it`, () => {
      // The device does not exist, so an error that names the option came before opening.
      assert.throws(
        () => createSession('no-such-device', { [name]: value }),
        (error) => {
          assert.ok(error instanceof Type);
          assert.equal(error.code, 'ERR_PCAP_OPTION');
          assert.match(error.message, new RegExp(`option ${name} must`));
          return true;
        },
      );
    });
  }

  it('that are unknown are warnings, which name the nearest known one', () => {
    const { warnings } = require('../../lib/warnings');
    const told = [];
    const { handler } = warnings;
    warnings.handler = (text) => told.push(text);
    try {
      const options = { snaplen: 1, buffersize: 1, immediate: true, nothing: undefined };
      assert.throws(() => createSession('no-such-device', options), { code: 'ENODEV' });
    } finally {
      warnings.handler = handler;
    }
    assert.deepEqual(told, [
      'session: unknown option snaplen; did you mean snap_length?',
      'session: unknown option buffersize; did you mean buffer_size?',
      'session: unknown option immediate',
    ]);
  });

  it('are the default when they are undefined, null or NaN, and rounded', () => {
    const { session_options } = require('../../lib/capture/options');
    for (const value of [undefined, null, NaN]) {
      const given = { buffer_size: value, filter: value, promiscuous: value, direction: value };
      assert.deepEqual(session_options(given), session_options({}));
    }
    assert.equal(session_options({ buffer_size: 1000.6 }).buffer_size, 1001);
  });

  it('options that are no object are told', () => {
    assert.throws(() => createSession('lo', 5), { name: 'TypeError', code: 'ERR_PCAP_OPTION' });
    assert.throws(() => createSession(5), { name: 'TypeError', message: /^device must/ });
  });
});
