// Compiled, not run: what programs write must pass with all strictness, and mistakes must not.

import * as pcap from 'pcap';
import { createSession, HTTPSession, type PacketWithHeader, TCPTracker } from 'pcap';
import { packet as decode_packet } from 'pcap/decode';
import IPv4 = require('pcap/decode/ipv4');

const session = createSession('eth0', { filter: 'tcp port 80', buffer_timeout: 10 });
createSession();
createSession('eth0', 'tcp port 80', 1024 * 1024);
// @ts-expect-error an option that does not exist
createSession('eth0', { bufferSize: 1 });
// @ts-expect-error an option of the wrong type
createSession('eth0', { promiscuous: 1 });

const tracker = new TCPTracker({ max_sessions: 10, idle_timeout: Infinity });

session.on('packet', (raw) => {
  const bytes: Buffer = raw.buf;
  const packet = pcap.decode.packet(raw);
  tracker.track_packet(packet);
  const seconds: number = packet.pcap_header.tv_sec + packet.pcap_header.tv_usec / 1e6;
  use(bytes, seconds, pcap.decode(raw) instanceof pcap.decode.PcapPacket);
});
session.on('error', (error) => use(error.code, error.message));
session.once('complete', () => session.close());
// @ts-expect-error an event that does not exist
session.on('packets', () => {});
// @ts-expect-error an argument that the event does not have
session.on('close', (reason: string) => use(reason));

// Layers are found by name, and are of the name's class; so are all that a table leads to.
function found(raw: pcap.RawPacket): unknown[] {
  const packet = decode_packet(raw);
  const link: pcap.LinkType = raw.link_type;
  const sport: number | undefined = packet.layer('tcp')?.sport;
  const spi: number | undefined = packet.layer('esp')?.spi;
  const id: number | undefined = packet.layer('vlan')?.id;
  // @ts-expect-error no layer has this name
  packet.layer('tpc');
  const network = packet.payload?.decoderName === 'ethernet-packet' && packet.payload.payload;
  const is_gre =
    network && network.decoderName === 'ipv4' && network.payload?.decoderName === 'gre';
  return [link, sport, spi, id, is_gre, structuredClone(raw.copy())];
}

// The chain of payloads narrows by decoderName.
function ports(raw: PacketWithHeader): string | undefined {
  const link = decode_packet(raw).payload;
  if (link?.decoderName !== 'ethernet-packet') return undefined;
  const network = link.payload;
  if (network?.decoderName !== 'ipv4' && network?.decoderName !== 'ipv6') return undefined;
  const source: string = network.saddr.to_short_string();
  const transport = network.payload;
  switch (transport?.decoderName) {
    case 'tcp':
      return `${source} ${transport.sport} ${transport.flags.syn} ${transport.data?.length ?? 0}`;
    case 'udp': {
      const above = transport.payload;
      const name: string | undefined =
        above?.decoderName === 'dns' ? above.question.rrs[0]?.name : undefined;
      return `${source} ${transport.sport} ${name}`;
    }
    case 'icmp':
      return transport.quoted?.saddr.toString();
    default:
      return undefined;
  }
}

tracker.on('session', (tcp) => {
  const http = new HTTPSession(tcp);
  http.on('http response', (_, response) => {
    const latency: number | undefined = response.latency;
    const type: string | undefined = response.header('content-type');
    use(latency, type, response.request?.url);
  });
  tcp.on('data recv', (_, data, info) => {
    const text: string = data.toString();
    const offset: number = info.offset;
    use(text, offset);
  });
  tcp.on('end', (ended) => use(ended.session_stats().send.rtt.mean));
});
tracker.on('gap', (tcp, direction, length) => use(tcp.src, direction === 'send', length));

async function iterate(): Promise<void> {
  for await (const raw of pcap.createOfflineSession('a.pcap', 'udp')) use(ports(raw));
  for (const device of pcap.findalldevs()) {
    for (const { addr, netmask } of device.addresses) use(device.name, addr, netmask);
  }
  const dump = pcap.create_dump_file('b.pcap', { link_type: session.link_type });
  session.on('packet', (raw) => dump.write(raw));
  use(pcap.compile_filter('tcp', { netmask: '255.255.255.0' }).matches(Buffer.alloc(60)));
}

// Decoders by themselves, and of one's own.
const ip = new IPv4().decode(Buffer.alloc(20));
use(ip.ttl, ip.flags.doNotFragment, iterate);

class Dhcp {
  readonly decoderName = 'dhcp';
  xid = 0;
  decode(bytes: Uint8Array = new Uint8Array(), offset = 0): this {
    this.xid = bytes[offset + 4] ?? 0;
    return this;
  }
}
pcap.decode.udp_ports.set(67, Dhcp);

declare module 'pcap/decode/layers' {
  interface CustomLayers {
    dhcp: Dhcp;
  }
}

function xid(packet: pcap.PcapPacket): number | undefined {
  const udp = packet.payload?.decoderName === 'ipv4' ? packet.payload.udp : undefined;
  return udp?.payload?.decoderName === 'dhcp' ? udp.payload.xid : undefined;
}

void found;

function use(...values: unknown[]): void {
  void [values, xid];
}

// Workers: the module's function, and what comes of it.
export const program: pcap.FanoutProgram<{ port: number }> = (each, { data, post, worker }) => {
  each.on('packet', (raw) => post([raw.caplen, data.port, worker]));
};
const fanout: pcap.Fanout = pcap.fanout('eth0', { module: new URL('file:///w.mjs'), by: 'kernel' });
fanout.on('message', (value, worker) => use(value, worker.toFixed()));
fanout.on('rehash', ({ reason, lost }) => use(reason === 'died' ? lost : undefined));
fanout.close().then(() => fanout.stats().then(({ ps_recv }) => use(ps_recv)));
pcap.fanout_offline('capture.pcap', { module: './worker.js', workers: 2 });
createSession('eth0', { fanout: { id: createSession('eth0', { fanout: true }).fanout_id } });
// @ts-expect-error no module
pcap.fanout('eth0', { workers: 2 });
// @ts-expect-error each worker would write it
pcap.fanout('eth0', { module: './worker.js', outfile: 'x.pcap' });
