'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const DHCPv6 = require('../../lib/protocol/dhcpv6');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const bytes = (...parts) => Buffer.from(parts.join(''), 'hex');
const ADDRESS = '20010db8' + '00'.repeat(11) + '05';
const message =
  '07' + // Reply
  '00002a' + // transaction 42
  ('0001' + '000e' + '0001' + '0001' + '2b2b2b2b' + '020000000001') + // client: address and time
  ('0003' + '0028' + '0000002a' + '00000e10' + '00001518') + // IA_NA 42, T1, T2
  ('0005' + '0018' + ADDRESS + '00001c20' + '00002a30') + // its address, lifetimes
  ('000d' + '0004' + '0000' + '6f6b') + // status: success, ok
  ('0017' + '0010' + ADDRESS) + // DNS server
  ('0018' + '0009' + '0361626303' + '6f7267' + '00'); // search list
const example = bytes(message);
const decoded = (...parts) => new DHCPv6().decode(bytes(...parts));
const option = (name, text) => decoded('01' + '000001', text).option(name);
const relay = (inside) =>
  ['0c' + '01' + ADDRESS + 'fe80' + '00'.repeat(13) + '01', '0009'].join('') +
  (inside.length / 2).toString(16).padStart(4, '0') +
  inside;

describe('DHCPv6', () => {
  behavesLikeADecoder(DHCPv6, example, {
    header: 4,
    lies: { 'an option longer than the message': bytes('01000001' + '00010009') },
  });
  behavesLikeADecoder(DHCPv6, bytes(relay(message)), { header: 34 });

  it('reads a message and the options inside its options', () => {
    const dhcp = decoded(message);
    assert.deepEqual([dhcp.message_type_name, dhcp.transaction_id], ['Reply', 42]);
    assert.deepEqual(
      dhcp.options.map(({ name }) => name),
      ['client_identifier', 'ia_na', 'status_code', 'dns_servers', 'domain_search_list'],
    );
    const duid = dhcp.option('client_identifier');
    assert.deepEqual([duid.type, duid.hardware_type, duid.time], [1, 1, 0x2b2b2b2b]);
    assert.equal(String(duid.address), '02:00:00:00:00:01');
    const { iaid, t1, t2, options } = dhcp.option('ia_na');
    assert.deepEqual([iaid, t1, t2], [42, 3600, 5400]);
    assert.equal(options[0].value.valid_lifetime, 10800);
    assert.deepEqual(
      dhcp.addresses.map((each) => each.to_short_string()),
      ['2001:db8::5'],
    );
    assert.deepEqual(dhcp.option('status_code'), { code: 0, message: 'ok' });
    assert.deepEqual(dhcp.option(24), ['abc.org']);
    assert.equal(String(dhcp), 'dhcp6 Reply xid 0x00002a IA_ADDR 2001:db8::5');
  });

  it('reads options by their kind', () => {
    const uuid = '0004' + 'ab'.repeat(16);
    assert.equal(option('server_identifier', '00020012' + uuid).identifier.length, 16);
    assert.equal(option('server_identifier', '00020006' + '0002' + '0000002a').enterprise, 42);
    assert.equal(
      String(option('client_identifier', '0001000a' + '0003' + '0001' + '020000000001').address),
      '02:00:00:00:00:01',
    );
    const prefix = option(
      'ia_pd',
      '00190029' +
        '00000001' +
        '00'.repeat(8) +
        '001a0019' +
        '00000001' +
        '00000002' +
        '38' +
        ADDRESS,
    );
    assert.deepEqual(prefix.options[0].value.prefix_length, 56);
    assert.deepEqual(option('option_request', '00060004' + '00170018'), [23, 24]);
    assert.equal(option('elapsed_time', '00080002' + '0064'), 100);
    assert.deepEqual(option('client_fqdn', '00270006' + '00' + '03616263' + '00'), {
      flags: 0,
      name: 'abc',
    });
    assert.deepEqual(option('vendor_class', '00100008' + '0000002a' + '0002' + '6869'), {
      enterprise: 42,
      classes: [Buffer.from('hi')],
    });
    assert.equal(option('ntp_server', '00380014' + '00010010' + ADDRESS)[0].type, 1);
    const link = option('client_link_layer_address', '004f0008' + '0001' + '020000000001');
    assert.equal(String(link.address), '02:00:00:00:00:01');
    assert.equal(option('preference', '00070000'), undefined); // too short for it
  });

  it('decodes what relay agents carry', () => {
    const dhcp = decoded(relay(relay(message)));
    assert.deepEqual([dhcp.message_type_name, dhcp.hop_count], ['Relay-forward', 1]);
    assert.equal(dhcp.link_address.to_short_string(), '2001:db8::5');
    assert.equal(dhcp.peer_address.to_short_string(), 'fe80::1');
    assert.equal(dhcp.payload.payload.transaction_id, 42);
    assert.match(
      String(dhcp),
      /^dhcp6 Relay-forward peer fe80::1 dhcp6 Relay-forward .* dhcp6 Reply/,
    );
  });

  it('follows no more layers than its limit', () => {
    let nested = message;
    for (let i = 0; i < 100; i++) nested = relay(nested);
    let depth = 0;
    for (let layer = decoded(nested); layer; layer = layer.payload) depth++;
    assert.ok(depth > 16 && depth <= 66, String(depth));
  });

  it('is found by its ports', () => {
    for (const port of [546, 547]) assert.equal(decode.udp_ports.get(port), DHCPv6);
  });
});
