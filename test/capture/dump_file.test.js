'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');

const { create_dump_file } = require('../../lib/capture/dump_file');
const { PcapSession, createOfflineSession } = require('../../lib/capture/session');
const { numbered, pcap, temporary_folder, udp_frame } = require('../helpers/savefile');

/** Runs a program that reads captures; skips the test, aloud, when it is not installed. */
function output_of(context, program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.log(`      skipped: ${program} is not installed`);
    return context.skip();
  }
}

describe('create_dump_file', () => {
  const folder = temporary_folder();
  after(() => folder.remove());
  const packets = numbered(3000).map((packet, i) => ({ ...packet, len: packet.bytes.length + i }));
  const source = folder.write('source.pcap', pcap(packets));
  let files = 0;
  const next_file = () => folder.path(`out${files++}.pcap`);

  async function copy(from, how, session_options) {
    const path = next_file();
    const session = createOfflineSession(from, session_options);
    const dump = create_dump_file(path, { link_type: session.link_type, ...how });
    session.on('packet', (raw) => dump.write(raw));
    await once(session, 'complete');
    dump.close();
    return path;
  }

  it('writes byte for byte what was read', async () => {
    assert.ok(fs.readFileSync(await copy(source)).equals(fs.readFileSync(source)));
  });

  it('counts the bytes of the file at hand, with those that wait', async () => {
    for (const format of ['pcap', 'pcapng']) {
      const path = folder.path(`counted${files++}.${format}`);
      const session = createOfflineSession(source);
      const dump = create_dump_file(path, { link_type: session.link_type, rotate_size: 50000 });
      let before = dump.bytes_written;
      let rotations = 0;
      session.on('packet', (raw) => {
        dump.write(raw);
        if (dump.bytes_written < before) rotations++;
        else assert.ok(dump.bytes_written >= before + raw.caplen + 16);
        before = dump.bytes_written;
      });
      await once(session, 'complete');
      dump.flush();
      assert.equal(fs.statSync(dump.path).size, dump.bytes_written);
      assert.ok(rotations > 1, `${rotations}`);
      dump.close();
    }
  });

  it('keeps nanoseconds', async () => {
    const bytes = pcap([{ sec: 7, frac: 123456789, bytes: udp_frame('x') }], { nano: true });
    const nano = { tstamp_precision: 'nano' };
    const path = await copy(folder.write('nano.pcap', bytes), nano, nano);
    assert.deepEqual(fs.readFileSync(path), bytes);
  });

  it('cuts packets to the snap length', async () => {
    const session = createOfflineSession(await copy(source, { snap_length: 20 }));
    const [raw] = await once(session, 'packet');
    assert.equal(raw.buf.length, 20);
    assert.equal(raw.len, packets[0].len);
    session.close();
  });

  it('is read by tcpdump, packet for packet', async function () {
    const path = await copy(source);
    const said = output_of(this, 'tcpdump', ['-nn', '-tt', '-r', path]);
    assert.equal(said, output_of(this, 'tcpdump', ['-nn', '-tt', '-r', source]));
    assert.equal(said.trim().split('\n').length, 3000);
  });

  it('is read by tshark, packet for packet', async function () {
    const path = await copy(source);
    const fields = [
      '-T',
      'fields',
      '-e',
      'frame.time_epoch',
      '-e',
      'frame.len',
      '-e',
      'udp.length',
    ];
    const said = output_of(this, 'tshark', ['-r', path, ...fields]);
    assert.equal(said, output_of(this, 'tshark', ['-r', source, ...fields]));
    assert.equal(said.trim().split('\n').length, 3000);
  });

  it('can be read while it is written, after flush', () => {
    const path = next_file();
    const dump = create_dump_file(path);
    dump.write({ buf: udp_frame('a'), header: Buffer.alloc(16) });
    dump.flush();
    assert.equal(fs.statSync(path).size, 24 + 16 + 43);
    dump.close();
    dump.close();
    assert.throws(() => dump.flush(), { code: 'ERR_PCAP_CLOSED' });
  });

  it('tells what is wrong', () => {
    assert.throws(() => create_dump_file('/nonexistent/x'), {
      code: 'ENOENT',
      message: /can't write \/nonexistent\/x: .*no such file/,
    });
    assert.throws(() => create_dump_file(next_file(), { link_type: 'x' }), {
      code: 'ERR_PCAP_LINK_TYPE',
    });
    assert.throws(() => create_dump_file(''), { code: 'ERR_PCAP_OPTION' });
    assert.throws(() => create_dump_file(next_file(), 'nano'), {
      name: 'TypeError',
      code: 'ERR_PCAP_OPTION',
    });
    create_dump_file(next_file(), null).close();
    const dump = create_dump_file(next_file());
    assert.throws(() => dump.write({}), { name: 'TypeError', code: 'ERR_PCAP_OPTION' });
    dump.close();
  });

  it('tells that the disk is full', function () {
    if (!fs.existsSync('/dev/full')) this.skip();
    const dump = create_dump_file('/dev/full');
    const raw = { buf: Buffer.alloc(60000), header: Buffer.alloc(16) };
    assert.throws(() => [dump.write(raw), dump.write(raw), dump.flush()], { code: 'ENOSPC' });
  });

  it("to '-' leaves standard output open", () => {
    const program = `
      const raw = { buf: Buffer.from('bytes'), header: Buffer.alloc(16) };
      const { create_dump_file } = require(${JSON.stringify(require.resolve('../../lib/capture/dump_file'))});
      for (let i = 0; i < 2; i++) {
        const dump = create_dump_file('-');
        dump.write(raw);
        dump.close();
      }
      require('fs').writeSync(1, 'and more');`;
    const said = execFileSync(process.execPath, ['-e', program]);
    assert.equal(said.length, 2 * (24 + 16 + 5) + 8);
    assert.equal(said.toString('latin1', 24 + 16, 24 + 16 + 5), 'bytes');
    assert.equal(said.toString('latin1', said.length - 8), 'and more');
  });

  it("to '-' waits for a slow reader, also when the program uses process.stdout", () => {
    const program = `
      const raw = { buf: Buffer.alloc(60000), header: Buffer.alloc(16) };
      const { create_dump_file } = require(${JSON.stringify(require.resolve('../../lib/capture/dump_file'))});
      process.stdout.on('error', () => {});
      const dump = create_dump_file('-');
      for (let i = 0; i < 200; i++) dump.write(raw);
      dump.close();`;
    const said = execFileSync(process.execPath, ['-e', program], { maxBuffer: 2 ** 25 });
    assert.equal(said.length, 24 + 200 * 60016);
  });

  it('is not inherited by children', function () {
    if (process.platform !== 'linux') this.skip();
    const path = next_file();
    const dump = create_dump_file(path);
    const open = execFileSync('ls', ['-l', '/proc/self/fd'], { encoding: 'utf8' });
    dump.close();
    assert.ok(!open.includes(path), open);
  });

  describe('outfile of a session', () => {
    const open = (path) => new PcapSession(false, source, '', 0, null, path);

    it('has the packets that were delivered', async () => {
      const path = next_file();
      const session = open(path);
      session.on('packet', () => {});
      await once(session, 'close');
      assert.ok(fs.readFileSync(path).equals(fs.readFileSync(source)));
    });

    it('keeps interfaces, link types and names of a pcapng file, in a pcapng file', async () => {
      const path = folder.path('faces.pcapng');
      const dump = create_dump_file(path, {
        interfaces: [{ name: 'eth0' }, { name: 'lo', link_type: 'LINKTYPE_RAW' }],
      });
      const header = Buffer.alloc(16);
      const one = { buf: udp_frame('0'), header };
      for (const number of [1, 0, 1])
        dump.write({ ...one, link_type: undefined }, { interface: number });
      dump.close();
      const seen = async (file) => {
        const packets = [];
        for await (const raw of createOfflineSession(file)) {
          packets.push([raw.link_type, raw.interface.name, raw.buf.toString('hex')]);
        }
        return packets;
      };
      const expected = await seen(path);
      assert.deepEqual(
        expected.map(([type, name]) => [type, name]),
        [
          ['LINKTYPE_RAW', 'lo'],
          ['LINKTYPE_ETHERNET', 'eth0'],
          ['LINKTYPE_RAW', 'lo'],
        ],
      );
      const copy = folder.path('faces_copy.pcapng');
      const session = createOfflineSession(path, { outfile: copy });
      session.on('packet', () => {});
      await once(session, 'close');
      assert.deepEqual(await seen(copy), expected);
    });

    it('has those before close, and the one in whose handler it came', async () => {
      const path = next_file();
      const session = open(path);
      let n = 0;
      session.on('packet', () => ++n === 10 && session.close());
      await once(session, 'close');
      const size = 24 + packets.slice(0, 10).reduce((sum, { bytes }) => sum + 16 + bytes.length, 0);
      assert.ok(fs.readFileSync(path).equals(fs.readFileSync(source).subarray(0, size)));
    });

    it('has those before the end of the process, and the one in whose handler it came', () => {
      const path = next_file();
      const program = `
        const { PcapSession } = require(${JSON.stringify(require.resolve('../../lib/capture/session'))});
        const [source, path] = process.argv.slice(1);
        const session = new PcapSession(false, source, '', 0, null, path);
        let n = 0;
        session.on('packet', () => ++n === 10 && process.exit());`;
      execFileSync(process.execPath, ['-e', program, source, path]);
      const size = 24 + packets.slice(0, 10).reduce((sum, { bytes }) => sum + 16 + bytes.length, 0);
      assert.ok(fs.readFileSync(path).equals(fs.readFileSync(source).subarray(0, size)));
    });

    /** Number of whole records in a file, which must have nothing else. */
    function count_records(path) {
      const bytes = fs.readFileSync(path);
      let at = 24;
      let count = 0;
      for (; at < bytes.length; count++) at += 16 + bytes.readUInt32LE(at + 8);
      assert.equal(at, bytes.length);
      return count;
    }

    for (const [name, ending, least] of [
      [
        'a handled signal ends it',
        "process.on('SIGHUP', () => process.exit()); kill('SIGHUP');",
        3000,
      ],
      [
        'a signal is handled by close()',
        "setInterval(() => {}, 9).unref(); process.once('SIGHUP', () => session.close()); kill('SIGHUP');",
        3000,
      ],
      ['it throws', "throw new Error('on purpose');", 3000],
      ['it is killed', "kill('SIGKILL');", 1],
    ]) {
      it(`has whole packets when the process captures and ${name}`, () => {
        const path = next_file();
        const program = `
          const { createOfflineSession } = require(${JSON.stringify(require.resolve('../../lib/capture/session'))});
          const [source, outfile] = process.argv.slice(1);
          const kill = (name) => process.kill(process.pid, name);
          const session = createOfflineSession(source, { outfile });
          let n = 0;
          session.on('packet', () => {
            if (++n !== 3000) return;
            session.pause(); // the session is still open
            setImmediate(() => { ${ending} });
          });`;
        spawnSync(process.execPath, ['-e', program, source, path]);
        const count = count_records(path);
        assert.ok(count >= least && count <= 3000, `${count}`);
      });
    }

    for (const [what, pipe] of [
      ['a pipe', '| { cat "$3" >/dev/null; cat >"$2"; }'],
      ['a named pipe', '& exec 3<"$4"; cat "$3" >/dev/null; cat <&3 >"$2"'],
    ]) {
      it(`that is ${what} whose reader does not read leaves timers and signals alive`, async () => {
        const [large, out, go, fifo] = [next_file(), next_file(), next_file(), next_file()];
        fs.writeFileSync(large, pcap(numbered(40000)));
        execFileSync('mkfifo', [go, fifo]);
        const program = `
          const { createOfflineSession } = require(${JSON.stringify(require.resolve('../../lib/capture/session'))});
          const [source, outfile] = process.argv.slice(1);
          const session = createOfflineSession(source, { outfile });
          let n = 0;
          session.on('packet', () => n++);
          process.on('SIGHUP', () => process.stderr.write('signal'));
          let before = -1;
          const timer = setInterval(() => {
            if (n > 0 && n === before) process.kill(process.pid, 'SIGHUP');
            before = n;
          }, 100);
          session.on('complete', () => clearInterval(timer));`;
        const to = what === 'a pipe' ? '-' : '"$4"';
        const script = `"${process.execPath}" -e "$0" "$1" ${to} ${pipe}; wait`;
        const child = spawn('sh', ['-c', script, program, large, out, go, fifo]);
        await once(child.stderr, 'data'); // the reader is behind, and the signal has come
        fs.writeFileSync(go, '');
        await once(child, 'close');
        assert.ok(fs.readFileSync(out).equals(fs.readFileSync(large)));
      });
    }

    /** What a session that writes to a full disk says, to the end. */
    async function events_of(session, on_packet) {
      const events = [];
      session.on('error', (error) => events.push(error.code));
      session.on('complete', () => events.push('complete'));
      session.on('packet', () => on_packet(session));
      await new Promise((resolve) => session.on('close', resolve));
      return events;
    }

    it("on a full disk is an 'error', once, then 'close', and not 'complete'", async function () {
      if (!fs.existsSync('/dev/full')) this.skip();
      assert.deepEqual(await events_of(open('/dev/full'), () => {}), ['ENOSPC']);
    });

    it("of which the rest can't be written is an 'error' too", async function () {
      if (!fs.existsSync('/dev/full')) this.skip();
      const stop = (session) => session.close();
      assert.deepEqual(await events_of(open('/dev/full'), stop), ['ENOSPC']);
      const later = (session) => setImmediate(() => session.pause().close());
      assert.deepEqual(await events_of(open('/dev/full'), later), ['ENOSPC']);
    });
  });
});
