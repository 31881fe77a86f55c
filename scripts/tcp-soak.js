'use strict';

// What a TCPTracker costs over time: nanoseconds a packet and memory, for many short connections, a
// flood of spoofed SYNs and one long transfer, in ten parts each, so that growth shows. Packets are
// made here and decoded by the package.
//
//   node --expose-gc scripts/tcp-soak.js [connections|flood|transfer] [COUNT] [path of another pcap
//   package]

const path = require('node:path');
const { tcp_frame, raw_packet } = require('../test/tcp/packets');

const PARTS = 10;
const SERVER = { address: '10.0.0.2', port: 80 };

const other = process.argv[4];
const decode = other === undefined ? require('../lib/decode').packet : require(other).decode.packet;
const { TCPTracker } =
  other === undefined ? require('../lib/tcp') : require(path.join(other, 'tcp_tracker'));

/** Frames are written once and then get new numbers: making them must not be what is measured. */
function template(from, to, segment) {
  const raw = raw_packet(tcp_frame(from, to, segment));
  const { buf, header } = raw;
  return (client, seq, ack, time) => {
    const at = from === SERVER ? 30 : 26;
    buf.writeUInt32BE(client, at);
    buf.writeUInt32BE(seq >>> 0, 38);
    buf.writeUInt32BE(ack >>> 0, 42);
    header.writeUInt32LE(Math.floor(time / 1e6), 0);
    header.writeUInt32LE(time % 1e6, 4);
    return raw;
  };
}

const CLIENT = { address: '10.0.0.1', port: 40000 };
const data = Buffer.alloc(100, 'x');
const full = Buffer.alloc(1448, 'x');
const up = (flags, more) => template(CLIENT, SERVER, { seq: 0, flags, ...more });
const down = (flags, more) => template(SERVER, CLIENT, { seq: 0, flags, ...more });

/** Each workload: how many packets a unit has, and the `i`-th packet of the `unit`-th. */
const WORKLOADS = {
  connections: {
    count: 1_000_000,
    steps: [
      [up('SYN'), 1000, 0],
      [down('SYN,ACK'), 5000, 1001],
      [up('ACK'), 1001, 5001],
      [up('PSH,ACK', { data }), 1001, 5001],
      [down('ACK', { data }), 5001, 1101],
      [up('FIN,ACK'), 1101, 5101],
      [down('FIN,ACK'), 5101, 1102],
      [up('ACK'), 1102, 5102],
    ],
    client: (unit) => 0x0b000000 + unit,
    shift: () => 0,
  },
  flood: {
    count: 10_000_000,
    steps: [[up('SYN'), 1000, 0]],
    client: (unit) => Math.imul(unit + 1, 0x9e3779b1) >>> 0,
    shift: () => 0,
  },
  transfer: {
    count: 700_000,
    steps: [
      [up('ACK', { data: full }), 1001, 5001],
      [up('ACK', { data: full }), 2449, 5001],
      [down('ACK'), 5001, 3897],
    ],
    client: () => 0x0b000000,
    shift: (unit) => 2896 * unit,
  },
};

function run(name, count) {
  const { steps, client, shift } = WORKLOADS[name];
  const tracker = new TCPTracker();
  let bytes = 0;
  const take = (session, chunk) => (bytes += chunk.length);
  tracker.on('session', (session) => session.on('data send', take).on('data recv', take));
  let time = 1_000_000_000;
  let unit = 0;
  for (let part = 1; part <= PARTS; part++) {
    const started = process.cpuUsage();
    const until = Math.floor((count * part) / PARTS);
    const first = unit;
    for (; unit < until; unit++) {
      const sender = client(unit);
      const offset = shift(unit);
      for (const [make, seq, ack] of steps) {
        time += 1;
        const is_up = seq < 5000 || name === 'transfer';
        const raw =
          is_up && seq !== 5001
            ? make(sender, seq + offset, ack, time)
            : make(sender, seq, ack + offset, time);
        tracker.track_packet(decode(raw));
      }
    }
    const packets = (unit - first) * steps.length;
    const used = process.cpuUsage(started);
    const spent = ((used.user + used.system) * 1e3) / packets; // processor time: machines are busy
    global.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const mb = (value) => `${Math.round(value / 1048576)} MB`;
    console.log(
      `${name} ${part}/${PARTS}: ${Math.round(spent)} ns a packet (with decoding), rss ${mb(rss)}, heap ${mb(heapUsed)}`,
    );
  }
  console.log(`${name}: ${unit} units, ${bytes} bytes delivered`, tracker.stats?.() ?? '');
}

const [name, count] = process.argv.slice(2);
for (const each of name === undefined ? Object.keys(WORKLOADS) : [name]) {
  run(each, count === undefined ? WORKLOADS[each].count : Number(count));
}
