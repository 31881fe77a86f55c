'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const decode = require('../../lib/decode');
const { next_layer, MAX_DEPTH } = require('../../lib/packet/layer');
const VXLAN = require('../../lib/protocol/vxlan');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const frame =
  '020000000001' + // dhost
  '020000000002' + // shost
  '0806' + // ethertype ARP
  ('0001080006040001' + '0200000000010a000001' + '0000000000000a000002'); // request
const header = '08000000' + '00002a00'; // flags: vni is valid; vni 42
const example = Buffer.from(header + frame, 'hex');

/** Ethernet, IPv4 with total length 0, and UDP with length 0 to VXLAN's port. */
const below =
  '020000000001' +
  '020000000002' +
  '0800' +
  '4500000000000000401100000a0000010a000002' +
  '3039' +
  '12b5' +
  '00000000';

describe('VXLAN', () => {
  behavesLikeADecoder(VXLAN, example, { header: 8 });

  it('decodes the frame inside', () => {
    const packet = decode.bytes(Buffer.from(below + header + frame, 'hex'));
    const vxlan = packet.payload.payload.payload.payload;
    assert.ok(vxlan instanceof VXLAN);
    assert.deepEqual([vxlan.flags, vxlan.vni], [8, 42]);
    assert.equal(vxlan.payload.payload.operation, 1);
    assert.match(String(packet), / VXLAN vni 42 02:00:00:00:00:02 -> 02:00:00:00:00:01 /);
  });

  it('asks the next protocol field where there is one', () => {
    const ipv6 = '6000000000003b40' + 'fe'.repeat(16) + 'fd'.repeat(16);
    const gpe = Buffer.from('0c000002' + '00002a00' + ipv6, 'hex');
    assert.equal(new VXLAN().decode(gpe, 0, gpe.length).payload.constructor.name, 'IPv6');
    const unknown = Buffer.from('0c000063' + '00002a00' + ipv6, 'hex');
    assert.equal(new VXLAN().decode(unknown, 0, unknown.length).payload, undefined);
  });

  it('bounds tunnels in tunnels, also where they are decoded on first access', () => {
    const packet = decode.bytes(Buffer.from((below + header).repeat(1200), 'hex'));
    let layers = 0;
    for (let layer = next_layer(packet); layer; layer = next_layer(layer)) layers++;
    assert.ok(layers >= MAX_DEPTH && layers <= 3 * MAX_DEPTH, `${layers} layers`);
    assert.ok(String(packet).length > 0);
    assert.ok(JSON.stringify(packet).length > 0);
    assert.ok(inspect(packet, { depth: Infinity }).length > 0);
  });
});
