'use strict';

// Random exchanges of requests and answers on one connection, as packets of a capture that is not
// perfect.

const { random_source } = require('../helpers/random');

const MTU = 400; // bytes of a segment: some messages take several

/** One end: what it sends, in segments { side, seq, ack, data, time }. */
class Ends {
  seq = [1, 1]; // next of client and server; the SYNs have 0
  segments = [];
  time = 1000;

  send(side, bytes, tag) {
    for (let at = 0; at < bytes.length; at += MTU) {
      const data = bytes.subarray(at, at + MTU);
      this.segments.push({
        side,
        seq: this.seq[side],
        ack: this.seq[1 - side],
        data,
        tag,
        time: this.time,
      });
      this.seq[side] += data.length;
    }
  }

  pause(random) {
    this.time += 0.001 * (1 + random(50));
  }
}

/**
 * A connection of `count` exchanges, pipelined 1 to `depth` at a time: a client that waits for all
 * answers before it goes on, or (`sliding`) sends a request for each answer.
 * @param {(n: number) => { request: Buffer, answer: Buffer }} make  the exchange with this number
 */
function converse(random, { count, depth, sliding, make }) {
  const ends = new Ends();
  const exchanges = Array.from({ length: count }, (_, n) => make(n));
  const ask = (n) => ends.send(0, exchanges[n].request, n);
  const answer = (n) => ends.send(1, exchanges[n].answer, n);
  for (let next = 0, answered = 0; answered < count;) {
    const batch = sliding ? depth - (next - answered) : 1 + random(depth);
    for (let i = 0; i < batch && next < count; i++) {
      ask(next++);
      if (random(3) === 0) ends.pause(random);
    }
    ends.pause(random);
    const answers = sliding ? 1 : next - answered;
    for (let i = 0; i < answers; i++) {
      answer(answered++);
      if (random(3) === 0) ends.pause(random);
    }
    ends.pause(random);
  }
  return ends.segments;
}

/**
 * What a capture has of it: segments lost (after `intact` exchanges), repeated, reordered, one
 * direction late.
 * @returns {{ packets: object[], touched: Set<number> }}  exchanges of which a packet was lost
 */
function capture(random, segments, { loss, skew, intact }) {
  const touched = new Set();
  const packets = [];
  for (const segment of segments) {
    if (random(1000) < loss && segment.tag >= intact) {
      touched.add(segment.tag);
      continue;
    }
    const time = segment.time + (segment.side === 0 ? skew : 0);
    packets.push({ ...segment, time });
    if (random(50) === 0) packets.push({ ...segment, time: time + random(3) / 1000 });
  }
  for (const packet of packets) if (random(30) === 0) packet.time += random(2) / 1000;
  packets.sort((a, b) => a.time - b.time);
  return { packets, touched };
}

exports.capture = capture;
exports.converse = converse;
exports.random_source = random_source;
