'use strict';

// RTP and RTCP on the ports that SDP names in the same capture, as tshark does it.

const decode = require('../../../lib/decode');
const { read_capture } = require('../../../lib/file');
const RTCP = require('../../../lib/protocol/rtcp');
const RTP = require('../../../lib/protocol/rtp');

/** All datagrams to ports that SDP before them names, decoded as one of the two. */
async function media_of(file, Wanted) {
  const ports = new Map();
  const found = [];
  for await (const raw of read_capture(file)) {
    const udp = decode.packet(raw).layer('udp');
    const sdp = udp?.payload?.payload;
    if (sdp?.decoderName === 'sdp') {
      for (const { port, rtcp_port } of sdp.rtp_ports) ports.set(port, RTP).set(rtcp_port, RTCP);
    }
    const Decoder = ports.get(udp?.dport) ?? ports.get(udp?.sport);
    if (Decoder === Wanted) found.push(new Decoder().decode(udp.data));
  }
  return found;
}

const raw =
  (field) =>
  (_, __, { fields }) =>
    Number.parseInt(fields.get(field)?.[0].value, 16);
const packets = (name) => (rtcp) => rtcp.packets.map((packet) => packet[name]);
const numbers = (values) => (values.length > 0 ? values.map(Number) : undefined);

exports.rtp = {
  tshark: 'rtp',
  messages: (file) => media_of(file, RTP),
  // tshark takes no RTP on a port that a later SDP names for T.38.
  same: ({ seq, ssrc }, { fields }) =>
    fields.get('rtp.seq')[0].show === String(seq) &&
    Number.parseInt(fields.get('rtp.ssrc')[0].value, 16) === ssrc,
  fields: {
    version: 'rtp.version',
    padding: 'rtp.padding',
    marker: 'rtp.marker',
    payload_type: 'rtp.p_type',
    seq: 'rtp.seq',
    timestamp: 'rtp.timestamp',
    ssrc: [(rtp) => rtp.ssrc, raw('rtp.ssrc')],
    data: 'rtp.payload',
  },
};

// tshark has a layer for each packet in a datagram.
exports.rtcp = {
  tshark: 'rtcp',
  messages: async (file) =>
    (await media_of(file, RTCP)).flatMap(({ packets: each }) =>
      each.map((packet) => ({ packets: [packet] })),
    ),
  fields: {
    packet_type: [packets('packet_type'), (_, all) => numbers(all('rtcp.pt'))],
    length: [packets('length'), (_, all) => numbers(all('rtcp.length'))],
    ssrc: [
      (rtcp) => rtcp.packets[0].ssrc,
      (one, all, { fields }) =>
        fields.has('rtcp.senderssrc') ? raw('rtcp.senderssrc')(one, all, { fields }) : undefined,
    ],
    rtp_timestamp: [
      (rtcp) => rtcp.packets[0].rtp_timestamp,
      (one) => one('rtcp.timestamp.rtp') && Number(one('rtcp.timestamp.rtp')),
    ],
    octet_count: [
      (rtcp) => rtcp.packets[0].octet_count,
      (one) => one('rtcp.sender.octetcount') && Number(one('rtcp.sender.octetcount')),
    ],
    jitter: [
      (rtcp) => rtcp.packets[0].reports?.map(({ jitter }) => jitter),
      (_, all) => numbers(all('rtcp.ssrc.jitter')),
    ],
    cumulative_lost: [
      (rtcp) => rtcp.packets[0].reports?.map(({ cumulative_lost }) => cumulative_lost),
      (_, all) => numbers(all('rtcp.ssrc.cum_nr')),
    ],
    cname: [
      (rtcp) => rtcp.packets[0].chunks?.flatMap(({ items }) => items.map(({ text }) => text)),
      // The reason of a goodbye has the same name there.
      (one, all) =>
        one('rtcp.pt') === '202' && one('rtcp.sdes.text') ? all('rtcp.sdes.text') : undefined,
    ],
  },
};
