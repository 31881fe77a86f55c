'use strict';

// Exchanges for property tests: two streams of bytes, as two TCPs send them, and what a capture may
// make of that.

const decode = require('../../lib/decode');
const { TCPTracker } = require('../../lib/tcp');
const { raw_packet, tcp_frame } = require('./packets');

const CLIENT = { address: '10.0.0.1', port: 40000 };
const SERVER = { address: '10.0.0.2', port: 80 };

/** The byte at `position` of a stream: neighbours and both streams differ. */
const byte_at = (is_send, position) =>
  (Math.imul(position + (is_send ? 1 : 7919), 0x9e3779b1) >>> 11) & 255;

function bytes_of(is_send, start, end) {
  const bytes = Buffer.alloc(end - start);
  for (let i = start; i < end; i++) bytes[i - start] = byte_at(is_send, i);
  return bytes;
}

class Exchange {
  /**
   * `pick(min, max)` gives numbers: from fast-check or from a generator. `isn` are the initial
   * sequence numbers.
   */
  constructor(pick, isn) {
    this.pick = pick;
    this.packets = [];
    this.isn = isn;
    this.sent = { true: 0, false: 0 };
    this.closed = { true: false, false: false };
  }

  #push(is_send, start, end, flags) {
    const other = !is_send;
    const fin = this.closed[other] ? 1 : 0;
    this.packets.push({
      is_send,
      start,
      end,
      segment: {
        seq: (this.isn[is_send] + 1 + start) >>> 0,
        ack: (this.isn[other] + 1 + this.sent[other] + fin) >>> 0,
        flags,
        data: bytes_of(is_send, start, end),
      },
    });
  }

  handshake() {
    const plain = { start: 0, end: 0 };
    this.packets.push({ ...plain, is_send: true, segment: { seq: this.isn.true, flags: 'SYN' } });
    const answer = { seq: this.isn.false, ack: (this.isn.true + 1) >>> 0, flags: 'SYN,ACK' };
    this.packets.push({ ...plain, is_send: false, segment: answer });
    this.#push(true, 0, 0, 'ACK');
  }

  /** The next bytes of one side, or an acknowledgement, or bytes once more, cut in another way. */
  step() {
    const is_send = this.pick(0, 1) === 1;
    const kind = this.pick(0, 9);
    const sent = this.sent[is_send];
    if (this.closed[is_send] || kind === 0) {
      this.#push(is_send, sent, sent, 'ACK');
    } else if (kind <= 3 && sent > 0) {
      const start = this.pick(0, sent - 1);
      const end = Math.min(start + this.pick(1, 60), sent + this.pick(0, 20));
      this.sent[is_send] = Math.max(sent, end);
      this.#push(is_send, start, end, 'ACK');
    } else {
      const end = sent + this.pick(1, 40);
      this.sent[is_send] = end;
      this.#push(is_send, sent, end, 'PSH,ACK');
    }
  }

  /** Both sides close; the second may go on sending for a while. */
  teardown() {
    const first = this.pick(0, 1) === 1;
    this.#fin(first);
    for (let i = this.pick(0, 3); i > 0; i--) {
      const sent = this.sent[!first];
      this.sent[!first] = sent + this.pick(1, 20);
      this.#push(!first, sent, this.sent[!first], 'ACK');
    }
    this.#fin(!first);
    this.#push(first, this.sent[first], this.sent[first], 'ACK');
    this.packets[this.packets.length - 1].segment.seq += 1;
  }

  #fin(is_send) {
    this.#push(is_send, this.sent[is_send], this.sent[is_send], 'FIN,ACK');
    this.closed[is_send] = true;
  }
}

/** A whole exchange; `middle` is the range of packets between handshake and teardown. */
function make_exchange(pick, steps, isn) {
  const near_zero = () => pick(-500, 500) >>> 0;
  const exchange = new Exchange(pick, isn ?? { true: near_zero(), false: near_zero() });
  exchange.handshake();
  for (let i = 0; i < steps; i++) exchange.step();
  const middle = { start: 3, end: exchange.packets.length };
  exchange.teardown();
  return { packets: exchange.packets, middle, sent: exchange.sent, isn: exchange.isn };
}

/** Moves packets of the middle by up to `distance` places. */
function reorder({ packets, middle }, pick, distance) {
  const moved = packets
    .slice(middle.start, middle.end)
    .map((packet, i) => ({ packet, key: i + pick(0, distance) }));
  moved.sort((a, b) => a.key - b.key);
  packets.splice(middle.start, moved.length, ...moved.map(({ packet }) => packet));
}

/** Lets some packets of the middle come more than once. */
function duplicate({ packets, middle }, pick) {
  for (let n = pick(0, 5); n > 0 && middle.end > middle.start; n--) {
    const from = pick(middle.start, middle.end - 1);
    packets.splice(pick(from, middle.end), 0, packets[from]);
    middle.end += 1;
  }
}

/** Takes packets of the middle away, as a capture that can't keep up does. */
function drop({ packets, middle }, pick) {
  for (let n = pick(1, 5); n > 0 && middle.end > middle.start; n--) {
    packets.splice(pick(middle.start, middle.end - 1), 1);
    middle.end -= 1;
  }
}

/**
 * Tracks the packets. Returns for each side what came out, `[{ seqno, offset, data } | { seqno,
 * offset, gap }]`, and all events by name.
 */
function track({ packets }, options) {
  const tracker = new TCPTracker(options);
  const out = { true: [], false: [], events: [], tracker };
  for (const [event, is_send] of [
    ['data send', true],
    ['data recv', false],
  ]) {
    tracker.on(event, (session, data, { seqno, offset }) =>
      out[is_send].push({ seqno, offset, data: Buffer.from(data) }),
    );
  }
  tracker.on('gap', (session, direction, gap, { seqno, offset }) => {
    out[direction === 'send'].push({ seqno, offset, gap });
  });
  for (const event of ['session', 'start', 'end', 'reset', 'gap', 'overlap', 'expire', 'fin']) {
    tracker.on(event, () => out.events.push(event));
  }
  let time = 1_000_000;
  for (const { is_send, segment } of packets) {
    time += 0.001;
    const frame = is_send ? tcp_frame(CLIENT, SERVER, segment) : tcp_frame(SERVER, CLIENT, segment);
    tracker.track_packet(decode.packet(raw_packet(frame, time)));
  }
  return out;
}

module.exports = { make_exchange, reorder, duplicate, drop, track, bytes_of, CLIENT, SERVER };
