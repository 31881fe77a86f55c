'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');

const { create_dump_file } = require('../../lib/capture/dump_file');
const { createOfflineSession } = require('../../lib/capture/session');
const { strftime } = require('../../lib/capture/strftime');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');

const MEGABYTE = 1000000;

/** Runs a program; skips the test, aloud, when it is not installed. */
function run(context, program, args, env) {
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env };
    return execFileSync(program, args, options);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    console.log(`      skipped: ${program} is not installed`);
    return context.skip();
  }
}

describe('dump files that rotate', () => {
  let folder;
  beforeEach(() => (folder = temporary_folder()));
  afterEach(() => folder.remove());

  /** Names of the folder's files that begin like this, with their bytes. */
  function files(prefix) {
    const all = fs.readdirSync(folder.path('.')).filter((name) => name.startsWith(prefix));
    return all
      .sort()
      .map((name) => [name.slice(prefix.length), fs.readFileSync(folder.path(name))]);
  }

  async function dump_all(from, path, options) {
    const dump = create_dump_file(folder.path(path), options);
    for await (const raw of createOfflineSession(from)) dump.write(raw);
    dump.close();
    return dump;
  }

  const times = (bytes) => {
    const seconds = [];
    for (let at = 24; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) {
      seconds.push(bytes.readUInt32LE(at));
    }
    return seconds;
  };

  for (const [max_files, args] of [
    [0, []],
    [3, ['-W', '3']],
    [11, ['-W', '11']],
    [1, ['-W', '1']],
  ]) {
    it(`by size have tcpdump's names and bytes, ${max_files || 'any number of'} files`, async function () {
      const text = 'x'.repeat(1300);
      const source = folder.write('source.pcap', pcap(numbered(4000, () => text)));
      const dump = await dump_all(source, 'ours', { rotate_size: MEGABYTE, max_files });
      const theirs = ['-Z', 'root', '-r', source, '-w', folder.path('theirs'), '-C', '1', ...args];
      run(this, 'tcpdump', process.getuid?.() === 0 ? theirs : theirs.slice(2));
      assert.deepEqual(files('ours'), files('theirs'));
      assert.ok(files('ours').length > (max_files === 1 ? 0 : 2));
      assert.equal(dump.packets_written, 4000);
    });
  }

  it('by time begin a file at the first packet after it, named for that packet', async () => {
    const sec = (n) => 1600000000 + n;
    const packets = [0, 1, 9, 10, 11, 35, 36].map((n) => ({ ...numbered(1)[0], sec: sec(n) }));
    const source = folder.write('source.pcap', pcap(packets));
    const closed = [];
    const on_file = (path) => closed.push(path);
    await dump_all(source, 'cap-%s.pcap', { rotate_seconds: 10, on_file });
    assert.deepEqual(
      files('cap-').map(([name, bytes]) => [name, times(bytes).map((each) => each - sec(0))]),
      [
        [`${sec(0)}.pcap`, [0, 1, 9]],
        [`${sec(10)}.pcap`, [10, 11]],
        [`${sec(35)}.pcap`, [35, 36]],
      ],
    );
    assert.deepEqual(
      closed,
      [0, 10, 35].map((n) => folder.path(`cap-${sec(n)}.pcap`)),
    );
  });

  it('by time keep the newest, where a number of files is given', async () => {
    const source = folder.write('source.pcap', pcap(numbered(9000)));
    await dump_all(source, 'cap-%s', { rotate_seconds: 1, max_files: 3 });
    assert.deepEqual(
      files('cap-').map(([name]) => name),
      [6, 7, 8].map((n) => String(1600000000 + n)),
    );
  });

  it('by time and size count the files of each time', async () => {
    const source = folder.write('source.pcap', pcap(numbered(2000)));
    await dump_all(source, 'cap-%s-', { rotate_seconds: 1, rotate_size: 40000 });
    assert.deepEqual(
      files('cap-').map(([name]) => name),
      ['1600000000-', '1600000000-1', '1600000001-', '1600000001-1'],
    );
  });

  it('by time without a time in the name write over the file', async () => {
    const source = folder.write('source.pcap', pcap(numbered(2500)));
    await dump_all(source, 'cap', { rotate_seconds: 1 });
    const [[, bytes], ...others] = files('cap');
    assert.deepEqual(others, []);
    assert.equal(times(bytes).length, 500);
  });

  it('have their keys, names and interfaces in each pcapng file', async () => {
    const keys = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`;
    const dump = create_dump_file(folder.path('cap%s.pcapng'), { rotate_seconds: 1 });
    dump.add_secrets(keys);
    dump.add_names({ '10.0.0.2': 'server.example' });
    const source = folder.write('source.pcap', pcap(numbered(3000)));
    for await (const raw of createOfflineSession(source)) dump.write(raw);
    dump.close();
    const all = files('cap');
    assert.equal(all.length, 3);
    for (const [name, bytes] of all) {
      assert.ok(bytes.includes(keys) && bytes.includes('server.example'), name);
      let packets = 0;
      const told = [];
      const session = createOfflineSession(folder.path(`cap${name}`));
      session.on('secrets', (lines) => told.push(String(lines)));
      for await (const raw of session) packets += raw.len > 0;
      assert.deepEqual([packets, told], [1000, [keys]]);
    }
  });

  it('are one empty file where nothing came', () => {
    create_dump_file(folder.path('cap-%Y'), { rotate_seconds: 60 }).close();
    const [[name, bytes]] = files('cap-');
    assert.match(name, /^\d{4}$/);
    assert.equal(bytes.length, 24);
  });

  it('tell at once that there is no such folder, and that standard output has no next', () => {
    const options = { rotate_seconds: 60 };
    assert.throws(() => create_dump_file('/nonexistent/%s', options), { code: 'ENOENT' });
    assert.throws(() => create_dump_file('-', options), { code: 'ERR_PCAP_OPTION' });
    for (const wrong of [{ rotate_size: -1 }, { max_files: 'x' }, { on_file: 1 }]) {
      assert.throws(() => create_dump_file(folder.path('x'), wrong), { code: 'ERR_PCAP_OPTION' });
    }
  });
});

describe('strftime', () => {
  it('says what date(1) says', function () {
    const letters = 'aAbBCdDeFhHIjmMpRsSTuwyYz%';
    const format = [...letters].map((letter) => `${letter}=%${letter}`).join('|');
    for (const seconds of [0, 951782400, 1600000000, 1735689599, 1735689600, 4102444800]) {
      const env = { ...process.env, LC_ALL: 'C' };
      const said = run(this, 'date', ['-d', `@${seconds}`, `+${format}`], env).trimEnd();
      assert.equal(strftime(format, new Date(seconds * 1000)), said);
    }
  });

  it('leaves alone what it does not know', () => {
    assert.equal(strftime('%Q 100% %', new Date(0)), '%Q 100% %');
  });
});
