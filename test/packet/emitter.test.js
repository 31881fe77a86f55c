'use strict';

// An emitter is told each layer, once: in tunnels and on UDP ports. TCP ports carry segments, which
// are rarely messages: of these none is told.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');

const decode = require('../../lib/decode');
const { read_capture } = require('../../lib/file');

const GOLDEN = path.join(__dirname, '..', 'golden');

/** An emitter that notes what it is told. */
class Witness extends EventEmitter {
  told = [];

  emit(name, layer) {
    this.told.push([name, layer]);
    return super.emit(name, layer);
  }
}

function layers_of(packet) {
  const found = [];
  for (let at = packet.payload; at?.decoderName !== undefined; at = at.payload) {
    found.push(at);
    if (at.decoderName === 'tcp') break;
  }
  return found.filter((layer) => layer.eventsOnDecode);
}

describe('an emitter', () => {
  it('is told each layer of all captures once', async () => {
    const names = new Set();
    for (const name of fs.readdirSync(GOLDEN).filter((each) => each.endsWith('.pcap'))) {
      for await (const raw of read_capture(path.join(GOLDEN, name))) {
        const witness = new Witness();
        const packet = decode.packet(raw, witness);
        for (const layer of layers_of(packet)) {
          const times = witness.told.filter((each) => each[1] === layer);
          assert.deepEqual(times, [[layer.decoderName, layer]], `${name}: ${layer.decoderName}`);
          names.add(layer.decoderName);
        }
        assert.ok(witness.told.every(([, layer]) => layer !== packet.layer('tcp')?.payload));
      }
    }
    for (const name of ['ipv4', 'udp', 'tcp', 'dns', 'ldp', 'l2tp', 'teredo', 'nsh']) {
      assert.ok(names.has(name), `no capture has ${name}`);
    }
  });

  it('is told of no DNS on TCP', () => {
    const query = '0001' + '0100' + '0001' + '000000000000' + '0161' + '00' + '0001' + '0001';
    const data = '0013' + query;
    const tcp = '9c400035' + '00000001' + '00000001' + '50182000' + '00000000' + data;
    const ip = '4500003d' + '00010000' + '40060000' + '0a000001' + '0a000002';
    const witness = new Witness();
    decode.bytes(Buffer.from(ip + tcp, 'hex'), 'LINKTYPE_RAW', witness);
    assert.deepEqual(witness.told.map(([name]) => name).sort(), ['ipv4', 'tcp']);
  });
});
