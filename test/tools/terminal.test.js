'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const terminal = require('../../lib/tools/terminal');
const { Histogram } = require('../../lib/tools/histogram');

const { escape_text, escape_bytes, escape_body, escape_latin1, to_json } = terminal;
// eslint-disable-next-line no-control-regex
const DANGEROUS = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const any_text = fc
  .array(fc.oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0x2100 }), fc.nat({ max: 0x10ffff })), {
    maxLength: 20,
  })
  .map((codes) => String.fromCodePoint(...codes));

describe('tools/terminal', function () {
  it('leaves text as it is, in any script', function () {
    for (const text of ['', 'plain "text" \\', 'Grüße', '日本語', 'שלום', '😀👍🏽']) {
      assert.equal(escape_text(text), text);
      assert.equal(escape_bytes(Buffer.from(text)), text);
    }
  });

  it('shows control characters, escapes and marks of direction', function () {
    assert.equal(
      escape_text('a\x1b[31mb\x07\n\r\t\0\x7f\x9b'),
      'a\\x1b[31mb\\x07\\n\\r\\t\\x00\\x7f\\x9b',
    );
    assert.equal(
      escape_text('\u202egnp.exe\u2066\u200f\u061c'),
      '\\u202egnp.exe\\u2066\\u200f\\u061c',
    );
    assert.equal(escape_text('\ud800x\u{e0041}'), '\\ud800x\\u{e0041}');
  });

  it('shows bytes that are no UTF-8', function () {
    assert.equal(escape_bytes(Buffer.from('ff41c3a9c3', 'hex')), '\\xffAé\\xc3');
    assert.equal(
      escape_bytes(Buffer.from('c080eda080f4908080', 'hex')),
      '\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80',
    );
    assert.equal(escape_bytes(Buffer.from('\ufffd')), '\ufffd');
    assert.equal(escape_latin1('\xc3\xa9 \xe9'), 'é \\xe9');
  });

  it('bodies keep their lines', function () {
    assert.equal(
      escape_body(Buffer.from('a\tb\r\nc\rd\x1b\n')),
      'a\tb\nc\\x0dd\\x1b\n'.replace('\\x0d', '\\r'),
    );
  });

  it('never lets anything dangerous out, whatever the bytes', function () {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), any_text, (bytes, text) => {
        const buffer = Buffer.from(bytes);
        for (const shown of [
          escape_bytes(buffer),
          escape_text(text),
          escape_latin1(buffer.toString('latin1')),
          escape_body(buffer).replace(/[\n\t]/g, ''),
        ]) {
          assert.doesNotMatch(shown, DANGEROUS);
        }
        const json = to_json({ text, latin1: buffer.toString('latin1') });
        assert.doesNotMatch(json, DANGEROUS);
        assert.deepEqual(JSON.parse(json), { text, latin1: buffer.toString('latin1') });
      }),
      { numRuns: 1000 },
    );
  });

  it('colours are not for pipes, nor for those who said no', function () {
    const { wants_colors } = terminal;
    const before = process.env.NO_COLOR;
    delete process.env.NO_COLOR;
    try {
      assert.equal(wants_colors({ isTTY: true }), process.env.TERM !== 'dumb');
      assert.equal(wants_colors({ isTTY: false }), false);
      assert.equal(wants_colors({ isTTY: true }, { no_color: true }), false);
      process.env.NO_COLOR = '1';
      assert.equal(wants_colors({ isTTY: true }), false);
    } finally {
      delete process.env.NO_COLOR;
      if (before !== undefined) process.env.NO_COLOR = before;
    }
  });
});

describe('tools/histogram', function () {
  it('knows quantiles to about a tenth', function () {
    const histogram = new Histogram();
    for (let i = 1; i <= 1000; i++) histogram.add(i);
    assert.deepEqual([histogram.count, histogram.min, histogram.max], [1000, 1, 1000]);
    for (const share of [0.1, 0.5, 0.95]) {
      const ratio = histogram.quantile(share) / (share * 1000);
      assert.ok(ratio > 0.95 && ratio < 1.1, `${share}: ${ratio}`);
    }
  });

  it('draws, also nothing and one value', function () {
    const histogram = new Histogram();
    assert.equal(histogram.draw(), '');
    histogram.add(5);
    histogram.add(NaN);
    assert.equal(histogram.draw(), '█');
    assert.equal(histogram.quantile(0.5), 5);
    for (let i = 0; i < 100; i++) histogram.add(500);
    assert.match(histogram.draw(10), /^▁ +█$/);
  });
});
