'use strict';

// Calls and what they carry: SIP, SDP, RTP, RTCP.

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const RTCP = require('../../lib/protocol/rtcp');
const RTP = require('../../lib/protocol/rtp');
const SDP = require('../../lib/protocol/sdp');
const SIP = require('../../lib/protocol/sip');
const { path_of, raw_packets } = require('../helpers/golden');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const hex = (...parts) => Buffer.from(parts.join(''), 'hex');
const lines = (...all) => `${all.join('\r\n')}\r\n`;
const body = lines(
  'v=0',
  'o=tom 1 2 IN IP4 10.0.0.1',
  's=-',
  'c=IN IP4 10.0.0.1/127',
  'a=sendrecv',
  'm=audio 6000 RTP/AVP 0 8',
  'a=rtpmap:0 PCMU/8000',
  'm=video 6004/2 RTP/AVP 96',
  'c=IN IP4 10.0.0.9',
  'a=rtcp:7000 IN IP4 10.0.0.9',
  'm=audio 0 RTP/AVP 0',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'm=audio 6008 UDP/TLS/RTP/SAVPF 111',
  'a=rtcp-mux',
);
const invite = Buffer.from(
  lines(
    'INVITE sip:ann@example.org SIP/2.0',
    'Via: SIP/2.0/UDP 10.0.0.1',
    'f: <sip:tom@example.org>;tag=1',
    'To: <sip:ann@example.org>',
    'Call-ID: 42@10.0.0.1',
    'CSeq: 1 INVITE',
    'c: application/sdp',
    '',
  ) + body,
);

