'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const OSPF = require('../../lib/protocol/ospf');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const header_2 = (type, length) =>
  '02' +
  type +
  length +
  ('0a000001' + '00000000') + // router_id 10.0.0.1, area_id 0.0.0.0
  ('1234' + '0001') + // checksum, password
  '7365637265740000';
const header_3 = (type, length) => `03${type}${length}0a00000100000002` + '1234' + '05' + '00';
const lsa_2 = (length) =>
  '0001' + // age 1 s
  ('02' + '01') + // options, router
  ('0a000001' + '0a000002') + // id, advertising_router
  ('80000003' + 'abcd') + // sequence, checksum
  length;

const example = Buffer.from(
  header_2('01', '0030') + // hello, 48 octets
    'ffffff00' + // network_mask
    ('000a' + '02' + '01' + '00000028') + // 10 s, options, priority 1, 40 s
    ('0a090001' + '0a090002') + // designated and backup router
    '0a000002', // neighbor
  'hex',
);

const decoded = (text) => {
  const bytes = Buffer.from(text, 'hex');
  return new OSPF().decode(bytes, 0, bytes.length);
};

describe('OSPF', () => {
  const with_length = (length) => Buffer.from(header_2('01', length) + '00'.repeat(24), 'hex');
  behavesLikeADecoder(OSPF, example, {
    lies: {
      'length below the header': with_length('0017'),
      'length above the packet': with_length('0100'),
      version: Buffer.alloc(48, 9),
    },
  });

  it('reads a hello of version 2', () => {
    const ip = Buffer.from('4500004400000000015900000a090001e0000005', 'hex'); // protocol 89
    const packet = decode.bytes(Buffer.concat([ip, example]), 'LINKTYPE_RAW');
    const ospf = packet.layer('ospf');
    assert.equal(packet.error, undefined);
    assert.deepEqual([ospf.version, ospf.type, ospf.length, ospf.checksum], [2, 1, 48, 0x1234]);
    assert.deepEqual([ospf.router_id, ospf.area_id].map(String), ['10.0.0.1', '0.0.0.0']);
    assert.deepEqual([ospf.auth_type, ospf.authentication.toString('latin1', 0, 6)], [1, 'secret']);
    const { message } = ospf;
    assert.deepEqual([message.hello_interval, message.dead_interval], [10, 40]);
    assert.deepEqual([message.options, message.priority], [2, 1]);
    assert.deepEqual(String(message.network_mask), '255.255.255.0');
    assert.deepEqual(String(message.designated_router), '10.9.0.1');
    assert.deepEqual(String(message.backup_router), '10.9.0.2');
    assert.deepEqual(message.neighbors.map(String), ['10.0.0.2']);
    assert.equal(String(ospf), 'v2, Hello, length 48, router-id 10.0.0.1, area 0.0.0.0');
  });

  it('reads a hello of version 3', () => {
    const hello = '00000007' + '01' + '000013' + '000a' + '0028' + '0a000001' + '00000000';
    const ospf = decoded(header_3('01', '0028') + hello + '0a000002');
    assert.equal(ospf._error, undefined);
    assert.deepEqual([ospf.instance_id, ospf.auth_type], [5, undefined]);
    assert.deepEqual([ospf.message.interface_id, ospf.message.options], [7, 0x13]);
    assert.deepEqual([ospf.message.hello_interval, ospf.message.dead_interval], [10, 40]);
    assert.deepEqual(ospf.message.neighbors.map(String), ['10.0.0.2']);
  });

  it('reads descriptions, requests, updates and acknowledgements of version 2', () => {
    const description = '05dc' + '02' + '07' + '00000009' + lsa_2('0024');
    const { mtu, flags, sequence, lsas } = decoded(header_2('02', '0034') + description).message;
    assert.deepEqual([mtu, flags, sequence], [1500, 7, 9]);
    assert.deepEqual([lsas[0].type, lsas[0].length, lsas[0].data], [1, 36, undefined]);
    const request = '00000001' + '0a000001' + '0a000002';
    const [wanted] = decoded(header_2('03', '0024') + request).message.requests;
    assert.deepEqual([wanted.type, String(wanted.id)], [1, '10.0.0.1']);
    const update = decoded(header_2('04', '0034') + '00000001' + lsa_2('0018') + 'c0ffee00');
    assert.equal(update._error, 'ospf: length 24 is too little for type 1');
    assert.equal(update.message.count, 1);
    assert.equal(update.message.lsas[0].data.toString('hex'), 'c0ffee00');
    assert.equal(String(update.message.lsas[0].advertising_router), '10.0.0.2');
    const acknowledged = decoded(header_2('05', '002c') + lsa_2('0024')).message.lsas[0];
    assert.deepEqual([acknowledged.sequence, acknowledged.checksum], [0x80000003, 0xabcd]);
  });

  it('reads those of version 3', () => {
    const lsa = '0001' + '2001' + '00000004' + '0a000002' + '80000003' + 'abcd' + '0014';
    const description = '00' + '000013' + '05dc' + '00' + '07' + '00000009' + lsa;
    const { options, mtu, lsas } = decoded(header_3('02', '0030') + description).message;
    assert.deepEqual([options, mtu, lsas[0].type, lsas[0].id], [0x13, 1500, 0x2001, 4]);
    const request = '00002001' + '00000004' + '0a000002';
    assert.equal(decoded(header_3('03', '001c') + request).message.requests[0].type, 0x2001);
    const update = decoded(header_3('04', '0028') + '00000001' + lsa).message;
    assert.equal(update.lsas[0].data.length, 0);
    assert.deepEqual(update.lsas[0].body, { flags: undefined, options: undefined, links: [] });
    assert.equal(decoded(header_3('05', '0024') + lsa).message.lsas.length, 1);
  });

  describe('advertisements', () => {
    const size = (body, header) => (20 + body.length / 2 + header).toString(16).padStart(4, '0');
    const body_2 = (type, body, id = '0a000001') => {
      const lsa = `000102${type}${id}0a00000280000003abcd${size(body, 0)}${body}`;
      const ospf = decoded(header_2('04', size(body, 28)) + '00000001' + lsa);
      assert.equal(ospf._error, undefined);
      return plain(ospf.message.lsas[0].body);
    };
    const body_3 = (type, body) => {
      const lsa = `0001${type}000000040a00000280000003abcd${size(body, 0)}${body}`;
      const ospf = decoded(header_3('04', size(body, 20)) + '00000001' + lsa);
      assert.equal(ospf._error, undefined);
      return plain(ospf.message.lsas[0].body);
    };
    const plain = (value) => value && JSON.parse(JSON.stringify(value, text_of));
    const text_of = (_, value) =>
      value?.addr ? (value.to_short_string?.() ?? String(value)) : value;
    const V6 = '20010db8' + '00'.repeat(11) + '01';

    it('of routers and networks, version 2', () => {
      const link = '0a090000' + 'ffffff00' + '03' + '01' + '000a' + '08' + '00' + '0014';
      assert.deepEqual(body_2('01', '0300' + '0001' + link), {
        flags: 3,
        links: [
          {
            id: '10.9.0.0',
            data: '255.255.255.0',
            type: 3,
            metric: 10,
            tos: [{ tos: 8, metric: 20 }],
          },
        ],
      });
      assert.deepEqual(body_2('02', 'ffffff00' + '0a000001' + '0a000002'), {
        network_mask: '255.255.255.0',
        routers: ['10.0.0.1', '10.0.0.2'],
      });
    });

    it('of what is elsewhere, version 2', () => {
      const summary = { network_mask: '255.255.255.0', metric: 10, tos: [{ tos: 8, metric: 20 }] };
      assert.deepEqual(body_2('03', 'ffffff00' + '0000000a' + '08000014'), summary);
      const external = { network_mask: '255.0.0.0', is_type_2: true, tos: [], metric: 20 };
      const more = { forwarding_address: '10.0.0.9', tag: 7 };
      assert.deepEqual(body_2('05', 'ff000000' + '80000014' + '0a000009' + '00000007'), {
        ...external,
        ...more,
      });
    });

    it('that are opaque', () => {
      const tlvs = '00010004' + '0000003c' + '00020001' + '01000000';
      const { opaque_type, opaque_name, tlvs: found } = body_2('09', tlvs, '03000000');
      assert.deepEqual([opaque_type, opaque_name], [3, 'grace']);
      assert.deepEqual(
        found.map(({ type, length }) => [type, length]),
        [
          [1, 4],
          [2, 1],
        ],
      );
      assert.deepEqual(body_2('0a', 'c0ffee00', '99000000'), { opaque_type: 0x99 });
      assert.equal(body_3('a00c', '00010004' + '00000000').tlvs[0].type, 1);
    });

    it('of routers, networks and links, version 3', () => {
      const link = '01' + '00' + '000a' + '00000002' + '00000003' + '0a000002';
      const ids = { interface_id: 2, neighbor_interface_id: 3, neighbor_router_id: '10.0.0.2' };
      assert.deepEqual(body_3('2001', '01' + '000033' + link), {
        flags: 1,
        options: 0x33,
        links: [{ type: 1, metric: 10, ...ids }],
      });
      const network = { options: 0x33, routers: ['10.0.0.1'] };
      assert.deepEqual(body_3('2002', '00' + '000033' + '0a000001'), network);
      const prefix = '20' + '01' + '0000' + '20010db8';
      assert.deepEqual(body_3('0008', '05' + '000033' + V6 + '00000001' + prefix), {
        priority: 5,
        options: 0x33,
        link_local_address: '2001:db8::1',
        prefixes: [{ prefix_length: 32, prefix_options: 1, prefix: '2001:db8::' }],
      });
    });

    it('of prefixes and routers elsewhere, version 3', () => {
      const prefix = { prefix_length: 32, prefix_options: 0, prefix: '2001:db8::' };
      assert.deepEqual(body_3('2003', '0000000a' + '20' + '00' + '0000' + '20010db8'), {
        metric: 10,
        ...prefix,
      });
      assert.deepEqual(body_3('2004', '00000033' + '0000000a' + '0a000009'), {
        options: 0x33,
        metric: 10,
        destination_router_id: '10.0.0.9',
      });
      const external = '0700000a' + '20' + '00' + '2001' + '20010db8';
      assert.deepEqual(body_3('4005', external + V6 + '00000007' + '00000008'), {
        ...{ flags: 7, metric: 10, referenced_type: 0x2001, ...prefix },
        ...{ forwarding_address: '2001:db8::1', tag: 7, referenced_id: 8 },
      });
      const intra = '0001' + '2001' + '00000000' + '0a000001' + '20' + '00' + '000a' + '20010db8';
      assert.deepEqual(body_3('2009', intra), {
        ...{ referenced_type: 0x2001, referenced_id: 0, referenced_router: '10.0.0.1' },
        prefixes: [{ metric: 10, ...prefix }],
      });
      assert.equal(body_3('3fff', '00'), undefined);
    });
  });

  it('refuses an advertisement that is shorter than its header', () => {
    const ospf = decoded(header_2('04', '0030') + '00000001' + lsa_2('0013'));
    assert.equal(ospf._error, 'ospf: length 19 of an advertisement is less than 20');
  });

  it('leaves what follows the message alone', () => {
    const digest = '00'.repeat(16);
    assert.equal(decoded(example.toString('hex') + digest)._error, undefined);
  });
});
