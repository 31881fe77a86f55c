'use strict';

const assert = require('node:assert/strict');
const fc = require('fast-check');
const { HPACKDecoder } = require('../../../lib/app/http2/hpack');
const { huffman_decode } = require('../../../lib/app/http2/huffman');
const { HPACKEncoder, huffman, integer } = require('./encode');

const LIMITS = { max_header_size: 81920, max_table_size: 65536 };
const decoder = (whole = true, limits = LIMITS) => new HPACKDecoder(limits, whole);
const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const headers_of = (one, bytes) => one.decode(hex(bytes)).raw_headers;

// Requests and responses of RFC 7541, appendix C: their bytes, and what each of the three says.
const REQUESTS = [
  [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com'],
  // prettier-ignore
  [':method', 'GET', ':scheme', 'http', ':path', '/', ':authority', 'www.example.com', 'cache-control', 'no-cache'],
  // prettier-ignore
  [':method', 'GET', ':scheme', 'https', ':path', '/index.html', ':authority', 'www.example.com', 'custom-key', 'custom-value'],
];
const DATES = ['Mon, 21 Oct 2013 20:13:21 GMT', 'Mon, 21 Oct 2013 20:13:22 GMT'];
const LOCATION = 'https://www.example.com';
const RESPONSES = [
  // prettier-ignore
  [':status', '302', 'cache-control', 'private', 'date', DATES[0], 'location', LOCATION],
  // prettier-ignore
  [':status', '307', 'cache-control', 'private', 'date', DATES[0], 'location', LOCATION],
  // prettier-ignore
  [':status', '200', 'cache-control', 'private', 'date', DATES[1], 'location', LOCATION, 'content-encoding', 'gzip',
    'set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
];

describe('HPACKDecoder', () => {
  describe('examples of RFC 7541', () => {
    it('C.2.1: a literal with indexing', () => {
      const block = '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572';
      assert.deepEqual(headers_of(decoder(), block), ['custom-key', 'custom-header']);
    });

    it('C.2.2: a literal without indexing', () => {
      assert.deepEqual(headers_of(decoder(), '040c 2f73 616d 706c 652f 7061 7468'), [
        ':path',
        '/sample/path',
      ]);
    });

    it('C.2.3: a literal that is never indexed', () => {
      const block = '1008 7061 7373 776f 7264 0673 6563 7265 74';
      assert.deepEqual(headers_of(decoder(), block), ['password', 'secret']);
    });

    it('C.3: requests without Huffman coding', () => {
      const one = decoder();
      const blocks = [
        '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
        '8286 84be 5808 6e6f 2d63 6163 6865',
        '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
      ];
      assert.deepEqual(
        blocks.map((block) => headers_of(one, block)),
        REQUESTS,
      );
      assert.equal(one.table_size, 164);
    });

    it('C.4: requests with Huffman coding', () => {
      const one = decoder();
      const blocks = [
        '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
        '8286 84be 5886 a8eb 1064 9cbf',
        '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
      ];
      assert.deepEqual(
        blocks.map((block) => headers_of(one, block)),
        REQUESTS,
      );
    });

    it('C.6: responses with Huffman coding, in a table of 256 bytes', () => {
      const one = decoder();
      one.decode(Buffer.from(integer(256, 5, 0x20)));
      const blocks = [
        '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff' +
          '6e91 9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3',
        '4883 640e ffc1 c0bf',
        '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad' +
          '94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160' +
          '65c0 03ed 4ee5 b106 3d50 07',
      ];
      assert.deepEqual(
        blocks.map((block) => headers_of(one, block)),
        RESPONSES,
      );
      assert.equal(one.table_size, 215);
    });
  });

  it('decodes what an encoder makes of any fields, whatever ways it chooses', () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 300 });
    const value = fc.oneof(text, fc.constantFrom('', 'GET', '200', 'x'.repeat(4000)));
    const name = fc.oneof(fc.constantFrom(':method', ':status', 'cookie', 'x'), text);
    const fields = fc.array(fc.tuple(name, value), { maxLength: 20 });
    const step = fc.record({ fields, resize: fc.option(fc.nat(9000), { freq: 4 }) });
    const choices = fc.infiniteStream(fc.nat(839));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), choices, (steps, numbers) => {
        const encoder = new HPACKEncoder((n) => numbers.next().value % n);
        const one = decoder();
        for (const { fields, resize } of steps) {
          const update = resize === null ? Buffer.alloc(0) : encoder.resize(resize);
          const block = Buffer.concat([update, encoder.block(...fields.flat())]);
          const list = one.decode(block);
          assert.deepEqual(list.raw_headers, fields.flat());
          assert.equal(list.error, undefined);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('tells no wrong field after a beginning that was missed, or a block in between', () => {
    const field = fc.constantFrom(...'abcdefghij').map((c) => [`x-${c}`, c.repeat(30)]);
    const fields = fc.array(field, { maxLength: 12 });
    const step = fc.record({ fields, missed: fc.boolean(), small: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 30 }), fc.nat(), (steps, seed) => {
        let state = seed;
        const encoder = new HPACKEncoder((n) => (state = (state * 75 + 74) % 65537) % n);
        const one = decoder(false);
        for (const { fields, missed, small } of steps) {
          const update = small ? encoder.resize(200) : Buffer.alloc(0);
          const block = Buffer.concat([update, encoder.block(...fields.flat())]);
          if (missed) one.invalidate();
          else check_partly_known(one.decode(block), fields);
        }
      }),
      { numRuns: 300 },
    );
  });

  function check_partly_known(list, fields) {
    assert.equal(list.error, undefined);
    const told = [...list.raw_headers];
    const unknown = new Map(list.unknown_headers.map((one) => [one.position, one]));
    fields.forEach(([name, value], position) => {
      const one = unknown.get(position);
      if (one === undefined) {
        assert.deepEqual([told.shift(), told.shift()], [name, value]);
      } else {
        assert.ok(one.name === undefined || one.name === name);
        assert.ok(one.value === undefined || one.value === value);
        assert.ok(one.name === undefined || one.value === undefined);
      }
    });
    assert.deepEqual(told, []);
  }

  describe('what the capture missed', () => {
    it('a field that refers to it is unknown, with its place', () => {
      const list = decoder(false).decode(hex('82 be 84'));
      assert.deepEqual(list.raw_headers, [':method', 'GET', ':path', '/']);
      assert.deepEqual(list.unknown_headers, [{ position: 1, name: undefined, value: undefined }]);
    });

    it('a field whose name refers to it keeps its value', () => {
      const { unknown_headers } = decoder(false).decode(hex('0f 30 01 78'));
      assert.deepEqual(unknown_headers, [{ position: 0, name: undefined, value: 'x' }]);
    });

    it('entries that come later are known at once', () => {
      const one = decoder(false);
      const first = one.decode(hex('40 01 61 01 62'));
      assert.deepEqual(first.raw_headers, ['a', 'b']);
      const second = one.decode(hex('be bf'));
      assert.deepEqual(second.raw_headers, ['a', 'b']);
      assert.equal(second.unknown_headers.length, 1);
    });

    it('an entry with an unknown name takes its place in the table', () => {
      const one = decoder(false);
      one.decode(hex('40 01 61 01 62  7f 30 01 78  40 01 63 01 64')); // a: b, unknown: x, c: d
      const list = one.decode(hex('be bf c0'));
      assert.deepEqual(list.raw_headers, ['c', 'd', 'a', 'b']);
      assert.deepEqual(list.unknown_headers, [{ position: 1, name: undefined, value: 'x' }]);
    });

    it('a table size of 0 makes all known again', () => {
      assert.equal(decoder(false).decode(hex('20 be')).error, 'no entry 62 in the header table');
    });
  });

  describe('faults', () => {
    const cases = {
      'index 0': ['80', 'no entry 0 in the header table'],
      'an index beyond the table': ['be', 'no entry 62 in the header table'],
      'the name of an entry beyond the table': ['7f 00 01 61', 'no entry 63 in the header table'],
      'an integer without end': ['ff', 'the header block ends within an integer'],
      'an integer of too many bytes': [
        'ff 80 80 80 80 80 01',
        'an integer of a header block is too long',
      ],
      'a string longer than the block': ['40 05 61', 'the header block ends within a string'],
      'a value that is missing': ['40 01 61', 'the header block ends within a field'],
      'a name that is missing': ['40', 'the header block ends within a field'],
      'padding of a whole byte': ['40 01 61 82 1f ff', 'a string is not valid Huffman code'],
      'padding with zeros': ['40 01 61 81 18', 'a string is not valid Huffman code'],
      'the end-of-string symbol': ['40 01 61 84 ff ff ff ff', 'a string is not valid Huffman code'],
      'a size update after a field': ['82 20', 'a table size update within a header block'],
    };
    for (const [name, [block, text]] of Object.entries(cases)) {
      it(name, () => assert.equal(decoder().decode(hex(block)).error, text));
    }

    it('after one, entries are unknown', () => {
      const one = decoder();
      one.decode(hex('40 01 61 01 62 80'));
      assert.equal(one.decode(hex('be')).unknown_headers.length, 1);
    });
  });

  describe('limits', () => {
    it('60 KB that repeat an entry of 4 KB end with the limit, and take no memory', () => {
      const insert = Buffer.concat([
        hex('40 01 61'),
        Buffer.from(integer(4000, 7)),
        Buffer.alloc(4000, 0x62),
      ]);
      const list = decoder().decode(Buffer.concat([insert, Buffer.alloc(60000, 0xbe)]));
      assert.equal(list.overflow, true);
      assert.equal(list.error, undefined);
      assert.ok(list.raw_headers.length <= 2 * (81920 / 4033));
    });

    it('a list that is too long leaves the table right', () => {
      const one = decoder(true, { ...LIMITS, max_header_size: 100 });
      const encoder = new HPACKEncoder();
      assert.equal(one.decode(encoder.block('a', 'b'.repeat(90), 'c', 'd')).overflow, true);
      assert.deepEqual(one.decode(encoder.block('c', 'd')).raw_headers, ['c', 'd']);
    });

    it('a table larger than its limit keeps the newest entries; older ones are unknown', () => {
      const one = decoder(true, { ...LIMITS, max_table_size: 100 });
      const encoder = new HPACKEncoder();
      one.decode(encoder.block('a', '1'.repeat(60), 'b', '2'.repeat(60)));
      assert.equal(one.table_size, 93);
      const list = one.decode(encoder.block('b', '2'.repeat(60), 'a', '1'.repeat(60)));
      assert.deepEqual(list.raw_headers, ['b', '2'.repeat(60)]);
      assert.equal(list.unknown_headers.length, 1);
    });

    it('an entry larger than the table empties it', () => {
      const one = decoder();
      const encoder = new HPACKEncoder();
      one.decode(encoder.block('a', 'b', 'large', 'x'.repeat(5000)));
      assert.equal(one.table_size, 0);
      assert.equal(one.decode(hex('be')).error, 'no entry 62 in the header table');
    });
  });
});

describe('huffman_decode', () => {
  it('decodes each byte', () => {
    for (let byte = 0; byte < 256; byte++) {
      const text = String.fromCharCode(byte, 65, byte);
      const bytes = Buffer.from(huffman(text));
      assert.equal(huffman_decode(bytes, 0, bytes.length), text);
    }
  });

  it('decodes long texts', () => {
    const text = 'Lorem ipsum, dolor sit amet. '.repeat(1000);
    const bytes = Buffer.from(huffman(text));
    assert.equal(huffman_decode(bytes, 0, bytes.length), text);
  });
});
