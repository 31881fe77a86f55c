'use strict';

const assert = require('node:assert/strict');
const TCP = require('../../lib/protocol/tcp');
const decode = require('../../lib/decode');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

/** A segment with these options (padded to 32-bit words) and data. */
function segment({ flags = '10', options = '', data = '', urgent = '0000', offset } = {}) {
  const padded = options.padEnd(Math.ceil(options.length / 8) * 8, '0');
  const words = offset ?? 5 + padded.length / 8;
  return Buffer.from(
    '04d2' + // sport 1234
      '1f90' + // dport 8080
      '00000010' + // seqno 16
      '00000020' + // ackno 32
      words.toString(16) +
      '0' + // 4 bits: header length, reserved
      flags +
      '0200' + // window 512
      'abcd' + // checksum
      urgent +
      padded +
      data,
    'hex',
  );
}

const decoded = (parts) => {
  const bytes = segment(parts);
  return new TCP().decode(bytes, 0, bytes.length);
};

const example = segment({
  flags: '18',
  options: '020405b4' + '0101' + '080a' + '0000000100000002',
  data: '6869',
});

describe('TCP', () => {
  behavesLikeADecoder(TCP, example, {
    header: 36,
    lies: {
      'a header of 16 bytes': segment({ offset: 4 }),
      'a header longer than the segment': segment({ offset: 15 }),
      'an option of length 0': segment({ options: 'fe000000' }),
      'an option past the header': segment({ options: '0214abcd' }),
    },
  });

  it('reads the header', () => {
    const tcp = decoded({ flags: '18', data: '6869' });
    const { sport, dport, seqno, ackno, headerLength, reserved, windowSize, checksum } = tcp;
    assert.deepEqual([sport, dport, seqno, ackno], [1234, 8080, 16, 32]);
    assert.deepEqual([headerLength, reserved, windowSize, checksum], [20, 0, 512, 0xabcd]);
    assert.equal(tcp.dataLength, 2);
    assert.equal(tcp.data.toString(), 'hi');
    assert.equal(tcp.payload_bytes.toString(), 'hi');
  });

  it('reads each flag', () => {
    const names = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'];
    names.forEach((name, bit) => {
      const { flags, flag_bits } = decoded({ flags: (1 << bit).toString(16).padStart(2, '0') });
      const set = Object.keys(flags).filter((key) => flags[key] === true);
      assert.deepEqual(set, [name]);
      assert.equal(flag_bits, 1 << bit);
    });
    const nonce = segment();
    nonce[12] |= 1;
    assert.equal(new TCP().decode(nonce, 0, 20).flags.nonce, true);
  });

  it('keeps sequence numbers above 2^31 positive', () => {
    const bytes = segment();
    bytes.fill(0xff, 4, 12);
    const tcp = new TCP().decode(bytes, 0, 20);
    assert.deepEqual([tcp.seqno, tcp.ackno], [0xffffffff, 0xffffffff]);
  });

  describe('data', () => {
    it('is null where the segment carries none', () => {
      const tcp = decoded({});
      assert.equal(tcp.data, null);
      assert.equal(tcp.dataLength, 0);
    });

    it('ends where the parent says, not where the bytes do', () => {
      const bytes = Buffer.concat([segment({ data: '6869' }), Buffer.alloc(20)]);
      const tcp = new TCP().decode(bytes, 0, 22);
      assert.equal(tcp.data.toString(), 'hi');
      assert.equal(tcp.dataLength, 2);
    });

    it('is shorter than dataLength where the capture was cut', () => {
      const tcp = new TCP().decode(segment({ data: '6869' }), 0, 1000);
      assert.equal(tcp.dataLength, 980);
      assert.equal(tcp.data.toString(), 'hi');
      assert.equal(tcp._error, undefined);
    });

    it("is a Buffer on the packet's own bytes", () => {
      const bytes = segment({ data: '6869' });
      const { data } = new TCP().decode(bytes, 0, bytes.length);
      bytes[20] = 0x48;
      assert.ok(Buffer.isBuffer(data));
      assert.equal(data.toString(), 'Hi');
    });
  });

  describe('options', () => {
    const options_of = (hex) => decoded({ options: hex }).options;

    it('known ones have names', () => {
      const options = options_of('020405b4' + '030307' + '0402' + '080a0000000a0000000b' + '00');
      const { mss, window_scale, sack_ok, sack, timestamp, echo } = options;
      assert.deepEqual([mss, window_scale, sack_ok, sack], [1460, 7, true, null]);
      assert.deepEqual([timestamp, echo], [10, 11]);
    });

    it('selective acknowledgements are pairs', () => {
      const { sack } = options_of(
        '0101' + '0512' + '00000001' + '00000002' + 'fffffff0' + 'ffffffff',
      );
      assert.deepEqual(sack, [
        [1, 2],
        [0xfffffff0, 0xffffffff],
      ]);
    });

    it('are all null without any', () => {
      assert.deepEqual(Object.values({ ...decoded({}).options }), [
        null,
        null,
        null,
        null,
        null,
        null,
      ]);
    });

    it('unknown and rare ones are kept raw', () => {
      const hex = '22060102abcd' + '1e04aabb' + '70020101' + 'ed03ff' + '1302' + '00';
      const tcp = decoded({ options: hex });
      assert.equal(tcp._error, undefined);
      const kinds = tcp.options.list.map(({ kind, length, data }) => [
        kind,
        length,
        data.toString('hex'),
      ]);
      assert.deepEqual(kinds, [
        [34, 6, '0102abcd'],
        [30, 4, 'aabb'],
        [112, 2, ''],
        [1, 1, ''],
        [1, 1, ''],
        [237, 3, 'ff'],
        [19, 2, ''],
        [0, 1, ''],
      ]);
    });

    it('each kind with each length is decoded or kept', () => {
      for (let kind = 2; kind < 256; kind++) {
        for (let length = 0; length <= 12; length++) {
          const hex = Buffer.from([kind, length, ...new Array(10).fill(1)]).toString('hex');
          const tcp = decoded({ options: hex });
          assert.equal(typeof String(tcp), 'string');
          assert.equal(
            tcp._error !== undefined,
            kind > 1 && length < 2,
            `kind ${kind} length ${length}`,
          );
        }
      }
    });

    it('experiments of length 0 end the list, with an error', () => {
      for (const kind of ['fe', 'ff', 'fd']) {
        const tcp = decoded({ options: `${kind}000000` });
        assert.match(tcp._error, /^tcp: length of option 2\d\d at offset 20/);
        assert.deepEqual(tcp.options.list, []);
      }
    });

    it('the length says where the next one begins, whatever the kind', () => {
      const { mss, window_scale, sack_ok, list } = options_of(
        '0206aaaabbbb' + '030407ff' + '0403ff' + '0402',
      );
      assert.equal(mss, 0xaaaa);
      assert.equal(window_scale, 7);
      assert.equal(sack_ok, true);
      assert.deepEqual(
        list.map((option) => option.length),
        [6, 4, 3, 2, 1],
      );
    });

    it('those too short for their meaning stay null', () => {
      const { mss, window_scale, timestamp } = options_of('0202' + '0302' + '080400ff');
      assert.deepEqual([mss, window_scale, timestamp], [null, null, null]);
    });

    it('are read as far as the capture goes', () => {
      const tcp = new TCP().decode(
        segment({ options: '020405b4' + '0402' }).subarray(0, 24),
        0,
        28,
      );
      assert.match(tcp._error, /^tcp: needs 28 bytes at offset 0, has 24$/);
      assert.equal(tcp.options.mss, 1460);
      assert.equal(tcp.options.sack_ok, null);
    });
  });

  describe('cut short', () => {
    it('keeps the fields that are there, and says how many bytes it lacks', () => {
      const tcp = new TCP().decode(example.subarray(0, 9), 0, 36);
      assert.deepEqual([tcp.sport, tcp.dport, tcp.seqno, tcp.ackno], [1234, 8080, 16, undefined]);
      assert.equal(tcp.flags, undefined);
      assert.equal(tcp._error, 'tcp: needs 20 bytes at offset 0, has 9');
    });

    it('is truncated where the capture was cut, malformed where IP grants too little', () => {
      const ip = (length) =>
        Buffer.from(`4500${length}000000004006000000000000` + '00000000', 'hex');
      const cut = Buffer.concat([ip('0028'), segment().subarray(0, 12)]);
      const header = Buffer.alloc(16);
      header.writeUInt32LE(32, 8);
      header.writeUInt32LE(40, 12);
      const { error } = decode.packet({ buf: cut, header, link_type: 'LINKTYPE_IPV4' });
      assert.equal(error.code, 'ERR_PCAP_TRUNCATED');
      assert.equal(error.layer.constructor.name, 'TCP');
      assert.equal(error.message, 'tcp: needs 20 bytes at offset 20, has 12');
      const lying = decode.bytes(Buffer.concat([ip('0020'), segment()]), 'LINKTYPE_IPV4');
      assert.equal(lying.error.code, 'ERR_PCAP_MALFORMED');
    });
  });

  describe('#toString', () => {
    it('prints options and flags', () => {
      const text = String(decoded({ flags: '12', options: '020405b4' + '030307' + '0402' + '00' }));
      assert.equal(
        text,
        '1234->8080 seq 16 ack 32 flags [as] win 512 csum 43981 [mss:1460 scale:7(128) sack_ok] len 0',
      );
    });

    it('prints the urgent pointer, nonce and reserved bits are read', () => {
      const text = String(decoded({ flags: '30', urgent: '004d' }));
      assert.match(text, /urg 77 /);
      const bytes = segment({ flags: '10' });
      bytes[12] |= 0x0f;
      const tcp = new TCP().decode(bytes, 0, 20);
      assert.equal(tcp.reserved, 7);
      assert.match(String(tcp), /flags \[na\]/);
    });
  });
});
