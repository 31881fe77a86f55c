'use strict';

// The rows and bands of captures in the repository, against what the other commands and the
// decoders say.

const assert = require('node:assert/strict');
const path = require('node:path');
const { path_of } = require('../../helpers/golden');
const { SAMPLE } = require('../tool');
const {
  connections_agree,
  exchanges_agree,
  packets_agree,
  tables_of,
  told_by,
} = require('./agreement');
const { RunningPage } = require('./running_page');

describe('pcap page, rows', function () {
  this.timeout(60000);
  this.slow(5000);

  for (const capture of [
    SAMPLE,
    ...['http', 'http_ipv6', 'dns'].map((name) => path_of(name, '.pcap')),
  ]) {
    describe(`of ${path.basename(capture)}`, () => {
      let page;
      let tables;
      let told;
      before(async () => {
        page = await RunningPage.start(['page', '-r', capture]);
        tables = await tables_of(page);
        told = told_by('http', capture);
      });
      after(() => page?.stop());

      it('have the numbers of http_trace --json', () => {
        const count = exchanges_agree(tables, told);
        assert.equal(count, { [SAMPLE]: 18 }[capture] ?? count);
        connections_agree(tables, told);
      });

      it('are all WebSocket messages, too', () => {
        const messages = told.filter(({ type }) => type === 'websocket');
        const shown = tables.rows.filter(({ kind }) => kind === 3);
        assert.deepEqual(
          shown.map((row) => [row.type, row.request_bytes ?? row.response_bytes]),
          messages.map(({ kind, bytes }) => [kind, bytes]),
        );
      });

      it('have every packet of the capture on one band, and no other', async () => {
        await packets_agree(page, tables, capture);
        const [first, ...others] = await page.packets(0);
        assert.deepEqual(await page.packets(0, first.number), others);
        const { layers, hex } = await page.json('/api/packet/0');
        assert.match(layers.at(-1).name, /^(tcp|dns)$/);
        assert.match(hex, /^000000 {2}([0-9a-f]{2} ){16} /);
      });
    });
  }
});