describe('SIP', () => {
  behavesLikeADecoder(SIP, invite, { header: 34, lies: { 'no SIP': Buffer.from('hello\r\n') } });

  it('reads requests, and their SDP', () => {
    const sip = new SIP().decode(invite);
    assert.deepEqual([sip.method, sip.uri, sip.version], ['INVITE', 'sip:ann@example.org', '2.0']);
    assert.deepEqual([sip.call_id, sip.cseq], ['42@10.0.0.1', '1 INVITE']);
    assert.equal(sip.from, '<sip:tom@example.org>;tag=1');
    assert.equal(sip.to, '<sip:ann@example.org>');
    assert.equal(sip.header('Content-Type'), 'application/sdp');
    assert.ok(sip.payload instanceof SDP);
    assert.match(String(sip), /^SIP INVITE "sip:ann@example.org" SDP "audio 6000, video 6004/);
  });

  it('reads responses', () => {
    const sip = new SIP().decode(Buffer.from(lines('SIP/2.0 180 Ringing', 'User-Agent: x', '')));
    assert.deepEqual([sip.status_code, sip.reason, sip.user_agent], [180, 'Ringing', 'x']);
    assert.deepEqual([sip.payload, String(sip)], [undefined, 'SIP 180 "Ringing"']);
  });

  it('is told on its port from signs of life', () => {
    const Entry = decode.udp_ports.get(5060);
    assert.ok(new Entry().decode(invite, 0, invite.length) instanceof SIP);
    for (const text of ['\r\n\r\n', 'jaK', '\0\0\0\0']) {
      assert.equal(new Entry().decode(Buffer.from(text), 0, text.length), undefined);
    }
  });
});

describe('SDP', () => {
  behavesLikeADecoder(SDP, Buffer.from(body), {
    header: 2,
    lies: { 'no version': Buffer.from('o=tom') },
  });

  it('reads lines of the session and of its media', () => {
    const sdp = new SDP().decode(Buffer.from(body));
    assert.deepEqual([sdp.version, sdp.session_name], [0, '-']);
    assert.deepEqual(sdp.origin, {
      username: 'tom',
      session_id: '1',
      session_version: '2',
      address_type: 'IP4',
      address: '10.0.0.1',
    });
    assert.deepEqual(sdp.connection, { address_type: 'IP4', address: '10.0.0.1' });
    assert.deepEqual(sdp.attributes, [{ name: 'sendrecv', value: undefined }]);
    const [audio, video] = sdp.media;
    assert.deepEqual([audio.media, audio.port, audio.formats], ['audio', 6000, ['0', '8']]);
    assert.deepEqual(audio.attributes, [{ name: 'rtpmap', value: '0 PCMU/8000' }]);
    assert.deepEqual([video.port_count, video.protocol], [2, 'RTP/AVP']);
  });

  it('says where RTP and RTCP go', () => {
    assert.deepEqual(new SDP().decode(Buffer.from(body)).rtp_ports, [
      { media: 'audio', address: '10.0.0.1', port: 6000, rtcp_port: 6001 },
      { media: 'video', address: '10.0.0.9', port: 6004, rtcp_port: 7000 },
      { media: 'audio', address: '10.0.0.1', port: 6008, rtcp_port: 6008 },
    ]);
  });
});

const rtp = hex(
  'b1' + 'e0' + '0007', // version 2, padding, extension, one csrc; marker, type 96, seq 7
  '00000064' + '0000002a', // timestamp, ssrc
  '0000002b' + 'bede0001' + '10ff0000', // csrc, extension of one word
  '6869' + '0002', // data, 2 octets of padding
);

describe('RTP', () => {
  behavesLikeADecoder(RTP, rtp, {
    header: 24,
    lies: {
      'version 1': hex('40000000' + '00'.repeat(8)),
      'padding that is longer than all': hex('a0000000' + '00'.repeat(8) + '09'),
    },
  });

  it('reads all fields', () => {
    const layer = new RTP().decode(rtp);
    assert.deepEqual(
      [layer.version, layer.marker, layer.payload_type, layer.seq],
      [2, true, 96, 7],
    );
    assert.deepEqual([layer.timestamp, layer.ssrc, layer.csrcs], [100, 42, [43]]);
    assert.deepEqual(layer.extension, { profile: 0xbede, data: hex('10ff0000') });
    assert.equal(layer.data.toString(), 'hi');
    assert.equal(String(layer), 'RTP pt 96 ssrc 0x0000002a seq 7 time 100 marker');
  });

  it('is decoded on the ports that SDP names, by registration', () => {
    const added = [];
    try {
      const found = { rtp: 0, rtcp: 0 };
      for (const raw of raw_packets(path_of('sip', '.pcap'))) {
        const packet = decode.packet(raw);
        for (const { port, rtcp_port } of packet.layer('sdp')?.rtp_ports ?? []) {
          decode.udp_ports.set(port, RTP).set(rtcp_port, RTCP);
          added.push(port, rtcp_port);
        }
        if (packet.layer('rtp')) found.rtp++;
        if (packet.layer('rtcp')) found.rtcp++;
      }
      assert.ok(found.rtp > 10 && found.rtcp > 0, JSON.stringify(found));
    } finally {
      for (const port of added) decode.udp_ports.delete(port);
    }
  });
});

describe('RTCP', () => {
  const example = hex(
    '81c8' + '000c' + '0000002a' + 'e87f5a0180000000' + '00000064', // sender report
    '00000003' + '000001e0', // packets, octets
    '0000002b' + '80ffffff' + '00010007' + '00000005' + '00000000' + '00000000', // one report
    '81ca' + '0003' + '0000002a' + '0103' + '746f6d' + '000000', // description: cname tom
    '81cb' + '0002' + '0000002a' + '02' + '6869' + '00', // goodbye, hi
    '80cc' + '0002' + '0000002a' + '61626364', // application abcd
    '81cd' + '0003' + '0000002a' + '0000002b' + '00070000', // transport feedback
    '80cf' + '0001' + '0000002a', // extended report
  );
  behavesLikeADecoder(RTCP, example, { header: 52, lies: { 'version 1': hex('40c90000') } });

  it('reads packets of all types', () => {
    const { packets } = new RTCP().decode(example);
    const [sender, description, bye, application, feedback, extended] = packets;
    assert.deepEqual([sender.ssrc, sender.rtp_timestamp, sender.octet_count], [42, 100, 480]);
    assert.equal(String(sender.ntp_timestamp), '2023-08-10T12:43:45.500000000Z');
    assert.deepEqual(sender.reports, [
      {
        ssrc: 43,
        fraction_lost: 128,
        cumulative_lost: -1,
        highest_seq: 65543,
        jitter: 5,
        last_sender_report: 0,
        delay_since_last: 0,
      },
    ]);
    assert.deepEqual(description.chunks, [
      { ssrc: 42, items: [{ type: 1, name: 'cname', text: 'tom' }] },
    ]);
    assert.deepEqual([bye.sources, bye.reason], [[42], 'hi']);
    assert.deepEqual([application.application, application.subtype], ['abcd', 0]);
    assert.deepEqual([feedback.format, feedback.media_ssrc], [1, 43]);
    assert.equal(extended.data.toString('hex'), '0000002a');
    assert.match(
      String(new RTCP().decode(example)),
      /^RTCP sender report, source description, goodbye/,
    );
  });

  it('reads receiver reports', () => {
    const [packet] = new RTCP().decode(hex('80c9' + '0001' + '0000002a')).packets;
    assert.deepEqual([packet.name, packet.ssrc, packet.reports], ['receiver report', 42, []]);
  });
});
