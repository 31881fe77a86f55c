'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const decode = require('../../lib/decode');
const ICMPv6 = require('../../lib/protocol/icmpv6');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const address = (last) => 'fe80' + '00'.repeat(13) + last;

const echo = Buffer.from(
  '80' + // type echo request
    '00' + // code
    '1234' + // checksum
    '04d2' + // id 1234
    '0007' + // seq 7
    '70696e67', // data 'ping'
  'hex',
);
const solicitation = Buffer.from(
  '87' + // type neighbour solicitation
    '00' + // code
    '0000' + // checksum
    '00000000' + // reserved
    address('02') + // target
    '0101' + // option: source link-layer address, 8 octets
    '020000000001',
  'hex',
);
const advertisement = Buffer.from(
  '86' + // type router advertisement
    '00' + // code
    '0000' + // checksum
    '40' + // hop limit 64
    'c0' + // managed, other
    '0708' + // lifetime 1800
    '00000000' + // reachable time
    '000003e8' + // retransmission timer 1000
    ('0304' + '40' + 'c0') + // option: prefix information, 32 octets, /64, on-link and autonomous
    ('00015180' + '00003840' + '00000000') + // valid 86400, preferred 14400, reserved
    ('20010db8' + '00'.repeat(12)) + // prefix 2001:db8::
    ('0501' + '0000' + '000005dc') + // option: mtu 1500
    ('1903' + '0000' + '0000012c' + '20010db8' + '00'.repeat(11) + '35') + // option: rdnss, 300 s
    ('1f02' + '0000' + '0000012c' + '0361626300' + '000000'), // option: dnssl, 'abc'
  'hex',
);
const too_big = Buffer.from(
  '02' + // type packet too big
    '00' + // code
    '0000' + // checksum
    '00000500' + // mtu 1280
    '6000000000103a40' + // quoted IPv6: payloadLength 16, nextHeader ICMPv6
    (address('01') + address('02')) +
    '8000000000010001', // quoted echo request
  'hex',
);
const mld_query = Buffer.from(
  '82' + // type multicast listener query
    '00' + // code
    '0000' + // checksum
    '03e8' + // maximum response delay 1000 ms
    '0000' + // reserved
    ('ff02' + '00'.repeat(13) + 'fb') + // group
    '027d' + // flags, query interval
    '0001' + // 1 source
    address('09'),
  'hex',
);
const mld_report = Buffer.from(
  '8f' + // type multicast listener report version 2
    '00' + // code
    '0000' + // checksum
    '0000' + // reserved
    '0001' + // 1 record
    ('04' + '00' + '0001') + // change to exclude, no auxiliary data, 1 source
    ('ff02' + '00'.repeat(13) + 'fb') + // group
    address('09'), // source
  'hex',
);

const decoded = (bytes) => new ICMPv6().decode(bytes, 0, bytes.length);
const short = (addresses) => addresses.map((a) => a.to_short_string());

