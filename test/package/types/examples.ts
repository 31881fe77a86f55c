// The programs of examples/, as far as they use the package: compiled with all strictness, not run.

import * as pcap from 'pcap';
import type { AnyLayer, DNS, PcapPacket, TCPSession } from 'pcap';

const show = (...values: unknown[]): void => console.log(...values);

/** The first layer of a kind, however deep. */
function find_layer<Name extends AnyLayer['decoderName']>(
  packet: PcapPacket,
  name: Name,
): Extract<AnyLayer, { decoderName: Name }> | undefined {
  let layer: unknown = packet.payload;
  while (typeof layer === 'object' && layer !== null) {
    const known = layer as AnyLayer;
    if (known.decoderName === name) return known as Extract<AnyLayer, { decoderName: Name }>;
    layer = 'payload' in known ? known.payload : undefined;
  }
  return undefined;
}

function simple_capture(): void {
  const session = pcap.createSession(process.argv[2], {
    filter: process.argv[3],
    buffer_timeout: 50,
  });
  show(pcap.lib_version, session.device_name);
  for (const device of pcap.findalldevs()) {
    const address = device.addresses.find(({ addr }) => addr.includes('.'));
    show(`${device.name} ${address ? `${address.addr}/${address.netmask}` : 'no address'}`);
  }
  session.on('packet', (raw) => show(String(pcap.decode.packet(raw))));
}

function arp_watch(packet: PcapPacket): void {
  const arp = find_layer(packet, 'arp');
  if (arp?.operation === 2) show(`${arp.sender_pa} is at ${arp.sender_ha}`);
}

function dns_watch(packet: PcapPacket): void {
  const above = find_layer(packet, 'udp')?.payload;
  if (above?.decoderName !== 'dns') return;
  const dns: DNS = above;
  for (const { name, type, ttl, rdata } of dns.answer.rrs) {
    if (type === 1 || type === 28) show(name, ttl, String(rdata));
    else if (typeof rdata === 'object' && rdata !== null && 'exchange' in rdata)
      show(rdata.exchange);
  }
}

function wifi_probes(packet: PcapPacket): void {
  const radio = find_layer(packet, 'radio-packet');
  const frame = radio?.ieee802_11Frame;
  if (!frame?.probe) return;
  show(frame.transmitter?.toString(), frame.probe.ssid, radio?.fields.antenna_signal);
}

function beacons(packet: PcapPacket): void {
  const heard = find_layer(packet, 'btle');
  const reports = find_layer(packet, 'hci_h4')?.advertising_reports ?? [];
  for (const { address, rssi, local_name } of reports) show(String(address), rssi, local_name);
  const own = heard?.advertising_data?.find((item) => item.company === 0x4c)?.company_data;
  if (heard?.is_advertisement) show(heard.advertiser?.toString(), heard.local_name, own?.length);
}

function network_grep(packet: PcapPacket, pattern: RegExp): void {
  const data = find_layer(packet, 'tcp')?.data ?? find_layer(packet, 'udp')?.data;
  if (data && pattern.test(data.toString('latin1'))) show(data);
}

function tcp_metrics(tracker: pcap.TCPTracker): void {
  tracker.on('end', (session) => {
    const { send, recv, connect_duration, total_time } = session.session_stats();
    show(session.src, session.dst, connect_duration, total_time);
    show(send.payload_bytes, send.retransmits, send.rtt.mean, recv.gaps, session.end_reason);
  });
}

function http_trace(tcp: TCPSession): void {
  const http = new pcap.HTTPSession(tcp, { max_header_size: 8192 });
  http.on('http request', (session, request) => show(session.tcp_session.src, request.url));
  http.on('http response body', (_, data, response) => show(data.length, response.status_code));
  http.on('http error', (_, direction, error) => show(direction, error.code));
  http.on('websocket message', (_, direction, message) => show(direction, message.data?.length));
  http.on('tls', (_, { server_name, version, client_hello }) =>
    show(server_name, version, client_hello.alpn.join()),
  );
}

function grpc_trace(tcp: TCPSession): void {
  const http = new pcap.HTTPSession(tcp, { max_streams: 10 });
  http.on('http2 settings', (_, direction, settings) => show(direction, settings.max_frame_size));
  http.on('http2 goaway', (_, direction, { error }) => show(direction, error));
  http.on('http request', (_, { stream_id, host, unknown_headers }) =>
    show(stream_id, host, unknown_headers[0]?.position),
  );
  const grpc = new pcap.GRPCSession(http, { schemas: pcap.load_schemas(['service.proto']) });
  grpc.on('grpc message', (_, direction, message, call) =>
    show(direction, call.method, message.decoded, message.fields?.[0]?.text),
  );
  grpc.on('grpc complete', (_, call) => show(call.status_name, call.error?.http2_error));
  const har = new pcap.HARWriter((text) => show(text), { bodies: false });
  har.add(http);
  har.close();
}

function redis_trace(tcp: TCPSession): void {
  const redis = new pcap.RedisSession(tcp);
  redis.on('redis reply', (_, reply) => {
    const words = reply.command?.args.map((argument) => argument.toString()) ?? [];
    show(words.join(' '), reply.latency, reply.is_error);
  });
}

function multiple_interfaces(): void {
  const controller = new AbortController();
  for (const { name, up, addresses } of pcap.findalldevs()) {
    if (!up || addresses.length === 0) continue;
    const session = pcap.createSession(name, { signal: controller.signal });
    session.on('packet', (raw) => show(name, raw.len));
    session.on('close', () => show(name, 'closed'));
  }
}

const tracker = new pcap.TCPTracker();
tracker.on('session', http_trace);
tracker.on('session', grpc_trace);
tracker.on('session', redis_trace);
tcp_metrics(tracker);
const file = pcap.createOfflineSession('capture.pcap');
file.on('packet', (raw) => {
  const packet = pcap.decode.packet(raw);
  tracker.track_packet(packet);
  arp_watch(packet);
  dns_watch(packet);
  wifi_probes(packet);
  beacons(packet);
  network_grep(packet, /password/i);
});
simple_capture();
multiple_interfaces();
