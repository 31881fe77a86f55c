'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const VRRP = require('../../lib/protocol/vrrp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '21' + // version 2, advertisement
    '33' + // vrid 51
    '66' + // priority 102
    '02' + // two addresses
    ('01' + '01') + // simple authentication, interval 1 s
    'bb5a' + // checksum
    ('0a090064' + '0a090065') + // 10.9.0.100, 10.9.0.101
    '7365637265740000', // secret
  'hex',
);

const decoded = (bytes) => new VRRP().decode(bytes, 0, bytes.length);

describe('VRRP', () => {
  const of_version_4 = Buffer.concat([Buffer.from([0x41]), example.subarray(1)]);
  behavesLikeADecoder(VRRP, example, { header: 16, lies: { version: of_version_4 } });

  it('reads version 2', () => {
    const vrrp = decoded(example);
    assert.deepEqual([vrrp.version, vrrp.type, vrrp.vrid, vrrp.priority], [2, 1, 51, 102]);
    assert.deepEqual([vrrp.count, vrrp.auth_type, vrrp.checksum], [2, 1, 0xbb5a]);
    assert.deepEqual([vrrp.interval, vrrp.interval_seconds], [1, 1]);
    assert.deepEqual(vrrp.addresses.map(String), ['10.9.0.100', '10.9.0.101']);
    const start = 'v2, Advertisement, vrid 51, prio 102, authtype simple, intvl 1s';
    assert.equal(String(vrrp), `${start}, addrs: 10.9.0.100,10.9.0.101`);
  });

  it('reads version 3 over IPv6', () => {
    const address = 'fe80' + '00'.repeat(13) + '01';
    const vrrp = decoded(Buffer.from('31' + '05' + '64' + '01' + '0064' + '1234' + address, 'hex'));
    assert.equal(vrrp._error, undefined);
    assert.deepEqual([vrrp.interval, vrrp.interval_seconds, vrrp.auth_type], [100, 1, undefined]);
    assert.match(String(vrrp), /^v3, .*, intvl 100cs, addrs: fe80::1$/);
  });

  it('is IP protocol 112', () => {
    const ip = Buffer.from('4500003000000000ff7000000a090001e0000012', 'hex');
    const packet = decode.bytes(Buffer.concat([ip, example]), 'LINKTYPE_RAW');
    assert.equal(packet.layer('vrrp').vrid, 51);
  });
});
