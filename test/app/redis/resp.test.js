'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const {
  RESPParser,
  RESPError,
  RESPMap,
  RESPSet,
  RESPPush,
} = require('../../../lib/app/redis/resp');

function parse(text, { size = Infinity, ...options } = {}) {
  const values = [];
  const parser = new RESPParser((value) => values.push(plain(value)), options);
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) parser.execute(bytes.subarray(at, at + size));
  return { values, error: parser.error, parser };
}

function plain(value) {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (value instanceof RESPError) return { error: value.error };
  if (value instanceof RESPMap) return { map: value.entries.map((entry) => entry.map(plain)) };
  if (value instanceof RESPSet) return { set: Array.from(value, plain) };
  if (value instanceof RESPPush) return { push: Array.from(value, plain) };
  return Array.isArray(value) ? value.map(plain) : value;
}

const ALL = [
  ['+OK\r\n', 'OK'],
  ['-ERR no\r\n', { error: 'ERR no' }],
  [':-12\r\n', -12],
  [':9223372036854775807\r\n', '9223372036854775807'],
  ['$5\r\nhello\r\n', 'hello'],
  ['$0\r\n\r\n', ''],
  ['$2\r\n\r\n\r\n', '\r\n'],
  ['$-1\r\n', null],
  ['*-1\r\n', null],
  ['*0\r\n', []],
  ['*2\r\n*1\r\n:1\r\n$1\r\na\r\n', [[1], 'a']],
  ['_\r\n', null],
  ['#t\r\n', true],
  ['#f\r\n', false],
  [',1.5\r\n', 1.5],
  [',-inf\r\n', -Infinity],
  ['(12345678901234567890\r\n', '12345678901234567890'],
  ['!5\r\nERR x\r\n', { error: 'ERR x' }],
  ['=7\r\ntxt:abc\r\n', 'abc'],
  ['%1\r\n+k\r\n*1\r\n:1\r\n', { map: [['k', [1]]] }],
  ['~2\r\n:1\r\n:2\r\n', { set: [1, 2] }],
  ['>2\r\n+message\r\n+x\r\n', { push: ['message', 'x'] }],
  ['|1\r\n+ttl\r\n:3\r\n+value\r\n', 'value'],
  ['$?\r\n;3\r\nabc\r\n;2\r\nde\r\n;0\r\n', 'abcde'],
  ['*?\r\n:1\r\n:2\r\n.\r\n', [1, 2]],
];

describe('RESPParser', function () {
  for (const [text, value] of ALL) {
    it(`reads ${JSON.stringify(text)}`, function () {
      assert.deepEqual(parse(text), { ...parse(text), values: [value], error: null });
    });
  }

  it('gives the same whatever the pieces in which the bytes come', function () {
    const text = ALL.map(([each]) => each).join('');
    const values = ALL.map(([, value]) => value);
    for (let size = 1; size < 30; size++) {
      const result = parse(text, { size });
      assert.equal(result.error, null);
      assert.deepEqual(result.values, values, `pieces of ${size}`);
      assert.equal(result.parser.between_values, true);
    }
  });

  it('reads inline commands, when it is told to', function () {
    const { values } = parse('PING\r\nSET "a key" \'b\'\r\n\r\n*1\r\n$4\r\nQUIT\r\n', {
      inline: true,
    });
    assert.deepEqual(values, [['PING'], ['SET', 'a key', 'b'], ['QUIT']]);
    assert.match(parse('PING\r\n').error.message, /no type byte/);
  });

  for (const text of [
    '$-2\r\n',
    '$x\r\n',
    '*99999999999999999999\r\n',
    '$3\r\nabcd\r\n',
    '.\r\n',
    '\x00',
    '*1\r\n\r\n',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, function () {
      const { error, values } = parse(text);
      assert.deepEqual(values, []);
      assert.equal(error.code, 'ERR_PCAP_RESP');
    });
  }

  it('limits what it keeps, not what it reads', function () {
    const values = [];
    const parser = new RESPParser((value) => values.push(value), {
      max_string: 10,
      max_value: 200,
    });
    parser.execute(Buffer.from(`$100\r\n${'a'.repeat(100)}\r\n`));
    parser.execute(Buffer.from(`*1000\r\n${':1\r\n'.repeat(1000)}+end\r\n`));
    assert.deepEqual([values[0].length, values[0].total], [10, 100]);
    assert.ok(values[1].length < 10);
    assert.equal(values[1].total, 1000);
    assert.equal(String(values[2]), 'end');
    assert.match(parse('*1\r\n'.repeat(1000)).error.message, /lists in each other/);
    assert.match(parse('+'.repeat(100000)).error.message, /a line of more than/);
  });

  it('limits what it keeps of a streamed string', function () {
    const values = [];
    const parser = new RESPParser((value) => values.push(value), { max_string: 320 });
    parser.execute(Buffer.from(`$?\r\n${';1\r\na\r\n'.repeat(1000)};0\r\n+end\r\n`));
    assert.deepEqual([values[0].length, values[0].total], [320, 1000]);
    assert.equal(String(values[1]), 'end');
  });

  it('rejects a value inside a streamed string, and a piece outside of one', function () {
    assert.match(parse('$?\r\n;1\r\na\r\n+x\r\n').error.message, /inside a streamed string/);
    assert.match(parse('$?\r\n$1\r\na\r\n').error.message, /inside a streamed string/);
    assert.match(parse('*2\r\n$?\r\n*1\r\n').error.message, /inside a streamed string/);
    assert.match(parse(';1\r\na\r\n').error.message, /no streamed string/);
  });

  it('an empty string that is cut does not mark another', function () {
    const values = [];
    const parser = new RESPParser((value) => values.push(value), { max_string: 0 });
    parser.execute(Buffer.from('$1\r\na\r\n$0\r\n\r\n'));
    assert.deepEqual(
      values.map((value) => value.total),
      [1, undefined],
    );
  });

  it('counts what it holds of a value that never ends', function () {
    const parser = new RESPParser(() => {}, { max_value: 100000 });
    parser.execute(Buffer.from(`*9999999\r\n${'$1\r\nx\r\n'.repeat(100)}`));
    const held = parser.held_bytes;
    assert.ok(held > 100 * 200 && held < 100 * 400, `${held}`);
    parser.execute(Buffer.from('$1\r\nx\r\n'.repeat(10000)));
    assert.ok(parser.held_bytes < 101000);
    parser.reset();
    assert.equal(parser.held_bytes, 0);
  });

  it('never throws, whatever the bytes', function () {
    const piece = fc.oneof(
      fc.constantFrom(...ALL.map(([text]) => text), '*', '$', '%', '\r\n', '-1', '9'),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, inline) => {
        const { error } = parse(pieces.join(''), { inline, size: 7 });
        assert.ok(error === null || error.code === 'ERR_PCAP_RESP');
      }),
      { numRuns: 2000 },
    );
  });
});
