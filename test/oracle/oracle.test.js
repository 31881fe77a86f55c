'use strict';

// tshark decodes the golden captures, too: it must say the same of each field that fields/ knows.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const { names, path_of, raw_packets } = require('../helpers/golden');
const { Agreement, all_rows, compare_messages, compare_packet } = require('./compare');
const { ask_tshark, has_tshark } = require('./tshark');

const rows = all_rows();

const answers = new Map();

/** ask_tshark(), once for each file. */
async function answer(file) {
  if (!answers.has(file)) answers.set(file, await ask_tshark(file));
  return answers.get(file);
}

async function compare(file) {
  const agreement = new Agreement();
  const said = await answer(file);
  raw_packets(file).forEach((raw, i) => {
    if (said[i].malformed) return;
    compare_packet(agreement, rows, decode.packet(raw), said[i], `packet ${i + 1}`);
  });
  for (const [name, row] of Object.entries(rows)) {
    if (row.messages === undefined || !said.some((packet) => carries(packet, row))) continue;
    await compare_messages(agreement, name, row, file, said);
  }
  return agreement;
}

const carries = ({ layers }, row) => layers.some(({ name }) => [row.tshark].flat().includes(name));

describe('tshark agrees', function () {
  this.timeout(120_000);

  before(function () {
    if (has_tshark()) return;
    console.log('      skipped: tshark is not installed');
    this.skip();
  });

  for (const name of names().filter((each) => !each.endsWith('.cut'))) {
    it(`on ${name}`, async () => {
      const agreement = await compare(path_of(name, '.pcap'));
      assert.ok(agreement.fields.size > 0, 'nothing was compared');
      assert.deepEqual(agreement.differences, []);
    });
  }

  it('and each of our rows is held by a golden capture', async () => {
    const held = new Set();
    for (const name of names().filter((each) => !each.endsWith('.cut'))) {
      const said = await answer(path_of(name, '.pcap'));
      for (const { layers } of said) for (const { name: layer } of layers) held.add(layer);
    }
    const missing = Object.entries(rows).filter(
      ([, row]) => !row.no_golden && ![row.tshark].flat().some((layer) => held.has(layer)),
    );
    assert.deepEqual(
      missing.map(([name]) => name),
      [],
    );
  });
});
