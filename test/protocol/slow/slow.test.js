'use strict';

const assert = require('node:assert/strict');
const decode = require('../../../lib/decode');
const LACP = require('../../../lib/protocol/slow/lacp');
const OAM = require('../../../lib/protocol/slow/oam');
const SlowProtocol = require('../../../lib/protocol/slow/slow');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const end = (type, system, key, port, state) =>
  `${type}148000${system}${key}8000${port}${state}000000`;
const lacp = Buffer.from(
  '01' + // version
    end('01', '020000000001', '0011', '0001', '3f') +
    end('02', '020000000002', '0022', '0003', '05') +
    ('0310' + '000a' + '00'.repeat(12)) + // collector
    '0000', // terminator
  'hex',
);
const oam = Buffer.from(
  '0050' + // flags: discovered
    '00' + // information
    ('0110' + '01' + '0001' + '02' + '05' + '05ee' + '00120f' + '00000007'),
  'hex',
);
const ethernet = Buffer.from('0180c2000002' + '020000000001' + '8809', 'hex');
const slow = (subtype, bytes) => Buffer.concat([Buffer.from([subtype]), bytes]);

describe('SlowProtocol', () => {
  behavesLikeADecoder(SlowProtocol, slow(1, lacp), { header: 1 });

  it('is EtherType 0x8809, and knows what it carries', () => {
    const packet = decode.bytes(Buffer.concat([ethernet, slow(1, lacp), Buffer.alloc(20)]));
    assert.deepEqual([packet.error, packet.layer('slow').subtype], [undefined, 1]);
    assert.equal(packet.layer('lacp').actor.port, 1);
    const marker = decode.bytes(Buffer.concat([ethernet, slow(2, lacp)])).layer('slow');
    assert.deepEqual([marker.payload, String(marker)], [undefined, 'Slow protocol 2']);
  });
});

describe('LACP', () => {
  behavesLikeADecoder(LACP, lacp, { header: 1 });

  it('reads both ends', () => {
    const { version, actor, partner, collector_max_delay, tlvs } = new LACP().decode(lacp);
    assert.deepEqual([version, collector_max_delay], [1, 10]);
    assert.deepEqual([actor.system_priority, String(actor.system)], [0x8000, '02:00:00:00:00:01']);
    assert.deepEqual(
      [actor.key, actor.port_priority, actor.port, actor.state],
      [17, 0x8000, 1, 63],
    );
    assert.deepEqual([partner.key, partner.port], [34, 3]);
    assert.deepEqual(partner.states, ['activity', 'aggregation']);
    assert.deepEqual(
      tlvs.map(({ name }) => name),
      ['actor', 'partner', 'collector', 'terminator'],
    );
  });

  it('has a line', () => {
    const partner = 'partner 02:00:00:00:00:02 key 34 port 3 [activity, aggregation]';
    assert.ok(String(new LACP().decode(lacp)).endsWith(partner));
    assert.equal(
      String(new LACP().decode(Buffer.from([1]))),
      'LACPv1, actor unknown, partner unknown',
    );
  });

  it('says so where an item is too short for its own head', () => {
    const { _error } = new LACP().decode(Buffer.from('01' + '0101', 'hex'));
    assert.equal(_error, 'lacp: length 1 of type 1 is less than 2');
  });
});

describe('OAM', () => {
  behavesLikeADecoder(OAM, oam, { header: 3 });

  it('reads information', () => {
    const layer = decode
      .bytes(Buffer.concat([ethernet, slow(3, oam), Buffer.alloc(9)]))
      .layer('oam');
    assert.deepEqual([layer._error, layer.flags, layer.code], [undefined, 0x50, 0]);
    const [{ name, version, revision, state, config, pdu_config, oui, vendor }] = layer.information;
    assert.deepEqual([name, version, revision], ['local information', 1, 1]);
    assert.deepEqual([state, config, pdu_config, oui, vendor], [2, 5, 1518, 0x120f, 7]);
    assert.equal(String(layer), 'OAM, Information, flags 0x50');
  });

  it('leaves other codes as bytes', () => {
    const layer = new OAM().decode(Buffer.from('0050' + '04' + '01', 'hex'));
    assert.deepEqual([layer.code_name, layer.information], ['Loopback Control', undefined]);
    assert.equal(layer.payload_bytes.toString('hex'), '01');
  });
});
