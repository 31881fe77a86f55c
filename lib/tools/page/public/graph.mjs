// A TCP connection over time: sequence numbers with what was acknowledged and the window; round trips;
// throughput.

import { MARK } from '/data.mjs';
import { colors, context, ms, size } from '/dom.mjs';
import { ticks } from '/range.mjs';

const MARGIN = { left: 62, bottom: 20, top: 6, right: 6 };
const diff = (a, b) => (a - b) | 0;

export function draw_graph(canvas, packets, kind, to_client) {
  const { clientWidth: width, clientHeight: height } = canvas.parentElement;
  const pen = context(canvas, width, height);
  const color = colors();
  const series = { sequence, rtt, throughput }[kind](packets, to_client);
  const all = series.flatMap(({ points }) => points);
  if (all.length === 0) {
    pen.fillStyle = color.quiet;
    pen.fillText('No packets of this kind', 20, 30);
    return;
  }
  let [low, high, most] = [Infinity, -Infinity, 1e-9];
  for (const [time, value] of all) {
    low = Math.min(low, time);
    high = Math.max(high, time);
    most = Math.max(most, value);
  }
  high = Math.max(high, low + 0.1);
  const x = (time) =>
    MARGIN.left + ((time - low) / (high - low)) * (width - MARGIN.left - MARGIN.right);
  const y = (value) =>
    height - MARGIN.bottom - (value / most) * (height - MARGIN.bottom - MARGIN.top);
  axes(pen, { x, y, low, high, most, width, height, color, unit: kind === 'rtt' ? ms : size });
  for (const { name, points, shape } of series) {
    pen.strokeStyle = pen.fillStyle = color[name];
    if (shape === 'line') {
      pen.beginPath();
      points.forEach(([time, value]) => pen.lineTo(x(time), y(value)));
      pen.stroke();
    } else
      for (const [time, value] of points) {
        if (shape === 'hollow') pen.strokeRect(x(time) - 3, y(value) - 3, 6, 6);
        else pen.fillRect(x(time) - 1.5, y(value) - 1.5, 3, 3);
      }
  }
}

function axes(pen, { x, y, low, high, most, width, height, color, unit }) {
  pen.font = '11px system-ui, sans-serif';
  for (const at of ticks(0, high - low, width / 110)) {
    pen.fillStyle = color.line;
    pen.fillRect(x(low + at), 0, 1, height - MARGIN.bottom);
    pen.fillStyle = color.quiet;
    pen.fillText(ms(at) || '0', x(low + at) + 2, height - 6);
  }
  for (const at of ticks(0, most, 5)) {
    pen.fillStyle = color.line;
    pen.fillRect(MARGIN.left, y(at), width, 1);
    pen.fillStyle = color.quiet;
    pen.fillText(unit(Math.round(at * 1000) / 1000) || '0', 2, y(at) + 4);
  }
}

const from = (packet, to_client) => ((packet.marks & MARK.FROM_CLIENT) === 0) === to_client;

function sequence(packets, to_client) {
  const sent = packets.filter((packet) => from(packet, to_client) && packet.length > 0);
  if (sent.length === 0) return [];
  const first = sent.reduce((low, { seq }) => (diff(seq, low) < 0 ? seq : low), sent[0].seq);
  const acks = packets.filter(
    (packet) => !from(packet, to_client) && packet.flags & 16 && !(packet.flags & 6),
  );
  const is_again = ({ marks }) => (marks & (MARK.AGAIN | MARK.LATE)) !== 0;
  const place = ({ time, seq, length }) => [time, diff(seq + length, first)];
  return [
    {
      name: 'wait',
      shape: 'line',
      points: acks
        .map(({ time, ack, window }) => [time, Math.max(0, diff(ack, first)) + window])
        .filter(([, v]) => v < 2 ** 30),
    },
    {
      name: 'ok',
      shape: 'line',
      points: acks.map(({ time, ack }) => [time, Math.max(0, diff(ack, first))]),
    },
    { name: 'accent', shape: 'dot', points: sent.filter((packet) => !is_again(packet)).map(place) },
    { name: 'lost', shape: 'hollow', points: sent.filter(is_again).map(place) },
  ];
}

function rtt(packets, to_client) {
  const waiting = new Map();
  const points = [];
  for (const packet of packets) {
    if (from(packet, to_client)) {
      const next = (packet.seq + packet.length + (packet.flags & 3 ? 1 : 0)) >>> 0;
      if (packet.marks & MARK.AGAIN) waiting.delete(next);
      else if (next !== packet.seq && waiting.size < 10000) waiting.set(next, packet.time);
    } else if (waiting.has(packet.ack)) {
      points.push([packet.time, packet.time - waiting.get(packet.ack)]);
      waiting.delete(packet.ack);
    }
  }
  return [{ name: 'accent', shape: 'dot', points }];
}

function throughput(packets, to_client) {
  const sent = packets.filter((packet) => from(packet, to_client) && packet.length > 0);
  if (sent.length === 0) return [];
  const start = sent[0].time;
  const step = Math.max(1, (sent.at(-1).time - start) / 100);
  const sums = new Array(101).fill(0);
  for (const { time, length } of sent)
    sums[Math.min(100, Math.max(0, Math.floor((time - start) / step)))] += length;
  return [
    {
      name: 'accent',
      shape: 'line',
      points: sums.map((sum, i) => [start + i * step, (sum / step) * 1000]),
    },
  ];
}
