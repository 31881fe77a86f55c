'use strict';

const assert = require('node:assert/strict');
const { HTTPSummary } = require('../../lib/tools/http_summary');
const { make_style } = require('../../lib/tools/safe_text');

describe('tools/http_summary', () => {
  const style = make_style(false);
  const capture = { packets: 2, drops: null };

  /** The last lines of the summary of an exchange that took 5 ms. */
  function slowest(path, width) {
    const request = { start: 0 };
    const response = { request, end: 5, status_code: 200 };
    const summary = new HTTPSummary();
    summary.add({ request, response, missing: 0, method: 'GET', host: 'a.example', path });
    return String(summary.lines(capture, { style, width }).at(-1));
  }

  it('cuts names of URLs where the terminal ends', () => {
    const whole = slowest(`/${'x'.repeat(90)}`);
    assert.ok(whole.endsWith(`× 1     GET a.example/${'x'.repeat(90)}`));
    const cut = slowest(`/${'x'.repeat(90)}`, 80);
    assert.equal(cut.length, 80);
    assert.match(cut, /× 1 {5}GET a\.example\/x+…$/);
    assert.equal(slowest('/short', 80), slowest('/short'));
    assert.match(slowest('/a-long-name-of-a-file', 10), /GET a\.example\/a-lo?n?…$/);
  });

  it('counts one of a kind, and more of it', () => {
    const summary = new HTTPSummary();
    assert.deepEqual(summary.lines({ packets: 1, drops: null }, { style }).map(String), [
      '',
      '1 packet, 0 connections, 0 requests',
    ]);
    Object.assign(summary, { connections: 1, errors: 1, encrypted: 1, missing: 3 });
    assert.equal(
      String(summary.lines({ packets: 2, drops: { ps_drop: 1 } }, { style })[1]),
      '2 packets, 1 dropped, 1 connection, 1 not decrypted, 0 requests, 1 HTTP error, 3B of bodies not captured',
    );
  });
});
