'use strict';

const assert = require('node:assert/strict');
const { BGPSession } = require('../../../lib/app/bgp');
const { behaves_like_a_stream_session } = require('../behaves_like_a_stream_session');
const { CONVERSATIONS, bgp, u16, u32 } = require('../conversations');
const { FakeTCP } = require('../http1/fake_tcp');

const { attribute, message, open, update } = bgp;
const FOUR = [65, 0, 0, 253, 233];

function start(...opens) {
  const tcp = new FakeTCP();
  const session = new BGPSession(tcp);
  const messages = [];
  const log = [];
  session.on('bgp message', (_, direction, each) => messages.push(each));
  session.on('bgp error', (_, direction, error) => log.push(`error ${direction} ${error.code}`));
  opens.forEach((bytes, i) => tcp.data(['send', 'recv'][i], bytes));
  messages.length = 0;
  return { tcp, session, messages, log };
}

const BOTH = [open(65001, FOUR), open(65002, FOUR)];

describe('BGPSession', function () {
  behaves_like_a_stream_session('bgp');

  it('reads OPEN, KEEPALIVE, UPDATE and NOTIFICATION', function () {
    const { tcp, session, messages } = start();
    for (const [direction, bytes] of CONVERSATIONS.bgp) tcp.data(direction, bytes);
    assert.deepEqual(
      messages.map(({ type }) => type),
      ['open', 'open', 'keepalive', 'keepalive', 'update', 'keepalive', 'notification'],
    );
    const [{ time, ...first }] = messages;
    assert.ok(time > 0);
    assert.deepEqual(first, {
      ...{
        type: 'open',
        size: first.size,
        version: 4,
        as_number: 65001,
        hold_time: 90,
        bgp_identifier: '10.0.0.1',
      },
      capabilities: [
        { code: 1, name: 'multiprotocol', afi: 1, reserved: 0, safi: 1 },
        { code: 65, name: 'four_octet_as', as_number: 65001 },
      ],
    });
    assert.deepEqual(messages[4].nlri, ['192.0.2.0/24', '10.0.0.0/8']);
    assert.deepEqual(messages[4].attributes, {
      origin: 'igp',
      as_path: [{ type: 'as_sequence', as_numbers: [65001] }],
      next_hop: '10.0.0.1',
    });
    const { error, suberror, data } = messages[6];
    assert.deepEqual(
      [error, suberror, String(data)],
      ['cease', 'administrative_shutdown', '\x03bye'],
    );
    assert.equal(session.message_count, 7);
  });

  it('reads capabilities, also in long parameters', function () {
    const { tcp, session } = start();
    const list = [
      [2],
      [9, 3],
      [64, 128, 120, 0, 1, 1, 128],
      [69, 0, 1, 1, 3],
      [70],
      [73, 1, 97, 1, 98],
      [99, 1],
      [5, 0, 1, 0, 1, 0, 2],
      [8, 0, 1, 4, 2],
      [71, 0, 1, 1, 0, 1, 0, 2],
    ];
    tcp.send(open(1, ...list));
    const names = ({ capabilities }) => capabilities.map(({ name }) => name);
    const expected = [
      'route_refresh',
      'role',
      'graceful_restart',
      'add_path',
      'enhanced_route_refresh',
      'fqdn',
      undefined,
      'extended_next_hop',
      'multiple_labels',
      'long_lived_graceful_restart',
    ];
    assert.deepEqual(names(session.opens.send), expected);
    assert.equal(session.opens.send.capabilities[1].role, 'customer');
    const families = (i) => session.opens.send.capabilities[i].families;
    assert.deepEqual(families(2), [{ afi: 1, safi: 1, flags: 128 }]);
    assert.deepEqual(families(7), [{ afi: 1, safi: 1, next_hop_afi: 2 }]);
    assert.deepEqual(families(8), [{ afi: 1, safi: 4, count: 2 }]);
    assert.deepEqual(families(9), [{ afi: 1, safi: 1, flags: 0, stale_time: 65538 }]);
    assert.deepEqual(session.opens.send.capabilities[3].families, [{ afi: 1, safi: 1, mode: 3 }]);
    const bytes = list.flatMap(([code, ...value]) => [code, value.length, ...value]);
    tcp.recv(
      message(
        1,
        [4],
        u16(1),
        u16(90),
        [1, 1, 1, 1],
        [255, 255],
        u16(bytes.length + 3),
        [2],
        u16(bytes.length),
        bytes,
      ),
    );
    assert.deepEqual(names(session.opens.recv), expected);
  });

  it('reads path attributes', function () {
    const { tcp, messages } = start(...BOTH);
    const ipv6 = [0x20, 1, 0xd, 0xb8, ...Buffer.alloc(11), 1];
    tcp.send(
      update({
        withdrawn: [16, 10, 1],
        attributes: [
          ...[
            attribute(1, [2]),
            attribute(2, [2, 2], u32(65001), u32(70000), [1, 1], u32(5)),
            attribute(4, u32(7)),
            attribute(5, u32(100)),
          ],
          ...[
            attribute(6),
            attribute(7, u32(65001), [1, 2, 3, 4]),
            attribute(8, u16(65000), u16(1)),
            attribute(9, [1, 1, 1, 1]),
          ],
          ...[
            attribute(10, [2, 2, 2, 2]),
            attribute(14, u16(2), [1, 16], ipv6, [0, 32, 0x20, 1, 0xd, 0xb8]),
          ],
          ...[
            attribute(15, u16(2), [1, 16, 0x20, 2]),
            attribute(16, [0, 2, 0, 1, 0, 0, 0, 2]),
            attribute(17, [2, 1], u32(9)),
          ],
          ...[
            attribute(18, u32(9), [1, 1, 1, 1]),
            attribute(32, u32(1), u32(2), u32(3)),
            attribute(99, [5]),
            [0x50, 100, 0, 1, 6],
          ],
        ],
      }),
    );
    const [{ withdrawn, attributes }] = messages;
    assert.deepEqual(withdrawn, ['10.1.0.0/16']);
    assert.deepEqual(attributes, {
      origin: 'incomplete',
      as_path: [
        { type: 'as_sequence', as_numbers: [65001, 70000] },
        { type: 'as_set', as_numbers: [5] },
      ],
      ...{
        med: 7,
        local_pref: 100,
        atomic_aggregate: true,
        aggregator: { as_number: 65001, address: '1.2.3.4' },
      },
      ...{ communities: ['65000:1'], originator_id: '1.1.1.1', cluster_list: ['2.2.2.2'] },
      mp_reach: { afi: 2, safi: 1, next_hops: ['2001:db8::1'], nlri: ['2001:db8::/32'] },
      mp_unreach: { afi: 2, safi: 1, nlri: ['2002::/16'] },
      ...{
        extended_communities: ['rt:1:2'],
        as4_path: [{ type: 'as_sequence', as_numbers: [9] }],
      },
      ...{ as4_aggregator: { as_number: 9, address: '1.1.1.1' }, large_communities: ['1:2:3'] },
      others: [
        { type: 99, flags: 0x40, value: Buffer.from([5]) },
        { type: 100, flags: 0x50, value: Buffer.from([6]) },
      ],
    });
    tcp.send(update({ attributes: [attribute(14, u16(25), [99, 4, 1, 1, 1, 1, 0, 9, 9])] }));
    assert.deepEqual(messages[1].attributes.mp_reach, {
      afi: 25,
      safi: 99,
      next_hops: undefined,
      nlri: undefined,
      nlri_bytes: Buffer.from([9, 9]),
    });
    tcp.send(message(5, u16(1), [0, 1]));
    assert.deepEqual([messages[2].afi, messages[2].subtype, messages[2].safi], [1, 0, 1]);
  });

  it('reads what is less often there', function () {
    const { tcp, messages } = start(...BOTH);
    const of_others = [
      ...[attribute(22, [1, 6, 0, 1, 0x10, 10, 0, 0, 1]), attribute(35, u32(65001))],
      attribute(26, [2, 0, 3, 1, 0, 11], u32(1), u32(2)),
      attribute(128, u32(65001), attribute(1, [0]), attribute(5, u32(44))),
      attribute(16, [1, 3, 10, 0, 0, 1, 0, 5], [2, 2], u32(70000), u16(9), [3, 12, 0, 0], u32(8)),
    ];
    tcp.send(update({ attributes: of_others }));
    assert.deepEqual(messages[0].attributes, {
      pmsi_tunnel: { flags: 1, tunnel_type: 6, label: 17, tunnel_id: Buffer.from([10, 0, 0, 1]) },
      only_to_customer: 65001,
      aigp: 0x100000002n,
      attr_set: { origin_as: 65001, attributes: { origin: 'igp', local_pref: 44 } },
      extended_communities: ['ro:10.0.0.1:5', 'rt:70000:9', 'encapsulation:8'],
    });
    const deep = [1, 2, 3, 4].reduce((inner) => attribute(128, u32(1), inner), attribute(1, [0]));
    tcp.send(update({ attributes: [deep] }));
    assert.match(
      JSON.stringify(messages[1].attributes),
      /^({"attr_set":{"origin_as":1,?("attributes":)?){4}/,
    );
    tcp.send(update({ attributes: [attribute(5, [1])] }));
    assert.equal(messages[2].is_malformed, true);
  });

  describe('routes of other families', function () {
    const RD = [0, 0, ...u16(65000), ...u32(1)];
    const ESI = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const esi = '00:01:02:03:04:05:06:07:08:09';
    const rd = '65000:1';
    const FAMILIES = {
      'labels, two of them': [
        1,
        4,
        [72, 0, 1, 0, 0, 2, 1, 192, 0, 2],
        { prefix: '192.0.2.0/24', labels: [16, 32] },
      ],
      'a label that is withdrawn': [
        1,
        4,
        [48, 0x80, 0, 0, 192, 0, 2],
        { prefix: '192.0.2.0/24', labels: [] },
      ],
      VPNs: [
        1,
        128,
        [112, 0, 1, 1, ...RD, 192, 0, 2],
        { prefix: '192.0.2.0/24', labels: [16], rd },
      ],
      'route targets': [
        1,
        132,
        [96, ...u32(65001), 0, 2, ...u16(65000), ...u32(7)],
        { origin_as: 65001, route_target: 'rt:65000:7' },
      ],
      'all route targets': [1, 132, [0], { origin_as: undefined, route_target: undefined }],
      VPLS: [
        25,
        65,
        [0, 17, 0, 1, 10, 0, 0, 1, 0, 5, 0, 3, 0, 1, 0, 8, 1, 0, 0],
        { rd: '10.0.0.1:5', ve_id: 3, ve_block_offset: 1, ve_block_size: 8, label_base: 4096 },
      ],
      'Ethernet auto-discovery': [
        25,
        70,
        [1, 25, ...RD, ...ESI, ...u32(9), 0, 1, 0],
        { type: 1, name: 'ethernet_auto_discovery', rd, esi, ethernet_tag: 9, labels: [16] },
      ],
      'MAC and IP addresses': [
        25,
        70,
        [2, 37, ...RD, ...ESI, ...u32(9), 48, 2, 0, 0, 0, 0, 1, 32, 10, 0, 0, 1, 0, 1, 0],
        {
          type: 2,
          name: 'mac_ip_advertisement',
          rd,
          esi,
          ethernet_tag: 9,
          mac: '02:00:00:00:00:01',
          ip: '10.0.0.1',
          labels: [16],
        },
      ],
      'inclusive multicast': [
        25,
        70,
        [3, 17, ...RD, ...u32(9), 32, 10, 0, 0, 1],
        { type: 3, name: 'inclusive_multicast_ethernet_tag', rd, ethernet_tag: 9, ip: '10.0.0.1' },
      ],
      'an Ethernet segment': [
        25,
        70,
        [4, 35, 0, 2, ...u32(70000), 0, 1, ...ESI, 128, 0x20, 1, ...Buffer.alloc(13), 1],
        { type: 4, name: 'ethernet_segment', rd: '70000:1', esi, ip: '2001::1' },
      ],
      'IP prefixes': [
        25,
        70,
        [5, 34, ...RD, ...ESI, ...u32(0), 24, 192, 0, 2, 0, 10, 0, 0, 1, 0, 1, 0],
        {
          type: 5,
          name: 'ip_prefix',
          rd,
          esi,
          ethernet_tag: 0,
          prefix: '192.0.2.0/24',
          gateway: '10.0.0.1',
          labels: [16],
        },
      ],
      'a type that is not known': [
        25,
        70,
        [9, 2, 1, 2],
        { type: 9, name: undefined, data: Buffer.from([1, 2]) },
      ],
    };
    for (const [name, [afi, safi, bytes, expected]] of Object.entries(FAMILIES)) {
      it(name, function () {
        const { tcp, messages } = start(...BOTH);
        tcp.send(update({ attributes: [attribute(15, u16(afi), [safi], bytes)] }));
        assert.deepEqual(messages[0].attributes.mp_unreach.nlri, [expected]);
        assert.equal(messages[0].is_malformed, undefined);
        tcp.send(update({ attributes: [attribute(15, u16(afi), [safi], bytes.slice(0, -1))] }));
        if (bytes.length > 1) assert.equal(messages[1].is_malformed, true);
      });
    }

    it('next hops of VPNs are behind a distinguisher', function () {
      const { tcp, messages } = start(...BOTH);
      const hop = (afi, safi, ...octets) =>
        attribute(14, u16(afi), [safi, octets.length], octets, [0]);
      tcp.send(update({ attributes: [hop(1, 128, ...RD, 10, 0, 0, 1)] }));
      const v6 = [0x20, 1, ...Buffer.alloc(13), 1];
      tcp.send(update({ attributes: [hop(2, 128, ...RD, ...v6, ...RD, ...v6)] }));
      tcp.send(update({ attributes: [hop(1, 1, 1, 2, 3)] }));
      assert.deepEqual(
        messages.map(({ attributes }) => attributes.mp_reach.next_hops),
        [['10.0.0.1'], ['2001::1', '2001::1'], undefined],
      );
    });
  });

  it('says why a session was shut down', function () {
    const { tcp, messages } = start(...BOTH);
    tcp.send(message(3, [6, 2, 4], [...Buffer.from('noon')]));
    tcp.send(message(3, [6, 9, 6, 4]));
    assert.equal(messages[0].communication, 'noon');
    const reset = { code: 6, subcode: 4, error: 'cease', suberror: 'administrative_reset' };
    assert.deepEqual(messages[1].reset, reset);
  });

  it('knows numbers of two bytes, and identifiers of paths, by both OPENs', function () {
    const { tcp, messages } = start(open(1, [69, 0, 1, 1, 3]), open(2, [69, 0, 1, 1, 1]));
    const attributes = [attribute(2, [2, 1], u16(300))];
    tcp.send(update({ attributes, nlri: [0, 0, 0, 7, 8, 10] }));
    tcp.recv(update({ attributes, nlri: [8, 10] }));
    assert.deepEqual(
      messages.map(({ nlri }) => nlri),
      [[{ prefix: '10.0.0.0/8', path_id: 7 }], ['10.0.0.0/8']],
    );
    assert.deepEqual(messages[0].attributes.as_path[0].as_numbers, [300]);
  });

  it('does not guess where the OPENs are missing', function () {
    const { tcp, messages } = start();
    const path = (...value) => update({ attributes: [attribute(2, ...value)] });
    tcp.send(path([2, 1], u32(65001)));
    tcp.send(path([2, 2], u16(1), u16(2)));
    tcp.send(path([2, 0]));
    tcp.send(path());
    tcp.send(update({ nlri: [0, 0, 0, 1, 8, 10] }));
    tcp.send(update({ nlri: [0, 0, 0, 0, 8, 10] }));
    tcp.send(update({ nlri: [0] }));
    tcp.send(update({ nlri: [0, 8, 10] }));
    tcp.send(update({ nlri: [0, 0, 0, 9, 32, 1, 2, 3, 4] }));
    const paths = messages
      .slice(0, 4)
      .map(({ attributes }) => attributes.as_path?.map(({ as_numbers }) => as_numbers));
    assert.deepEqual(paths, [[[65001]], [[1, 2]], undefined, []]);
    const shown = messages
      .slice(4)
      .map(({ nlri }) => nlri?.map((prefix) => prefix.prefix ?? prefix));
    assert.deepEqual(shown, [
      ['10.0.0.0/8'],
      undefined,
      ['0.0.0.0/0'],
      ['0.0.0.0/0', '10.0.0.0/8'],
      ['1.2.3.4/32'],
    ]);
  });

  it('marks what is longer than the message, and goes on at the next marker', function () {
    const { tcp, messages, log } = start(...BOTH);
    tcp.send(message(2, u16(0), u16(50), [1]));
    tcp.send(update({ nlri: [33, 1, 2, 3, 4, 5] }));
    assert.deepEqual(
      messages.map(({ is_malformed }) => is_malformed),
      [true, true],
    );
    tcp.gap('send', 100);
    tcp.send(Buffer.concat([Buffer.from('rest'), message(4), Buffer.alloc(30)]));
    tcp.send(message(4));
    assert.deepEqual(
      messages.slice(2).map(({ type }) => type),
      ['keepalive', 'keepalive'],
    );
    assert.deepEqual(log, ['error send ERR_PCAP_STREAM_GAP', 'error send ERR_PCAP_STREAM']);
  });
});
