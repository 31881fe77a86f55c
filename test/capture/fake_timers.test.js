'use strict';

// Programs under test replace timers: of Node.js' own, Jest's and Sinon's fakes, none stops the
// reading of a file.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const zlib = require('node:zlib');

const { run_node } = require('../helpers/child');
const { numbered, pcap, temporary_folder } = require('../helpers/savefile');

// Fakes that never call; Jest's and Sinon's have a property `clock`.
const FAKES = `
  const fake = () => Object.assign(() => ({ unref() {} }), { clock: {} });
  const names = ['setTimeout', 'setImmediate', 'setInterval'];
  globalThis.fake_timers = (...objects) => {
    for (const object of objects) for (const name of names) object[name] = fake();
    globalThis.queueMicrotask = fake();
  };
  // As in Jest, whose programs have a process of their own.
  globalThis.fake_ticks = () => {
    globalThis.process = Object.create(process, { nextTick: { value: fake(), writable: true } });
  };
`;

describe('fake timers', () => {
  const folder = temporary_folder();
  after(() => folder.remove());
  const plain = folder.write('some.pcap', pcap(numbered(10)));
  const packed = folder.write('some.pcap.gz', zlib.gzipSync(fs.readFileSync(plain)));

  /**
   * How many packets of each file a loop and a listener see; `early` runs before anything loads.
   */
  async function counts_of({ early = '', late = '' }) {
    const preload = folder.write('preload.js', `${FAKES}${early}`);
    const body = `
      ${late}
      for (const file of ${JSON.stringify([plain, packed])}) {
        let count = 0;
        for await (const raw of createOfflineSession(file)) count += raw.caplen > 0;
        const session = createOfflineSession(file, 'udp');
        session.on('packet', () => count++);
        await new Promise((resolve) => session.on('close', resolve));
        print(count);
      }`;
    const { json, stderr } = await run_node(body, { flags: ['--require', preload] });
    return json.length > 0 ? json : stderr;
  }

  it('that come when the package is loaded, in modules too', async () => {
    const late = "fake_timers(globalThis, require('node:timers'));";
    assert.deepEqual(await counts_of({ late }), [20, 20]);
  });

  it('that come before, in the global scope', async () => {
    assert.deepEqual(await counts_of({ early: 'fake_timers(globalThis);' }), [20, 20]);
  });

  it('that come before, with a nextTick', async () => {
    const early = 'fake_timers(globalThis); fake_ticks();';
    assert.deepEqual(await counts_of({ early }), [20, 20]);
  });
});
