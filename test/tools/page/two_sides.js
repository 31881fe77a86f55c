'use strict';

// What really happened on a line, by what tshark says of the packets that were seen at both of its
// ends.

const { execFileSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');

const FIELDS = [
  ...['frame.time_epoch', 'tcp.srcport', 'tcp.dstport', 'tcp.flags.syn', 'tcp.len'],
  ...['tcp.seq_raw', 'tcp.ack_raw'],
];
const THE_END = 'that is all';

/** tcpdump at the far end, until a datagram says that all has been there. */
class Watcher {
  constructor(namespace, device, file) {
    this.file = file;
    const args = ['-i', device, '-U', '--immediate-mode', '-Z', 'root', '-w', file];
    const stdio = ['ignore', 'ignore', 'pipe'];
    this.child = namespace.spawn('tcpdump', [...args, 'tcp port 8080 or udp port 9'], { stdio });
    this.ready = once(this.child.stderr, 'data'); // "listening on"
  }

  async ended() {
    while (!fs.readFileSync(this.file).includes(THE_END))
      await new Promise((resolve) => setTimeout(resolve, 50));
    this.child.kill();
    await once(this.child, 'close');
    return packets_of(this.file);
  }
}

/** The packets of a file that is being written, as soon as each port has its response. */
async function packets_as_written(file, ports) {
  for (;;) {
    const packets = packets_of(file);
    const answered = new Set(packets.filter(({ length }) => length > 0).map(({ to }) => to));
    if (ports.every((port) => answered.has(port))) return packets;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Sends what ends the watchers, from a namespace to an address behind the line. */
function say_the_end(namespace, address) {
  const code = `const s = require('node:dgram').createSocket('udp4');
    s.send('${THE_END}', 9, '${address}', () => s.close());`;
  namespace.exec(process.execPath, '-e', code);
}

/** The packets of a capture as tshark reads them. */
function packets_of(file) {
  const fields = FIELDS.flatMap((name) => ['-e', name]);
  const args = ['-r', file, '-n', '-Y', 'tcp', '-T', 'fields', ...fields];
  const lines = execFileSync('tshark', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [time, from, to, syn, length, seq, ack] = line.split('\t');
      const is_syn = syn === '1' || syn === 'True';
      const numbers = { from: Number(from), to: Number(to), length: Number(length) };
      return { time: time * 1000, ...numbers, is_syn, seq: Number(seq), ack: Number(ack) };
    });
}

/**
 * The times of the exchange that a client's port had with the server, in milliseconds: how long it
 * waited between its last byte and the first one of the response, the least round trip (undefined
 * where each segment was sent twice), and whether a segment came twice.
 */
function exchange_of(packets, port) {
  const sent = packets.filter(({ from }) => from === port);
  const received = packets.filter(({ to }) => to === port);
  const syns = sent.filter(({ is_syn }) => is_syn);
  const requests = sent.filter(({ length }) => length > 0);
  const responses = received.filter(({ length }) => length > 0);
  const [request] = requests; // it fits into one segment; others are copies
  const end = (request.seq + request.length) >>> 0;
  const trips = [];
  if (syns.length === 1) trips.push(received.find(({ is_syn }) => is_syn).time - syns[0].time);
  if (requests.length === 1)
    trips.push(received.find(({ ack, is_syn }) => !is_syn && ack === end).time - request.time);
  return {
    wait: responses[0].time - request.time,
    round_trip: trips.length > 0 ? Math.min(...trips) : undefined,
    is_again:
      requests.length > 1 || responses.length > new Set(responses.map(({ seq }) => seq)).size,
  };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

exports.Watcher = Watcher;
exports.exchange_of = exchange_of;
exports.median = median;
exports.packets_as_written = packets_as_written;
exports.say_the_end = say_the_end;
