'use strict';

// Real packets and their texts: scripts/golden/make.js captures, scripts/golden/update.js writes
// texts. Truncated twins (NAME.cut.pcap) hold each packet's first two thirds.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { inspect } = require('node:util');
const decode = require('../lib/decode');
const { next_layer } = require('../lib/packet/layer');
const { names, path_of, raw_packets, text_of } = require('./helpers/golden');

function layers_of(packet) {
  const layers = [];
  for (let layer = next_layer(packet); layer; layer = next_layer(layer)) layers.push(layer);
  return layers;
}

describe('golden captures', () => {
  for (const name of names()) {
    const packets = () => raw_packets(path_of(name, '.pcap')).map((raw) => decode.packet(raw));

    it(`${name} has its texts`, () => {
      assert.equal(text_of(path_of(name, '.pcap')), fs.readFileSync(path_of(name, '.txt'), 'utf8'));
    });

    it(`${name} can be listed and written as JSON`, () => {
      for (const packet of packets()) {
        assert.equal(typeof JSON.parse(JSON.stringify(packet)).link_type, 'string');
        assert.match(inspect(packet, { depth: 20 }), /^PcapPacket /);
      }
    });

    if (name.endsWith('.cut')) {
      it(`${name}: what is wrong is that bytes are missing`, () => {
        for (const { error } of packets()) {
          assert.equal(error?.code ?? 'ERR_PCAP_TRUNCATED', 'ERR_PCAP_TRUNCATED');
        }
      });
    } else {
      it(`${name}: nothing is wrong`, () => {
        for (const packet of packets()) {
          assert.equal(packet.error, undefined);
          assert.ok(layers_of(packet).length >= 1);
        }
      });
    }
  }
});
