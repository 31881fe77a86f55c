'use strict';

// Where the addon can't be loaded (Windows, Electron, no libpcap), capture files work all the same.

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');

const { pcap_error } = require('../../lib/errors');
const { numbered, pcap, pcapng, temporary_folder, udp_frame } = require('../helpers/savefile');

const LIB = path.join(__dirname, '..', '..', 'lib');
const GOLDEN = path.join(__dirname, '..', 'golden');
const NAMES = ['session', 'dump_file', 'filter', 'devices'];

/** lib/capture as it is where loading the addon failed. */
function capture_without_addon() {
  const { without_addon } = require('../../lib/capture/without_addon');
  const folder = path.join(LIB, 'capture') + path.sep;
  const binding = require.resolve('../../lib/capture/binding');
  const before = Object.entries(require.cache).filter(([file]) => file.startsWith(folder));
  const forget = () => {
    for (const file of Object.keys(require.cache)) {
      if (file.startsWith(folder)) delete require.cache[file];
    }
  };
  forget();
  const exports = without_addon(() => pcap_error('ERR_PCAP_ADDON', 'no addon'));
  require.cache[binding] = { id: binding, loaded: true, exports };
  const found = Object.assign({}, ...NAMES.map((name) => require(path.join(folder, name))));
  forget();
  for (const [file, module] of before) require.cache[file] = module;
  return found;
}

async function all_of(session) {
  const found = { packets: [], events: [] };
  session.on('packet', (raw) => {
    const { buf, header, link_type, tv_nsec } = raw;
    found.packets.push(`${link_type} ${tv_nsec} ${header.toString('hex')} ${buf.toString('hex')}`);
  });
  session.on('complete', () => found.events.push('complete'));
  session.on('error', ({ code, message }) => found.events.push(code, message));
  await new Promise((resolve) => session.on('close', resolve));
  return { ...found, link_type: session.link_type };
}