describe('ICMPv6', () => {
  behavesLikeADecoder(ICMPv6, echo, { header: 8 });
  behavesLikeADecoder(ICMPv6, solicitation, { header: 24 });
  behavesLikeADecoder(ICMPv6, advertisement, { header: 16 });
  behavesLikeADecoder(ICMPv6, too_big, { header: 8 });
  behavesLikeADecoder(ICMPv6, mld_query, { header: 24 });
  behavesLikeADecoder(ICMPv6, mld_report, { header: 8 });

  it('is what next header 58 decodes to, and is told to an emitter', () => {
    const ipv6 = Buffer.from('60000000000c3a40' + address('01') + address('02'), 'hex');
    const emitter = new EventEmitter();
    let seen;
    emitter.on('icmpv6', (icmp) => (seen = icmp));
    const packet = decode.bytes(Buffer.concat([ipv6, echo]), 'LINKTYPE_RAW', emitter);
    assert.ok(seen instanceof ICMPv6);
    assert.equal(packet.payload.payload, seen);
    assert.deepEqual([seen.type, seen.code, seen.checksum], [128, 0, 0x1234]);
    assert.match(String(packet), / ICMPv6 echo request, id 1234, seq 7$/);
  });

  it('reads id, seq and data of an echo', () => {
    const icmp = decoded(echo);
    assert.deepEqual([icmp.id, icmp.seq, icmp.data.toString()], [1234, 7, 'ping']);
    assert.deepEqual([icmp.target, icmp.mtu, icmp.options, icmp.quoted], Array(4).fill(undefined));
  });

  it('reads a neighbour solicitation and its options', () => {
    const icmp = decoded(solicitation);
    assert.equal(icmp.target.to_short_string(), 'fe80::2');
    const [option] = icmp.options;
    assert.deepEqual(
      [option.type, option.name, option.length],
      [1, 'source link-layer address', 8],
    );
    assert.equal(String(option.address), '02:00:00:00:00:01');
    assert.equal(String(icmp), 'neighbor solicitation, who has fe80::2');
  });

  it('reads a neighbour advertisement and a redirect', () => {
    const bytes = Buffer.from('88000000' + 'e0000000' + address('02'), 'hex');
    assert.deepEqual(decoded(bytes).flags, { router: true, solicited: true, override: true });
    const redirect = Buffer.from('89000000' + '00000000' + address('02') + address('03'), 'hex');
    assert.equal(decoded(redirect).target.to_short_string(), 'fe80::2');
    assert.equal(decoded(redirect).destination.to_short_string(), 'fe80::3');
  });

  it('reads a router advertisement and its options', () => {
    const icmp = decoded(advertisement);
    assert.deepEqual(icmp.flags, { managed: true, other: true, home_agent: false });
    assert.deepEqual(icmp.router, {
      hop_limit: 64,
      lifetime: 1800,
      reachable_time: 0,
      retrans_timer: 1000,
    });
    const [prefix, mtu, rdnss, dnssl] = icmp.options;
    assert.deepEqual([prefix.prefix_length, prefix.on_link, prefix.autonomous], [64, true, true]);
    assert.deepEqual([prefix.valid_lifetime, prefix.preferred_lifetime], [86400, 14400]);
    assert.equal(prefix.prefix.to_short_string(), '2001:db8::');
    assert.equal(mtu.mtu, 1500);
    assert.deepEqual([rdnss.lifetime, short(rdnss.addresses)], [300, ['2001:db8::35']]);
    assert.deepEqual([dnssl.lifetime, dnssl.names], [300, ['abc']]);
  });

  it('stops at an option whose length is 0', () => {
    const lying = Buffer.from(advertisement);
    lying[16 + 32 + 1] = 0;
    assert.equal(decoded(lying).options.length, 1);
  });

  it('decodes the quoted packet of an error', () => {
    const icmp = decoded(too_big);
    assert.equal(icmp.mtu, 1280);
    assert.equal(icmp.quoted.daddr.to_short_string(), 'fe80::2');
    assert.deepEqual([icmp.quoted.payload.type, icmp.quoted.payload.seq], [128, 1]);
    assert.equal(icmp._error, undefined);
  });

  it('reads multicast listener discovery', () => {
    const query = decoded(mld_query);
    assert.deepEqual([query.max_response, query.group.to_short_string()], [1000, 'ff02::fb']);
    assert.deepEqual(short(query.sources), ['fe80::9']);
    const [record] = decoded(mld_report).records;
    assert.deepEqual([record.type, record.group.to_short_string()], [4, 'ff02::fb']);
    assert.deepEqual(short(record.sources), ['fe80::9']);
  });

  it('reads like tcpdump as text', () => {
    const text = (hex) => String(decoded(Buffer.from(hex.padEnd(80, '0'), 'hex')));
    assert.equal(text('0104'), 'destination unreachable, port');
    assert.equal(text('0109'), 'destination unreachable, code 9');
    assert.equal(text('02000000000005dc'), 'packet too big, mtu 1500');
    assert.equal(text('8800'), 'neighbor advertisement, tgt is ::');
    assert.equal(text('fe03'), 'type 254 code 3');
  });
});
