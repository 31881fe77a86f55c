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
    const text = `IS-IS, L1 Lan IIH, src-id 1921.6800.1001, length ${example.length}`;
    assert.equal(String(isis), text);
  });

  it('leaves what follows the packet alone', () => {
    const padded = new ISIS().decode(Buffer.concat([example, Buffer.from('ffff', 'hex')]));
    assert.deepEqual([padded._error, padded.tlvs.length], [undefined, 5]);
  });

  it('reads link state packets', () => {
    const reach =
      item('16', SYSTEM + '02' + '00000a' + '04' + 'aabbccdd') +
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
    assert.deepEqual(neighbors.neighbors, [{ id: '1921.6800.1001.02', metric: 10 }]);
    const shown = prefixes.prefixes.map((each) => `${each.prefix}/${each.prefix_length}`);
    assert.deepEqual(shown, ['10.9.0.0/24', '10.9.1.0/24']);
    assert.deepEqual(
      prefixes.prefixes.map((each) => each.is_down),
      [false, true],
    );
    assert.equal(name.text, 'R2');
    assert.match(String(isis), /^IS-IS, L2 LSP, lsp-id 1921\.6800\.1001\.00-01, length/);
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
