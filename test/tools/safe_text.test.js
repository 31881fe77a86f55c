'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const { escape_json } = require('../../lib/tools/escape');
const safe_text = require('../../lib/tools/safe_text');

const { SafeText, join, make_style, safe, safe_json, safe_latin1, safe_lines } = safe_text;

// eslint-disable-next-line no-control-regex
const DANGEROUS = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

const any_text = fc
  .array(fc.oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0x2100 }), fc.nat({ max: 0x10ffff })), {
    maxLength: 20,
  })
  .map((codes) => String.fromCodePoint(...codes));

const shown = (value) => String(safe`${value}`);
const lines_of = (bytes) => safe_lines(bytes).lines.map(String);

/** Nothing in it that a terminal could obey, or that is half a character. */
function assert_harmless(text) {
  const string = String(text);
  assert.doesNotMatch(string.replace(/[\u{10000}-\u{10ffff}]/gu, ''), DANGEROUS);
  assert.doesNotMatch(string, LONE_SURROGATE);
}

describe('tools/safe_text', function () {
  it('leaves text as it is, in any script', function () {
    for (const text of ['', 'plain "text" \\', 'Grüße', '日本語', 'שלום', '😀👍🏽']) {
      assert.equal(shown(text), text);
      assert.equal(shown(Buffer.from(text)), text);
    }
  });

  it('shows control characters, escapes and marks of direction', function () {
    assert.equal(
      shown('a\x1b[31mb\x07\n\r\t\0\x7f\x9b'),
      'a\\x1b[31mb\\x07\\n\\r\\t\\x00\\x7f\\x9b',
    );
    assert.equal(shown('\u202egnp.exe\u2066\u200f\u061c'), '\\u202egnp.exe\\u2066\\u200f\\u061c');
    assert.equal(shown('\ud800x\u{e0041}'), '\\ud800x\\u{e0041}');
  });

  it('shows bytes that are not UTF-8', function () {
    assert.equal(shown(Buffer.from('ff41c3a9c3', 'hex')), '\\xffAé\\xc3');
    assert.equal(
      shown(Buffer.from('c080eda080f4908080', 'hex')),
      '\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80',
    );
    assert.equal(shown(Buffer.from('\ufffd')), '\ufffd');
    assert.equal(String(safe_latin1('\xc3\xa9 \xe9')), 'é \\xe9');
  });

  it('keeps the lines and tabs of a body', function () {
    assert.deepEqual(lines_of(Buffer.from('a\tb\r\nc\rd\x1b\n')), ['a\tb', 'c\\rd\\x1b']);
  });

  it('splits no character and no line ending where a body is escaped piece by piece', function () {
    for (const unit of ['€', '\r\n', '😀', 'é']) {
      for (const start of ['', 'a', 'aa', 'aaa']) {
        const text = start + unit.repeat(20000);
        const expected = text.replaceAll('\r\n', '\n').replace(/\n$/, '');
        assert.equal(lines_of(Buffer.from(text)).join('\n'), expected);
      }
    }
  });

  it('ends with its limit, whatever a byte becomes', function () {
    const limit = 100000;
    for (const byte of [0x41, 0x0a, 0x1b, 0xff]) {
      const { lines, used } = safe_lines(Buffer.alloc(1024 * 1024, byte), limit);
      const length = lines.reduce((sum, line) => sum + line.length + 1, 0);
      assert.ok(length < 2 * limit, `${length} characters of ${byte}`);
      assert.ok(used < 1024 * 1024);
    }
  });

  it('lets nothing dangerous out, whatever the bytes', function () {
    const style = make_style(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), any_text, (bytes, text) => {
        const buffer = Buffer.from(bytes);
        const latin1 = buffer.toString('latin1');
        assert_harmless(safe`${buffer}${text}${latin1}`);
        assert_harmless(join([buffer, text], text));
        assert_harmless(safe_latin1(latin1));
        assert_harmless(style('red', text));
        for (const line of safe_lines(buffer).lines)
          assert_harmless(String(line).replaceAll('\t', ''));
        assert_harmless(safe_json({ text, latin1 }));
        assert.deepEqual(JSON.parse(escape_json({ text, latin1 })), { text, latin1 });
      }),
      { numRuns: 1000 },
    );
  });

  it('escapes a value once', function () {
    const line = safe`${'\x1b'}`;
    assert.equal(String(safe`a ${line} b`), 'a \\x1b b');
    assert.equal(String(join([line, '\x07'], ', ')), '\\x1b, \\x07');
  });

  it('escapes what it colors', function () {
    assert.equal(String(make_style(true)('red', '\x1b[2J')), '\x1b[31m\\x1b[2J\x1b[39m');
    assert.equal(String(make_style(false)('red', '\x1b[2J')), '\\x1b[2J');
  });

  it('can not be made of a string by its constructor or by calling the tag', function () {
    assert.throws(() => new SafeText('raw'), TypeError);
    assert.throws(() => new safe`x`.constructor('raw'), TypeError);
    assert.throws(() => safe(Object.assign(['\x1b'], { raw: ['\x1b'] })), TypeError);
    assert.throws(() => safe('\x1b'), TypeError);
  });
});
