'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const decode = require('../../../lib/decode');
const HeaderExtension = require('../../../lib/protocol/ipv6headers/header_extension');
const OptionsHeader = require('../../../lib/protocol/ipv6headers/options_header');
const RoutingHeader = require('../../../lib/protocol/ipv6headers/routing_header');
const FragmentHeader = require('../../../lib/protocol/ipv6headers/fragment_header');
const AuthenticationHeader = require('../../../lib/protocol/ipv6headers/authentication_header');
const MobilityHeader = require('../../../lib/protocol/ipv6headers/mobility_header');
const NoNext = require('../../../lib/protocol/ipv6headers/no_next');
const behavesLikeADecoder = require('../behaves_like_a_decoder');

const udp = '3039003500090000' + '78'; // sport 12345, dport 53, length 9, checksum, data
const igmp = '1600fa04effffffa';
const address = 'fe800000000000000000000000000001';

/** An IPv6 packet of these bytes, the first of which belong to header `next`. */
function ipv6(next, hex) {
  const header = Buffer.from('6000000000000040' + 'fe'.repeat(16) + 'fd'.repeat(16), 'hex');
  header.writeUInt16BE(hex.length / 2, 4);
  header[6] = next;
  return Buffer.concat([header, Buffer.from(hex, 'hex')]);
}
const decoded = (Decoder, hex) => {
  const bytes = Buffer.from(hex, 'hex');
  return new Decoder().decode(bytes, 0, bytes.length);
};

const generic = Buffer.from(
  '3b' + // nextHeader: nothing
    '01' + // headerLength: 16
    '00'.repeat(14),
  'hex',
);
const options = Buffer.from(
  '11' + // nextHeader UDP
    '00' + // headerLength: 8
    '05020000' + // router alert
    '0100' + // padding of two
    udp,
  'hex',
);
const routing = Buffer.from(
  '11' + // nextHeader UDP
    '02' + // headerLength: 24
    '00' + // routing_type
    '01' + // segments_left
    '00000000' + // reserved
    address +
    udp,
  'hex',
);
const fragment = Buffer.from(
  '11' + // nextHeader UDP
    '00' + // reserved
    '0001' + // fragmentOffset 0, moreFragments
    '0000abcd' + // identification
    udp,
  'hex',
);
const authentication = Buffer.from(
  '11' + // nextHeader UDP
    '04' + // headerLength: (4 + 2) * 4 = 24
    '0000' + // reserved
    '00000100' + // spi
    '00000007' + // seq
    '0102030405060708090a0b0c' + // icv
    udp,
  'hex',
);
const mobility = Buffer.from(
  '3b' + // nextHeader: nothing
    '00' + // headerLength: 8
    '05' + // mobility_type: binding update
    '00' + // reserved
    '1234' + // checksum
    '0000',
  'hex',
);

describe('HeaderExtension', () => {
  behavesLikeADecoder(HeaderExtension, generic);

  it('decodes what follows', () => {
    const header = new HeaderExtension().decode(generic, 0);
    assert.deepEqual([header.nextHeader, header.headerLength], [0x3b, 16]);
    assert.ok(header.payload instanceof NoNext);
    assert.equal(header.payload._error, undefined);
    assert.equal(header.header_data.length, 14);
  });

  it('reads like v3 as text', () => {
    assert.equal(String(decoded(HeaderExtension, 'ff00000000000000')), 'proto 255 undefined');
    assert.equal(
      String(decoded(HeaderExtension, '0200000000000000' + igmp)),
      'IGMP Membership Report',
    );
    assert.equal(decoded(HeaderExtension, 'ff00000000000000').protocolName, 'Unknown');
  });

  it('is what all extension headers are called', () => {
    for (const next of [0, 43, 44, 51, 60, 135, 139, 140]) {
      const { payload } = decode.bytes(ipv6(next, '3b'.padEnd(48, '0')), 'LINKTYPE_IPV6').payload;
      assert.ok(payload instanceof HeaderExtension);
      assert.equal(payload.constructor.name, 'HeaderExtension');
    }
  });

  it('passes the emitter on', () => {
    const emitter = new EventEmitter();
    const seen = [];
    for (const name of ['ipv6', 'udp']) emitter.on(name, () => seen.push(name));
    const bytes = ipv6(0, options.toString('hex'));
    decode.bytes(bytes, 'LINKTYPE_IPV6', emitter);
    assert.deepEqual(seen.sort(), ['ipv6', 'udp']);
  });

  it('grants what IPv6 grants, not what the capture has', () => {
    const padded = Buffer.concat([ipv6(60, options.toString('hex')), Buffer.alloc(6)]);
    const header = decode.bytes(padded, 'LINKTYPE_IPV6').payload.payload;
    assert.equal(header.payload_bytes.length, 9);
    assert.equal(header.payload.data.toString(), 'x');
  });

  it('survives 8 KB of chained headers in bounded time', () => {
    const packet = decode.bytes(ipv6(60, ('3c00' + '00'.repeat(6)).repeat(1024)), 'LINKTYPE_IPV6');
    assert.match(packet.error.message, /more than 64 layers/);
    assert.equal(packet.error.code, 'ERR_PCAP_MALFORMED');
    assert.ok(String(packet).length > 0);
  });
});

