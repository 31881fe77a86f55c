'use strict';

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { createOfflineSession } = require('../../lib/capture/session');
const { file_sink, publish } = require('../../lib/tools/sensor/index');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');
const { SAMPLE } = require('../tools/tool');
const { PATIENCE, TOOLS, bare, lines_of, printed, publish_file } = require('./sinks');

describe('file_sink', function () {
  this.timeout(120_000);
  const folder = temporary_folder();
  after(() => folder.remove());

  const files = (place, kind) =>
    fs
      .readdirSync(place)
      .filter((name) => name.startsWith(`${kind}-`))
      .sort()
      .map((name) => path.join(place, name));
  const records = (place, kind) =>
    files(place, kind).flatMap((file) => lines_of(fs.readFileSync(file)));

  async function packets_of(list) {
    const found = [];
    for (const file of list)
      for await (const { buf } of createOfflineSession(file)) found.push(buf.toString('hex'));
    return found;
  }

  it('has records as lines, packets as pcapng, and a new file after a size', async () => {
    const place = folder.path('rotating');
    await publish_file(SAMPLE, file_sink(place, { rotate_size: 3000 }), {
      packets: true,
      batch_size: 1000,
    });
    for (const kind of ['http', 'flows']) {
      const expected = printed(kind, SAMPLE).map((each) => JSON.stringify(each));
      assert.deepEqual(
        records(place, kind).map((line) => bare(JSON.parse(line))),
        expected,
      );
    }
    assert.ok(files(place, 'http').length > 2);
    for (const file of files(place, 'http').slice(0, -1)) {
      const { size } = fs.statSync(file);
      assert.ok(size >= 3000 && size < 5000, `${size}`);
    }
    assert.ok(files(place, 'packets').length > 2);
    assert.ok(files(place, 'packets').every((file) => file.endsWith('.pcapng')));
    assert.deepEqual(await packets_of(files(place, 'packets')), await packets_of([SAMPLE]));
  });

  it('keeps the newest files where that is asked for', async () => {
    const place = folder.path('few');
    await publish_file(SAMPLE, file_sink(place, { rotate_size: 1, max_files: 2 }), {
      batch_size: 1000,
    });
    assert.equal(files(place, 'http').length, 2);
    const last = lines_of(fs.readFileSync(files(place, 'http')[1])).map((line) =>
      bare(JSON.parse(line)),
    );
    assert.equal(last.at(-1), JSON.stringify(printed('http', SAMPLE).at(-1)));
  });

  it("refuses folders that can't be", () => {
    assert.throws(() => file_sink(path.join(SAMPLE, 'x')), { code: 'ENOTDIR' });
    assert.throws(() => file_sink(folder.path('no/such')), { code: 'ENOENT' });
    assert.throws(() => file_sink(folder.path('x'), { rotate_size: 0 }), {
      code: 'ERR_PCAP_OPTION',
    });
  });

  it('is what pcap sensor --to FOLDER writes', () => {
    const place = folder.path('command');
    const args = [
      'sensor',
      '-Z',
      'root',
      '-r',
      SAMPLE,
      '--to',
      place,
      '--records',
      'http,flows',
      '--packets',
      'ip6',
      '--sensor',
      'me',
    ];
    const run = spawnSync(process.execPath, [path.join(TOOLS, 'pcap.js'), ...args], {
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    assert.match(run.stderr, /^40 records, \d+ packets sent to .*command/m);
    assert.equal(run.stdout, '');
    const http = records(place, 'http').map((line) => JSON.parse(line));
    assert.ok(http.every(({ sensor, schema }) => sensor === 'me' && schema === 1));
    assert.deepEqual(
      http.map(bare),
      printed('http', SAMPLE).map((each) => JSON.stringify(each)),
    );
    assert.equal(files(place, 'dns').length, 0);
  });

  describe('on a disk that is full', () => {
    const disk = folder.path('disk');
    let mounted = false;
    before(function () {
      try {
        fs.mkdirSync(disk);
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=204800', 'tmpfs', disk], {
          stdio: 'ignore',
        });
        mounted = true;
      } catch {
        console.log('      skipped: a small disk needs root on Linux');
        this.skip();
      }
    });
    after(() => mounted && execFileSync('umount', [disk]));

    for (const kind of ['records', 'packets']) {
      it(`goes on with ${kind} when there is room again: each is there once`, async () => {
        const ballast = path.join(disk, 'ballast');
        fs.writeFileSync(ballast, Buffer.alloc(180 * 1024));
        const source = folder.write('source.pcap', pcap(numbered(300, () => 'x'.repeat(200))));
        const what =
          kind === 'packets' ? { records: [], packets: true } : { records: ['http', 'flows'] };
        const file = kind === 'packets' ? source : SAMPLE;
        const place = path.join(disk, kind);
        fs.writeFileSync(path.join(disk, 'more'), Buffer.alloc(kind === 'packets' ? 1 : 16 * 1024));
        const publisher = publish(createOfflineSession(file), place, {
          ...what,
          batch_size: 2000,
          close_timeout: PATIENCE,
        });
        const closed = once(publisher, 'close');
        const [error] = await once(publisher, 'retry');
        assert.equal(error.code, 'ENOSPC');
        for (const each of [ballast, path.join(disk, 'more')]) fs.rmSync(each);
        await closed;
        if (kind === 'packets') {
          assert.deepEqual(await packets_of(files(place, 'packets')), await packets_of([source]));
        } else {
          const found = records(place, 'http').map((line) => bare(JSON.parse(line)));
          assert.deepEqual(
            found,
            printed('http', SAMPLE).map((each) => JSON.stringify(each)),
          );
        }
        fs.rmSync(place, { recursive: true });
      });
    }
  });
});
