'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { create_dump_file } = require('../../lib/capture/dump_file');
const { createOfflineSession } = require('../../lib/capture/session');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');

const SIZE = 200 * 1024; // bytes of the disk

describe('a dump file on a disk that is full', () => {
  const folder = temporary_folder();
  const disk = folder.path('disk');
  const source = folder.write('source.pcap', pcap(numbered(6000, () => 'x'.repeat(61))));
  let mounted = false;

  before(function () {
    try {
      fs.mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk], {
        stdio: 'ignore',
      });
      mounted = true;
    } catch {
      console.log('      skipped: a small disk needs root on Linux');
      this.skip();
    }
  });
  afterEach(() => fs.readdirSync(disk).forEach((name) => fs.rmSync(path.join(disk, name))));
  after(() => {
    if (mounted) execFileSync('umount', [disk]);
    folder.remove();
  });

  async function count(file) {
    let packets = 0;
    for await (const raw of createOfflineSession(file)) packets += raw.len > 0; // throws if cut
    return packets;
  }

  const packets_of = async () => {
    const packets = [];
    for await (const raw of createOfflineSession(source)) packets.push(raw);
    return packets;
  };

  /** Writes until it throws; how many packets were taken. */
  function write_until_full(dump, packets) {
    for (let i = 0; i < packets.length; i++) {
      try {
        dump.write(packets[i]);
      } catch (error) {
        assert.equal(error.code, 'ENOSPC');
        assert.match(error.message, /^can't write .*: no space left on device$/);
        return i;
      }
    }
    return assert.fail('the disk is not full');
  }

  for (const format of ['pcap', 'pcapng']) {
    it(`has whole packets, says which were not taken, and goes on when there is room: ${format}`, async () => {
      const packets = await packets_of();
      fs.writeFileSync(path.join(disk, 'other'), Buffer.alloc(SIZE / 2));
      const file = path.join(disk, `out.${format}`);
      const dump = create_dump_file(file, { format });
      const taken = write_until_full(dump, packets);
      const on_disk = await count(file);
      assert.ok(on_disk > 500 && on_disk <= taken, `${on_disk} of ${taken}`);
      assert.throws(() => dump.flush(), { code: 'ENOSPC' });
      fs.rmSync(path.join(disk, 'other'));
      dump.write(packets[taken]);
      dump.close();
      assert.equal(await count(file), taken + 1);
    });

    it(`says how many are lost where close() can't write them: ${format}`, async () => {
      const packets = await packets_of();
      const file = path.join(disk, `out.${format}`);
      const dump = create_dump_file(file, { format });
      const taken = write_until_full(dump, packets);
      let lost = 0;
      assert.throws(
        () => dump.close(),
        (error) => {
          lost = error.records_lost;
          return error.code === 'ENOSPC';
        },
      );
      assert.ok(lost > 0);
      const statistics = format === 'pcapng' ? 1 : 0;
      assert.equal(await count(file), taken - lost + statistics);
      dump.close();
    });

    it(`ends a session with an 'error', whose file has whole packets: ${format}`, async () => {
      const file = path.join(disk, `out.${format}`);
      const session = createOfflineSession(source, { outfile: file });
      const errors = [];
      session.on('error', ({ code }) => errors.push(code));
      session.on('packet', () => {});
      await new Promise((resolve) => session.on('close', resolve));
      assert.deepEqual(errors, ['ENOSPC']);
      const packets = await count(file);
      assert.ok(packets > 1000, `${packets}`);
      assert.ok(fs.statSync(file).size > SIZE - 8192);
    });
  }
});
