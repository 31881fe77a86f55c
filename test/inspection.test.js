'use strict';

// What console.log and a REPL show.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { inspect } = require('node:util');
const { HTTPSession, TCPTracker, createOfflineSession, decode } = require('../lib/pcap');

const GOLDEN = path.join(__dirname, 'golden');
const INTERNAL = /Symbol\(|emitter|_events|_maxListeners|_error: undefined/;

async function packets_of(name) {
  const packets = [];
  for await (const raw of createOfflineSession(path.join(GOLDEN, name))) {
    packets.push(decode.packet(raw));
  }
  return packets;
}

describe('inspection', function () {
  this.timeout(60000);

  it('shows a packet to its last layer, with names of numbers', async () => {
    const [, answer] = await packets_of('dns.pcap');
    const shown = inspect(answer);
    assert.match(shown, /^PcapPacket \{[^]*payload: IPv4 \{[^]*payload: UDP \{[^]*payload: DNS \{/);
    assert.match(
      shown,
      /DNSRR \{[^{}]*type: 1,[^{}]*rdata: IPv4Addr 198\.51\.100\.7,[^{}]*type_name: 'A',\s+class_name: 'IN'/,
    );
    assert.match(shown, /responseCode: 0,\s+opcode_name: 'QUERY',\s+rcode_name: 'NOERROR'/);
    assert.doesNotMatch(shown, /raw_packet|offset:|data: <Buffer/);
  });

  it('shows what a port, or no decoder, decodes as bytes, once', async () => {
    const shown = inspect(
      (await packets_of('http.pcap')).find((packet) => packet.layer('tcp')?.dataLength > 0),
    );
    assert.match(shown, /TCP \{[^]*flags: TCPFlags \{[^]*psh: true[^]*data: <Buffer /);
  });

  it('shows nothing of how fields are kept, in any golden capture', async () => {
    const names = fs.readdirSync(GOLDEN).filter((name) => name.endsWith('.pcap'));
    for (const name of names) {
      const [packet] = await packets_of(name);
      assert.doesNotMatch(inspect(packet).replace(/'[^']*'/g, "''"), INTERNAL, name);
    }
  });

  it('shows as much as it is asked for', async () => {
    const [packet] = await packets_of('dns.pcap');
    assert.match(inspect(packet, { depth: 1 }), /payload: EthernetPacket \{[^]*payload: \[IPv4\]/);
    assert.match(inspect([[[packet]]]), /\[PcapPacket\]|\[Array\]/);
    assert.match(inspect({ packet }), /packet: PcapPacket \{[^]*payload: EthernetPacket \{/);
  });

  it('shows sessions, trackers and messages without their emitter', async () => {
    const tracker = new TCPTracker();
    const seen = [];
    tracker.on('session', (tcp) => {
      const http = new HTTPSession(tcp);
      http.on('http response complete', (_, response) =>
        seen.push(http, response, response.request),
      );
    });
    const session = createOfflineSession(path.join(GOLDEN, 'http.pcap'));
    for await (const raw of session) tracker.track_packet(raw);
    tracker.close();
    for (const object of [session, tracker, ...seen]) {
      assert.doesNotMatch(inspect(object), /Symbol\(|_events|_maxListeners|Circular/);
    }
    assert.match(inspect(session), /^PcapSession \{[^]*link_type: 'LINKTYPE_ETHERNET'/);
    const [http, response, request] = seen;
    assert.match(inspect(http), /^HTTPSession \{\s+tcp_session: TCPSession \{/);
    assert.match(
      inspect(response),
      /request: \[HTTPRequest GET\],[^]*headers: \{ Connection: 'close'/,
    );
    assert.match(inspect(request), /response: \[HTTPResponse 200\]/);
  });

  it('is of any object, also one that a class did not make', () => {
    for (const Class of [HTTPSession, TCPTracker, decode.DNS, decode.DnsFlags, decode.PcapPacket]) {
      if (Class === undefined) continue;
      assert.equal(typeof inspect(Object.create(Class.prototype)), 'string');
      assert.equal(typeof inspect(Class.prototype), 'string');
    }
  });

  it('names of DNS are in to_object() and not among the fields', async () => {
    const [question] = await packets_of('dns.pcap');
    const { dns } = question.to_object();
    assert.equal(dns.header.opcode_name, 'QUERY');
    assert.equal(dns.question.rrs[0].type_name, 'A');
    assert.equal('raw_packet' in dns, false);
    const layer = question.layer('dns');
    assert.equal(JSON.stringify(layer).includes('type_name'), false);
    assert.equal(Object.keys(layer.header).includes('rcode_name'), false);
    const rr = layer.question.rrs[0];
    const names = (type, number) => {
      Object.assign(rr, { type, class: number });
      return [rr.type_name, rr.class_name];
    };
    assert.deepEqual(names(15, 0x8001), ['MX', 'IN']);
    assert.deepEqual(names(64000, 77), ['TYPE64000', 'CLASS77']);
    assert.deepEqual(names(41, 1232), ['OPT', undefined]);
    assert.deepEqual(names(255, 255), ['*', 'ANY']);
    assert.deepEqual(names(null, undefined), [undefined, undefined]);
    const { header } = layer;
    Object.assign(header, { opcode: 3, responseCode: 3 });
    assert.deepEqual([header.opcode_name, header.rcode_name], [undefined, 'NXDOMAIN']);
  });
});
