'use strict';

const assert = require('node:assert/strict');
const UDP = require('../../lib/protocol/udp');
const decode = require('../../lib/decode');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  'bf00' + // sport 48896
    '1f90' + // dport 8080
    '000a' + // length 10
    'abcd' + // checksum
    '6869', // data
  'hex',
);

/** The example with another length and something after it. */
function with_length(length, ...more) {
  const bytes = Buffer.concat([example, ...more]);
  bytes.writeUInt16BE(length, 4);
  return bytes;
}

describe('UDP', () => {
  behavesLikeADecoder(UDP, example, {
    header: 8,
    lies: { 'a length of 7': with_length(7), 'a length of 1': with_length(1) },
  });

  it('reads the header', () => {
    const { sport, dport, length, checksum, data } = new UDP().decode(example, 0, example.length);
    assert.deepEqual([sport, dport, length, checksum], [48896, 8080, 10, 0xabcd]);
    assert.equal(data.toString(), 'hi');
    assert.ok(Buffer.isBuffer(data));
  });

  it('data ends where the header says, not where the bytes do', () => {
    const bytes = with_length(10, Buffer.alloc(30));
    assert.equal(new UDP().decode(bytes, 0, bytes.length).data.toString(), 'hi');
  });

  it('data ends where IP does, though the header promise more', () => {
    const udp = new UDP().decode(with_length(500, Buffer.alloc(30)), 0, 10);
    assert.equal(udp.length, 500);
    assert.equal(udp.data.toString(), 'hi');
  });

  it('length 0 goes to the end of what IP grants', () => {
    assert.equal(new UDP().decode(with_length(0), 0, 10).data.toString(), 'hi');
  });

  it('has an empty Buffer where nothing is carried', () => {
    assert.equal(new UDP().decode(with_length(8), 0, 8).data.length, 0);
  });

  it('keeps the fields that are there', () => {
    const udp = new UDP().decode(example.subarray(0, 5), 0, 10);
    assert.deepEqual(
      [udp.sport, udp.dport, udp.length, udp.checksum],
      [48896, 8080, undefined, undefined],
    );
    assert.equal(udp.data, undefined);
    assert.equal(udp.payload, undefined);
    assert.equal(udp._error, 'udp: needs 8 bytes at offset 0, has 5');
  });

  describe('payload', () => {
    class Shout {
      constructor(emitter) {
        this.emitter = emitter;
      }

      decode(bytes, offset, length) {
        this.text = Buffer.from(bytes)
          .toString('latin1', offset, offset + length)
          .toUpperCase();
        return this;
      }

      toString() {
        return this.text;
      }
    }

    afterEach(() => decode.udp_ports.delete(8080));

    it("is decoded by a program's own decoder", () => {
      decode.udp_ports.set(8080, Shout);
      const udp = new UDP().decode(example, 0, example.length);
      assert.ok(udp.payload instanceof Shout);
      assert.equal(udp.payload, udp.payload);
      assert.equal(String(udp), 'UDP 48896->8080 len 10 HI');
      assert.equal(udp.data.toString(), 'hi');
    });

    it('is undefined where no decoder has the port, or nothing is there', () => {
      assert.equal(new UDP().decode(example, 0, example.length).payload, undefined);
      decode.udp_ports.set(8080, Shout);
      assert.equal(new UDP().decode(with_length(8), 0, 8).payload, undefined);
    });

    it('is no property of its own: v3 has none', () => {
      const udp = new UDP().decode(example, 0, example.length);
      assert.equal(Object.keys(JSON.parse(JSON.stringify(udp))).includes('payload'), false);
    });
  });
});
