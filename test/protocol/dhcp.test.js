'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const DHCP = require('../../lib/protocol/dhcp');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
const header = ({ sname = '', file = '' } = {}) =>
  hex(
    '01' + '01' + '06' + '00', // request, Ethernet, addresses of 6 octets, no hops
    '0000002a' + '0003' + '8000', // xid 42, 3 s, broadcast
    '0a000005' + '00000000' + '00000000' + '0a000001', // ciaddr, yiaddr, siaddr, giaddr
    '020000000001' + '00'.repeat(10), // chaddr
    sname.padEnd(128, '0'),
    file.padEnd(256, '0'),
  );
const COOKIE = '63825363';
const message = (...options) => Buffer.concat([header(), hex(COOKIE, ...options, 'ff')]);
const example = message(
  '350101', // Discover
  '3d07' + '01020000000001', // client identifier: Ethernet
  '0c03' + '746f6d', // host name tom
  '3204' + '0a000009', // requested address
  '00', // padding
  '3703' + '01037f', // subnet mask, router, option 127
);
const decoded = (bytes) => new DHCP().decode(bytes, 0, bytes.length);
const option = (name, ...bytes) => decoded(message(...bytes)).option(name);

describe('DHCP', () => {
  behavesLikeADecoder(DHCP, example, {
    header: 236,
    lies: { 'an option that is longer than the message': message('0cff61') },
  });

  it('reads all fields', () => {
    const dhcp = decoded(example);
    assert.deepEqual([dhcp.op, dhcp.htype, dhcp.hlen, dhcp.hops], [1, 1, 6, 0]);
    assert.deepEqual([dhcp.xid, dhcp.secs, dhcp.flags, dhcp.broadcast], [42, 3, 0x8000, true]);
    const addresses = [dhcp.ciaddr, dhcp.yiaddr, dhcp.siaddr, dhcp.giaddr, dhcp.chaddr];
    assert.deepEqual(addresses.map(String), [
      ...['10.0.0.5', '0.0.0.0', '0.0.0.0', '10.0.0.1'],
      '02:00:00:00:00:01',
    ]);
    assert.deepEqual([dhcp.sname, dhcp.file], ['', '']);
    assert.deepEqual([dhcp.message_type, dhcp.message_type_name], [1, 'Discover']);
    assert.deepEqual([dhcp.host_name, String(dhcp.requested_ip_address)], ['tom', '10.0.0.9']);
    assert.deepEqual(
      dhcp.options.map(({ code, name, length }) => [code, name, length]),
      [
        [53, 'message_type', 1],
        [61, 'client_identifier', 7],
        [12, 'host_name', 3],
        [50, 'requested_ip_address', 4],
        [55, 'parameter_request_list', 3],
      ],
    );
    assert.equal(
      String(dhcp),
      'BOOTP/DHCP, Request from 02:00:00:00:00:01, xid 0x0000002a, DHCP-Message Discover, ' +
        'Client-IP 10.0.0.5, Gateway-IP 10.0.0.1, Requested-IP 10.0.0.9, Hostname "tom"',
    );
  });

  it('reads values by their kind', () => {
    assert.equal(option('time_offset', '0204', 'ffffc7c0'), -14400);
    assert.deepEqual(option('router', '0308', '0a000001', '0a000002').map(String), [
      ...['10.0.0.1', '10.0.0.2'],
    ]);
    assert.deepEqual(option('static_route', '2108', '0a000001', '0a000002').flat().map(String), [
      ...['10.0.0.1', '10.0.0.2'],
    ]);
    assert.equal(option('ip_forwarding', '1301', '01'), true);
    assert.deepEqual(option('path_mtu_plateau_table', '1904', '00440128'), [68, 296]);
    assert.equal(option('rapid_commit', '5000'), true);
    assert.equal(option('vendor_class_identifier', '3c05', '4d53465400'), 'MSFT');
    assert.deepEqual(option('client_system_architecture', '5d02', '0007'), [7]);
    assert.equal(option(51, '3304', '00000e10'), 3600);
    assert.equal(option('ip_address_lease_time', '3302', '0e10'), undefined); // too short for it
    assert.deepEqual(option('option_200', 'c801', '2a'), Buffer.from([42]));
  });

  it('reads identifiers of clients: hardware addresses, RFC 4361', () => {
    const mac = option('client_identifier', '3d07', '01', '020000000001');
    assert.deepEqual([mac.type, String(mac.id)], [1, '02:00:00:00:00:01']);
    const duid = '000300010200' + '00000001';
    assert.deepEqual(option('client_identifier', '3d0f', 'ff', '0000002a', duid), {
      type: 255,
      iaid: 42,
      duid: hex(duid),
    });
  });

  it('reads user classes with and without their lengths, RFC 3004', () => {
    assert.deepEqual(option('user_class', '4d06', '02' + '6162' + '02' + '6364'), ['ab', 'cd']);
    assert.deepEqual(option('user_class', '4d04', '69505845'), ['iPXE']);
  });

  it("reads a client's name, RFC 4702", () => {
    const flags = { flags: 5, rcode1: 0, rcode2: 0 };
    const wire = '0361626303' + '6f7267' + '00';
    assert.deepEqual(option('client_fqdn', '510c', '050000', wire), { ...flags, name: 'abc.org' });
    assert.equal(option('client_fqdn', '5107', '050000', '03616263').name, 'abc');
    assert.equal(option('client_fqdn', '5106', '000000', '616263').name, 'abc');
  });

  it('reads what relay agents add, RFC 3046', () => {
    const info = option(
      'relay_agent_information',
      '520c',
      '0104' + '00040102',
      '0504' + '0a000002',
    );
    assert.deepEqual(
      info.map(({ code, name }) => [code, name]),
      [
        [1, 'circuit_id'],
        [5, 'link_selection'],
      ],
    );
    assert.equal(info[0].value.toString('hex'), '00040102');
    assert.equal(String(info[1].value), '10.0.0.2');
  });

  it('reads routes, search lists, SIP servers, vendors', () => {
    const routes = option(
      'classless_static_route',
      '790d',
      '18c00002' + '0a000001',
      '00' + '0a000002',
    );
    assert.deepEqual(
      routes.map((each) => `${each.network}/${each.prefix_length} ${each.router}`),
      ['192.0.2.0/24 10.0.0.1', '0.0.0.0/0 10.0.0.2'],
    );
    assert.deepEqual(option('domain_search', '770d', '0361626303' + '6f726700' + '0178c004'), [
      ...['abc.org', 'x.org'],
    ]);
    assert.deepEqual(option('domain_search', '7702', 'c000'), []); // a pointer to itself
    assert.deepEqual(option('sip_servers', '7805', '01' + '0a000001').map(String), ['10.0.0.1']);
    assert.deepEqual(
      option('vendor_identifying_vendor_class', '7c07', '00000dea' + '02' + '6869'),
      [{ enterprise: 3562, data: Buffer.from('hi') }],
    );
  });

  it('puts together an option that is sent in parts, RFC 3396', () => {
    const dhcp = decoded(message('0c02' + '6162', '0f01' + '78', '0c01' + '63'));
    assert.equal(dhcp.host_name, 'abc');
    assert.equal(dhcp.options.length, 2);
  });

  it('finds options in the fields for names that option_overload gives', () => {
    const bytes = Buffer.concat([
      header({ sname: '0c0161' + 'ff', file: '0f0178' + 'ff' }),
      hex(COOKIE, '340103', 'ff'),
    ]);
    const dhcp = decoded(bytes);
    assert.deepEqual([dhcp.sname, dhcp.file], [undefined, undefined]);
    assert.deepEqual([dhcp.host_name, dhcp.option('domain_name')], ['a', 'x']);
    const names = decoded(
      Buffer.concat([header({ sname: '6162', file: '63' }), hex(COOKIE, 'ff')]),
    );
    assert.deepEqual([names.sname, names.file], ['ab', 'c']);
  });

  it('reads BOOTP, which has no options', () => {
    const dhcp = decoded(Buffer.concat([header(), Buffer.alloc(64)]));
    assert.deepEqual(
      [dhcp.options, dhcp.message_type, dhcp._error],
      [undefined, undefined, undefined],
    );
    assert.equal(dhcp.payload_bytes.length, 64);
  });

  it('keeps the options that are there of a message that is cut', () => {
    const dhcp = decoded(example.subarray(0, example.length - 8));
    assert.match(dhcp._error, /^dhcp: needs 4 bytes at offset \d+, has 3$/);
    assert.equal(dhcp.host_name, 'tom');
  });

  it('is found by its ports', () => {
    for (const port of [67, 68, 4011]) assert.equal(decode.udp_ports.get(port), DHCP);
  });
});