describe('without the addon', () => {
  const bare = capture_without_addon();
  const { createOfflineSession, create_dump_file } = require('../../lib/pcap');
  const folder = temporary_folder();
  const file = folder.write('ten.pcap', pcap(numbered(10)));
  after(() => folder.remove());

  describe('createOfflineSession', () => {
    it('gives the same packets, link type and outfile', async () => {
      for (const name of fs.readdirSync(GOLDEN).filter((each) => each.endsWith('.pcap'))) {
        for (const tstamp_precision of ['micro', 'nano']) {
          const [ours, theirs] = [folder.path('ours'), folder.path('theirs')];
          const input = path.join(GOLDEN, name);
          const options = (outfile) => ({ tstamp_precision, outfile });
          const found = await all_of(bare.createOfflineSession(input, options(ours)));
          const expected = await all_of(createOfflineSession(input, options(theirs)));
          assert.deepEqual(found, expected, name);
          assert.deepEqual(fs.readFileSync(ours), fs.readFileSync(theirs), name);
        }
      }
    });

    it('gives the good packets of a damaged file, and the same error', async () => {
      const link_types = [1, 101];
      const packets = [0, 1, 2].map((face) => ({ face, bytes: udp_frame(`packet ${face}`) }));
      const bad = folder.write('bad.pcapng', pcapng(link_types, packets));
      const found = await all_of(bare.createOfflineSession(bad));
      assert.equal(found.packets.length, 2);
      assert.deepEqual(found, await all_of(createOfflineSession(bad)));
    });

    it('says the same where a file can not be opened', () => {
      const text = folder.write('text', 'no capture at all, only a text\n');
      for (const input of [folder.path('missing'), text]) {
        const errors = [bare, { createOfflineSession }].map((each) => {
          try {
            return each.createOfflineSession(input);
          } catch ({ code, message }) {
            return { code, message: message.toLowerCase() };
          }
        });
        assert.deepEqual(errors[0], errors[1]);
      }
    });

    it('knows the link type at once', () => {
      const session = bare.createOfflineSession(file);
      assert.equal(session.link_type, 'LINKTYPE_ETHERNET');
      session.close();
    });

    it('reads on after a large part without packets', async () => {
      const { block } = require('../helpers/savefile');
      const junk = Array.from({ length: 100 }, () => block(0xbad, Buffer.alloc(8000)));
      const [head, tail] = [pcapng([1], []), pcapng([1], [{ face: 0, bytes: udp_frame('x') }])];
      const long = folder.write('long.pcapng', Buffer.concat([head, ...junk, tail]));
      const found = await all_of(bare.createOfflineSession(long));
      assert.equal(found.packets.length, 1);
    });

    it('reads gzip, whose packets arrive', async () => {
      const gz = folder.write('ten.pcap.gz', zlib.gzipSync(fs.readFileSync(file)));
      const found = await all_of(bare.createOfflineSession(gz));
      assert.deepEqual(found, await all_of(createOfflineSession(file)));
    });

    it('says the same of a cut or damaged gzip file, and of other formats', async () => {
      const gz = zlib.gzipSync(fs.readFileSync(file));
      for (const [name, bytes] of [
        ['cut.gz', gz.subarray(0, -4)],
        ['damaged.gz', Buffer.from(gz).fill(0xff, 40, 60)],
        ['some.zst', Buffer.from('28b52ffd00000000', 'hex')],
        ['twice.gz', zlib.gzipSync(gz)],
      ]) {
        const input = folder.write(name, bytes);
        const results = [];
        for (const open of [bare.createOfflineSession, createOfflineSession]) {
          try {
            results.push(await all_of(open(input)));
          } catch ({ code, message }) {
            results.push({ code, message });
          }
        }
        assert.deepEqual(results[0], results[1], name);
      }
    });

    it('reads a pipe', async () => {
      const fifo = folder.path('fifo');
      execFileSync('mkfifo', [fifo]);
      spawn('sh', ['-c', 'cat "$0" > "$1"', file, fifo]);
      const session = bare.createOfflineSession(fifo);
      const found = await all_of(session);
      assert.deepEqual(found, await all_of(createOfflineSession(file)));
    });

    it('refuses a filter expression with a code, and takes the empty one', () => {
      assert.throws(() => bare.createOfflineSession(file, 'tcp'), {
        code: 'ERR_PCAP_ADDON',
        message: /^a filter expression needs libpcap .*: no addon$/,
      });
      const session = bare.createOfflineSession(file);
      session.set_filter('');
      assert.throws(() => session.set_filter('tcp'), { code: 'ERR_PCAP_ADDON' });
      session.close();
    });

    it('has no statistics and sends nothing, before close() and after', () => {
      const session = bare.createOfflineSession(file);
      assert.throws(() => session.stats(), { code: 'ERR_PCAP_STATS' });
      assert.throws(() => session.inject(Buffer.alloc(1)), { code: 'ERR_PCAP_INJECT' });
      session.close();
      assert.throws(() => session.stats(), { code: 'ERR_PCAP_CLOSED' });
    });

    it('leaves no descriptor behind', async function () {
      if (process.platform !== 'linux') this.skip();
      const own = folder.write('own.pcap', fs.readFileSync(file));
      for (let i = 0; i < 20; i++) {
        bare.createOfflineSession(own).close();
        await all_of(bare.createOfflineSession(own));
        assert.throws(() => bare.createOfflineSession(own, 'tcp'));
      }
      const open = fs.readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return fs.readlinkSync(`/proc/self/fd/${fd}`) === own;
        } catch {
          return false; // the one with which the folder was read
        }
      });
      assert.deepEqual(open, []);
    });

    it('is paused and resumed, and iterated', async () => {
      let packets = 0;
      for await (const raw of bare.createOfflineSession(file)) packets += raw.caplen > 0;
      assert.equal(packets, 10);
      const session = bare.createOfflineSession(file);
      session.on('packet', () => {
        session.pause();
        setImmediate(() => session.resume());
      });
      assert.equal((await all_of(session)).packets.length, 10);
    });
  });

  describe('create_dump_file', () => {
    it('writes the same file', async () => {
      for (const tstamp_precision of ['micro', 'nano']) {
        const [ours, theirs] = [folder.path('a'), folder.path('b')];
        const options = { tstamp_precision, snap_length: 45 };
        const dumps = [bare.create_dump_file(ours, options), create_dump_file(theirs, options)];
        for await (const raw of createOfflineSession(file, { tstamp_precision })) {
          for (const dump of dumps) dump.write(raw);
        }
        dumps[0].flush();
        for (const dump of dumps) dump.close();
        dumps[0].close();
        assert.deepEqual(fs.readFileSync(ours), fs.readFileSync(theirs));
        assert.throws(() => dumps[0].flush(), { code: 'ERR_PCAP_CLOSED' });
      }
    });

    it('refuses what the addon refuses', () => {
      for (const { create_dump_file: create } of [bare, { create_dump_file }]) {
        assert.throws(() => create(folder.path('x'), { link_type: 'X' }), {
          code: 'ERR_PCAP_LINK_TYPE',
        });
        assert.throws(() => create(folder.path('missing/x')), {
          code: 'ENOENT',
          message: /^can't write .*missing\/x: /,
        });
      }
    });

    it('says it where the disk is full', function () {
      if (!fs.existsSync('/dev/full')) this.skip();
      const dump = bare.create_dump_file('/dev/full');
      assert.throws(() => dump.close(), { code: 'ENOSPC', message: /^can't write \/dev\/full: / });
    });
  });

  it('everything else throws the reason', () => {
    const calls = [
      () => bare.createSession('lo'),
      () => bare.findalldevs(),
      () => bare.default_device(),
      () => bare.compile_filter('tcp'),
    ];
    for (const call of calls) {
      assert.throws(call, { code: 'ERR_PCAP_ADDON', message: /^can't .*: no addon$/ });
    }
    assert.equal(bare.lib_version, 'no libpcap');
  });
});
