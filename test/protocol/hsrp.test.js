'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const HSRP = require('../../lib/protocol/hsrp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '00' + // version 1
    '00' + // hello
    '10' + // active
    ('03' + '0a') + // hello_time 3 s, hold_time 10 s
    ('6e' + '07' + '00') + // priority 110, group 7
    '636973636f000000' + // cisco
    'c0000201', // 192.0.2.1
  'hex',
);

const group_state = (ip_version, address) =>
  Buffer.from(
    '0128' + // group state, 40 octets
      ('02' + '00' + '05' + ip_version) + // version 2, hello, standby
      '00fe' + // group 254
      '0011921a1700' + // identifier
      ('00000069' + '000003e8' + '00000bb8') + // priority 105, 1000 ms, 3000 ms
      address.padEnd(32, '0') +
      '0308636973636f000000', // text authentication
    'hex',
  );
const version_2 = group_state('04', 'c0000201');

const decoded = (bytes) => new HSRP().decode(bytes, 0, bytes.length);

describe('HSRP', () => {
  behavesLikeADecoder(HSRP, example);

  it('reads version 1', () => {
    const udp = Buffer.from('07c107c1001c0000', 'hex'); // port 1985
    const ip = Buffer.from('4500003000000000011100000a000001e0000002', 'hex');
    const packet = decode.bytes(Buffer.concat([ip, udp, example]), 'LINKTYPE_RAW');
    const hsrp = packet.layer('hsrp');
    assert.equal(packet.error, undefined);
    assert.deepEqual([hsrp.version, hsrp.opcode, hsrp.state], [0, 0, 16]);
    assert.deepEqual([hsrp.hello_time, hsrp.hold_time, hsrp.priority], [3, 10, 110]);
    assert.deepEqual([hsrp.group, hsrp.authentication], [7, 'cisco']);
    assert.equal(String(hsrp), 'HSRPv0-hello state=active group=7 addr=192.0.2.1 priority=110');
  });

  it('reads advertisements of version 1', () => {
    const bytes = Buffer.from(
      '0003' + '0001' + '000e' + '0200' + '0001' + '0002' + '00000000',
      'hex',
    );
    const hsrp = decoded(bytes);
    const counts = { active_groups: 1, passive_groups: 2 };
    assert.deepEqual(hsrp.advertisement, { type: 1, length: 14, state: 2, ...counts });
    assert.deepEqual([hsrp._error, String(hsrp)], [undefined, 'HSRPv0-advertise']);
  });

  describe('version 2', () => {
    behavesLikeADecoder(HSRP, version_2, { header: 42 });

    it('is read from its items', () => {
      const hsrp = decoded(version_2);
      assert.deepEqual([hsrp.version, hsrp.opcode, hsrp.state_name], [2, 0, 'standby']);
      assert.deepEqual([hsrp.ip_version, hsrp.group, hsrp.priority], [4, 254, 105]);
      assert.equal(String(hsrp.identifier), '00:11:92:1a:17:00');
      assert.deepEqual([hsrp.hello_time, hsrp.hold_time], [1000, 3000]);
      assert.deepEqual([hsrp.authentication, String(hsrp.address)], ['cisco', '192.0.2.1']);
      assert.deepEqual(
        hsrp.tlvs.map(({ name }) => name),
        ['group state', 'text authentication'],
      );
    });

    it('holds IPv6 addresses', () => {
      const hsrp = decoded(group_state('06', 'fe80' + '00'.repeat(13) + '01'));
      assert.equal(hsrp.address.to_short_string(), 'fe80::1');
    });
  });
});
