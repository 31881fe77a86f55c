'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const ISIS = require('../../lib/protocol/isis');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const header = (length, type) => `83${length}0100${type}010003`; // three areas at most
const item = (type, data) => type + (data.length / 2).toString(16).padStart(2, '0') + data;
const SYSTEM = '192168001001';

const items =
  item('01', '0349000a') + // area
  item('06', '020000000002') + // neighbor
  item('81', 'cc8e') + // IPv4, IPv6
  item('84', '0a090001') +
  item('e8', 'fe80' + '00'.repeat(13) + '01');
const example = Buffer.from(
  header('1b', '0f') + // L1 hello on a LAN
    '01' + // circuit_type
    SYSTEM +
    '001e' + // 30 s
    (27 + items.length / 2).toString(16).padStart(4, '0') +
    '40' + // priority 64
    (SYSTEM + '02') + // lan_id
    items,
  'hex',
);

const decoded = (text) => new ISIS().decode(Buffer.from(text, 'hex'));

describe('ISIS', () => {
  const with_octet = (at, value) => {
    const bytes = Buffer.from(example);
    bytes[at] = value;
    return bytes;
  };
  const lies = {
    discriminator: with_octet(0, 0x82),
    'length of ids': with_octet(3, 5),
    'length below the header': with_octet(18, 5),
    'length above the packet': with_octet(17, 9),
  };
  behavesLikeADecoder(ISIS, example, { lies });

  it('reads a hello', () => {
    const isis = new ISIS().decode(example);
    assert.deepEqual([isis.header_length, isis.version, isis.id_length], [27, 1, 0]);
    assert.deepEqual([isis.pdu_type, isis.max_areas], [15, 3]);
    assert.deepEqual(isis.message, {
      circuit_type: 1,
      source_id: '1921.6800.1001',
      holding_time: 30,
      pdu_length: example.length,
      priority: 64,
      lan_id: '1921.6800.1001.02',
    });
    const [area, neighbors, protocols, ipv4, ipv6] = isis.tlvs;
    assert.deepEqual([area.name, area.areas], ['area addresses', ['49000a']]);
    assert.deepEqual(neighbors.neighbors.map(String), ['02:00:00:00:00:02']);
    assert.deepEqual(protocols.protocols, [0xcc, 0x8e]);
    assert.deepEqual(ipv4.addresses.map(String), ['10.9.0.1']);
    assert.equal(ipv6.addresses[0].to_short_string(), 'fe80::1');
    const lan = 'lan-id 1921.6800.1001.02, prio 64';
    const text = `IS-IS, L1 Lan IIH, src-id 1921.6800.1001, ${lan}, length ${example.length}`;
    assert.equal(String(isis), text);
  });

  it('leaves what follows the packet alone', () => {
    const padded = new ISIS().decode(Buffer.concat([example, Buffer.from('ffff', 'hex')]));
    assert.deepEqual([padded._error, padded.tlvs.length], [undefined, 5]);
  });

  it('reads link state packets', () => {
    const reach =
      item('16', SYSTEM + '02' + '00000a' + '06' + '06040a090001') +
      item('87', '0000000a' + '18' + '0a0900' + '00000014' + 'd8' + '0a0901' + '02' + 'aabb') +
      item('89', '5232');
    const length = (27 + reach.length / 2).toString(16).padStart(4, '0');
    const isis = decoded(
      header('1b', '14') + length + '04af' + SYSTEM + '0001' + '00000009' + '630b' + '03' + reach,
    );
    assert.equal(isis._error, undefined);
    const { lsp_id, remaining_lifetime, sequence, checksum, flags } = isis.message;
    assert.deepEqual([lsp_id, remaining_lifetime], ['1921.6800.1001.00-01', 1199]);
    assert.deepEqual([sequence, checksum, flags], [9, 0x630b, 3]);
    const [neighbors, prefixes, name] = isis.tlvs;
    const sub_tlvs = [{ type: 6, length: 4, data: Buffer.from([10, 9, 0, 1]) }];
    assert.deepEqual(neighbors.neighbors, [{ id: '1921.6800.1001.02', metric: 10, sub_tlvs }]);
    const shown = prefixes.prefixes.map((each) => `${each.prefix}/${each.prefix_length}`);
    assert.deepEqual(shown, ['10.9.0.0/24', '10.9.1.0/24']);
    assert.deepEqual(
      prefixes.prefixes.map((each) => each.is_down),
      [false, true],
    );
    assert.equal(name.text, 'R2');
    assert.match(
      String(isis),
      /^IS-IS, L2 LSP, lsp-id 1921\.6800\.1001\.00-01, seq 0x00000009, lifetime 1199s, length/,
    );
  });

  describe('items', () => {
    const NODE = `${SYSTEM}02`;
    const node = '1921.6800.1001.02';
    const old = { metric: 10, is_external: false, is_down: false };
    const none = { delay: undefined, expense: undefined, error: undefined };
    const items_of = {
      'small metrics of nodes': [
        '02',
        '01' + '0a' + '808080' + NODE,
        { is_virtual: true, neighbors: [{ ...old, ...none, id: node }] },
      ],
      'small metrics of prefixes': [
        '82',
        'ca' + '058080' + '0a090000' + 'ffffff00',
        {
          prefixes: [
            {
              metric: 10,
              is_external: true,
              is_down: true,
              ...none,
              delay: 5,
              prefix: '10.9.0.0',
              mask: '255.255.255.0',
            },
          ],
        },
      ],
      instances: ['07', '0001' + '0000' + '0002', { instance_id: 1, topologies: [0, 2] }],
      passwords: ['0a', '01' + '616263', { auth_type: 1, value: '616263' }],
      digests: ['0a', '03' + '0007' + 'c0ffee', { auth_type: 3, key_id: 7, value: 'c0ffee' }],
      'a checksum': ['0c', 'abcd', { checksum: 0xabcd }],
      'who purged': ['0d', '01' + SYSTEM, { systems: ['1921.6800.1001'] }],
      'the size of buffers': ['0e', '05d4', { size: 1492 }],
      'router identifiers': ['86', '0a000001', { router_id: '10.0.0.1' }],
      'router identifiers of IPv6': [
        '8c',
        '20010db8' + '00'.repeat(11) + '01',
        { router_id: '2001:db8::1' },
      ],
      restarts: [
        'd3',
        '02' + '001e' + SYSTEM,
        { flags: 2, remaining_time: 30, neighbor_id: '1921.6800.1001' },
      ],
      'restarts, short': ['d3', '01', { flags: 1 }],
      topologies: [
        'e5',
        '0000' + 'c002',
        {
          topologies: [
            { topology: 0, overload: false, attached: false },
            { topology: 2, overload: true, attached: true },
          ],
        },
      ],
      'nodes of a topology': [
        'de',
        '0002' + NODE + '00000a' + '00',
        { topology: 2, neighbors: [{ id: node, metric: 10, sub_tlvs: [] }] },
      ],
      'prefixes of a topology': [
        'eb',
        '0002' + '0000000a' + '08' + '0a',
        {
          topology: 2,
          prefixes: [
            { metric: 10, is_down: false, prefix_length: 8, prefix: '10.0.0.0', sub_tlvs: [] },
          ],
        },
      ],
      'prefixes of IPv6': [
        'ec',
        '0000000a' + 'e0' + '20' + '20010db8' + '03' + '040100',
        {
          prefixes: [
            {
              metric: 10,
              is_down: true,
              is_external: true,
              prefix_length: 32,
              prefix: '2001:db8::',
              sub_tlvs: [{ type: 4, length: 1, data: '00' }],
            },
          ],
        },
      ],
      'whole adjacencies': [
        'f0',
        '00' + '00000002' + SYSTEM + '00000003',
        { state: 0, circuit_id: 2, neighbor_id: '1921.6800.1001', neighbor_circuit_id: 3 },
      ],
      capabilities: [
        'f2',
        '0a000001' + '01' + '1302' + '0100',
        { router_id: '10.0.0.1', flags: 1, sub_tlvs: [{ type: 0x13, length: 2, data: '0100' }] },
      ],
    };
    const plain = (value) => {
      if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
      if (value?.addr) return value.to_short_string?.() ?? String(value);
      if (Array.isArray(value)) return value.map(plain);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
    };
    for (const [name, [type, data, expected]] of Object.entries(items_of)) {
      it(name, () => {
        const tlv = item(type, data);
        const length = (27 + tlv.length / 2).toString(16).padStart(4, '0');
        const lsp = `${length}04af${SYSTEM}000100000009630b03`;
        const isis = decoded(header('1b', '14') + lsp + tlv);
        const [{ type: _type, length: _length, data: _data, name: named, ...said }] = isis.tlvs;
        assert.deepEqual(plain(said), expected);
        assert.doesNotMatch(named, /^type/);
        assert.deepEqual([_type, _length], [parseInt(type, 16), data.length / 2]);
        assert.equal(_data.toString('hex'), data);
      });
    }
  });

  it('reads sequence numbers packets and point-to-point hellos', () => {
    const entry = item('09', '04af' + SYSTEM + '0000' + '00000009' + '630b');
    const ends = '0000000000000000' + 'ffffffffffffffff';
    const csnp = decoded(header('21', '18') + '0033' + SYSTEM + '00' + ends + entry);
    assert.equal(csnp._error, undefined);
    assert.equal(csnp.message.end_lsp_id, 'ffff.ffff.ffff.ff-ff');
    assert.equal(csnp.tlvs[0].entries[0].lsp_id, '1921.6800.1001.00-00');
    const psnp = decoded(header('11', '1a') + '0023' + SYSTEM + '00' + entry);
    assert.deepEqual([psnp._error, psnp.message.source_id], [undefined, '1921.6800.1001.00']);
    const hello = decoded(header('14', '11') + '03' + SYSTEM + '001e' + '0017' + '01' + 'f00100');
    assert.deepEqual([hello.message.circuit_id, hello.tlvs[0].state], [1, 0]);
    assert.equal(decoded(header('08', '1f')).message, undefined);
  });

  it('is found in LLC, in GRE and in Cisco HDLC', () => {
    const text = example.toString('hex');
    const layer = (before, link_type) =>
      decode.bytes(Buffer.from(before + text, 'hex'), link_type).layer('isis')?.pdu_type;
    assert.equal(layer('fefe03', 'LINKTYPE_ATM_RFC1483'), 15);
    assert.equal(layer('0f00fefe' + '03', 'LINKTYPE_C_HDLC'), 15);
    const total = (24 + example.length).toString(16).padStart(4, '0');
    const ip = `4500${total}00000000ff2f00000a0900010a090002`;
    assert.equal(layer(ip + '0000' + '00fe', 'LINKTYPE_RAW'), 15);
    const other = Buffer.from('fefe03' + '8114', 'hex'); // CLNP
    assert.equal(decode.bytes(other, 'LINKTYPE_ATM_RFC1483').layer('isis'), undefined);
  });
});
