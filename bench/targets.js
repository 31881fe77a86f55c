'use strict';

// What the design asks for: how many times less time a packet than pcap 3.1.0 takes for
// the same job.
exports.ratios = {
  event: { small: 3, flows: 2.5, dns: 2.5, http: 1.3, bulk: 1.3 },
  read: { small: 3, flows: 2.5, dns: 2.5, http: 1.3, bulk: 1.3 },
  decode: { small: 2.5, flows: 2.5, dns: 2.5, http: 1.8, bulk: 1.8 },
  addresses: { small: 2, flows: 2.5, dns: 2.5, http: 2, bulk: 2 },
  track: { flows: 8, http: 5, bulk: 5 },
  track_raw: { flows: 8, http: 5, bulk: 5 },
  string: { small: 3, flows: 3, dns: 3, http: 3, bulk: 3 },
};

// How many times fewer nanoseconds a packet than these, too.
exports.faster_than = [
  {
    job: 'view',
    beside: 'decode', // what the peers do is the same work
    workloads: ['small', 'flows'],
    peers: { gopacket: 3, libtins: 2.5 },
  },
  { job: 'decode', workloads: ['small', 'flows'], peers: { gopacket: 1, libtins: 1 } },
  { job: 'track', workloads: ['flows', 'http'], peers: { gopacket: 1, libtins: 1 } },
];

// Bytes of peak resident memory, in every job.
exports.peak_rss = 150e6;

// Live, on a core of its own.
exports.live = {
  cpu_ns: { event: 130, decode: 450 }, // processor time a packet at 500,000 a second
  lossless: ['decode', 'track'], // lose less than 0.1 % of all that the sender gives
  delay_ms: 15, // longest delay of the event loop
  latency_us: { median: 40, p99: 300 }, // at 20,000 a second without buffering
};

// HTTP/2, in TLS 1.3 too, of small exchanges and of large ones.
exports.http2 = { us_a_request: 25, mb_per_s: 60 };

// `pcap http` on 200 MB of nginx, beside `tshark -Y http -T fields`.
exports.http_command = { faster_than_tshark: 5, peak_rss: 110e6 };

exports.titles = {
  event: "`'packet'` event, bytes not read",
  read: "`'packet'` event, bytes read",
  decode: '+ `decode.packet`, transport layer in hand',
  addresses: '+ addresses as text, ports, flags, lengths',
  view: '`PacketView`: ports, addresses, flags, lengths',
  track: '+ `TCPTracker`, data events listened to',
  track_raw: '`TCPTracker` on raw packets (3.1.0: on decoded ones)',
  string: '`String(packet)`',
};