describe('OptionsHeader', () => {
  behavesLikeADecoder(OptionsHeader, options, { header: 8 });

  it('lists options without padding', () => {
    const header = new OptionsHeader().decode(options, 0, options.length);
    assert.deepEqual(header.options, [{ type: 5, length: 2, data: Buffer.from('0000', 'hex') }]);
    assert.equal(header.payload.sport, 12345);
  });
});

describe('RoutingHeader', () => {
  behavesLikeADecoder(RoutingHeader, routing, { header: 24 });

  it('reads type, segments left and addresses', () => {
    const header = new RoutingHeader().decode(routing, 0, routing.length);
    assert.deepEqual([header.routing_type, header.segments_left, header.headerLength], [0, 1, 24]);
    assert.deepEqual(
      header.addresses.map((a) => a.to_short_string()),
      ['fe80::1'],
    );
    assert.equal(header.payload.dport, 53);
  });
});

describe('FragmentHeader', () => {
  behavesLikeADecoder(FragmentHeader, fragment, { header: 8 });

  it('reads offset, flag and identification', () => {
    const header = new FragmentHeader().decode(fragment, 0, fragment.length);
    assert.deepEqual([header.fragmentOffset, header.moreFragments], [0, true]);
    assert.deepEqual([header.identification, header.headerLength], [0xabcd, 8]);
    assert.equal(header.payload.sport, 12345);
  });

  it('has no transport object in later fragments', () => {
    const later = decoded(FragmentHeader, '1100' + '05a9' + '0000abcd' + udp);
    assert.deepEqual([later.fragmentOffset, later.moreFragments], [1448, true]);
    assert.equal(later.payload, undefined);
    assert.equal(later.payload_bytes.length, 9);
    assert.equal(later._error, undefined);
  });
});

describe('AuthenticationHeader', () => {
  behavesLikeADecoder(AuthenticationHeader, authentication, { header: 24 });

  it('counts its length in words of four octets', () => {
    const header = new AuthenticationHeader().decode(authentication, 0, authentication.length);
    assert.deepEqual([header.headerLength, header.spi, header.seq], [24, 256, 7]);
    assert.equal(header.icv.toString('hex'), '0102030405060708090a0b0c');
    assert.equal(header.payload.sport, 12345);
  });

  it('is decoded below IPv4 too', () => {
    const ip = Buffer.from('4500003500000000403300000a0000010a000002', 'hex'); // length 53, protocol 51
    const packet = decode.bytes(Buffer.concat([ip, authentication]), 'LINKTYPE_IPV4');
    assert.equal(packet.payload.payload.payload.data.toString(), 'x');
  });
});

describe('MobilityHeader', () => {
  behavesLikeADecoder(MobilityHeader, mobility);

  it('reads type and checksum', () => {
    const header = new MobilityHeader().decode(mobility, 0, mobility.length);
    assert.deepEqual([header.mobility_type, header.checksum], [5, 0x1234]);
    assert.ok(header.payload instanceof NoNext);
  });
});
