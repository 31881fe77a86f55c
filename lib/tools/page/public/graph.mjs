// A TCP connection over time: sequence numbers with what was acknowledged and the window; round
// trips; throughput.

import { is_from_client, is_lost } from '/data.mjs';
import { context, ms, size } from '/dom.mjs';
import { ticks } from '/range.mjs';

const MARGIN = { left: 62, bottom: 20, top: 6, right: 6 };
const UNITS = {
  sequence: (value) => size(Math.round(value)),
  rtt: (value) => ms(value),
  throughput: (value) => `${size(Math.round(value))}/s`,
};
const diff = (a, b) => (a - b) | 0;

export function draw_graph(canvas, packets, { kind, to_client, color }) {
  const { clientWidth: width, clientHeight: height } = canvas.parentElement;
  const pen = context(canvas, width, height);
  const series = { sequence, rtt, throughput }[kind](packets, to_client);
  if (series.every(({ points }) => points.length === 0)) {
    pen.fillStyle = color.quiet;
    pen.fillText('No packets of this kind', 20, 30);
    return;
  }
  const { low, high, most } = limits_of(series);
  const x = (time) =>
    MARGIN.left + ((time - low) / (high - low)) * (width - MARGIN.left - MARGIN.right);
  const y = (value) =>
    height - MARGIN.bottom - (value / most) * (height - MARGIN.bottom - MARGIN.top);
  axes(pen, { x, y, low, high, most, width, height, color, unit: UNITS[kind] });
  pen.save();
  pen.beginPath();
  pen.rect(MARGIN.left - 4, 0, width, height - MARGIN.bottom);
  pen.clip();
  for (const one of series) draw_series(pen, one, x, y, color);
  pen.restore();
}

// A window far above the data would press it to the ground: then it is cut off.
function limits_of(series) {
  let [low, high, most, beyond] = [Infinity, -Infinity, 1e-9, 0];
  for (const { points, is_bound } of series) {
    for (const [time, value] of points) {
      low = Math.min(low, time);
      high = Math.max(high, time);
      if (is_bound) beyond = Math.max(beyond, value);
      else most = Math.max(most, value);
    }
  }
  if (beyond > most) most = Math.min(beyond, most * 2);
  return { low, high: Math.max(high, low + 0.1), most: most * 1.05 };
}

function draw_series(pen, { name, points, shape }, x, y, color) {
  pen.strokeStyle = pen.fillStyle = color[name];
  if (shape === 'line') {
    pen.beginPath();
    points.forEach(([time, value]) => pen.lineTo(x(time), y(value)));
    pen.stroke();
    return;
  }
  for (const [time, value] of points) {
    if (shape === 'hollow') pen.strokeRect(x(time) - 3, y(value) - 3, 6, 6);
    else pen.fillRect(x(time) - 1.5, y(value) - 1.5, 3, 3);
  }
}

function axes(pen, { x, y, low, high, most, width, height, color, unit }) {
  pen.font = '11px system-ui, sans-serif';
  for (const { at, text } of ticks(0, high - low, width / 110)) {
    pen.fillStyle = color.line;
    pen.fillRect(Math.round(x(low + at)), 0, 1, height - MARGIN.bottom);
    pen.fillStyle = color.quiet;
    pen.fillText(text, x(low + at) + 2, height - 6);
  }
  for (const { at, text } of ticks(0, most, Math.max(2, height / 50), unit)) {
    pen.fillStyle = color.line;
    pen.fillRect(MARGIN.left, Math.round(y(at)), width, 1);
    pen.fillStyle = color.quiet;
    pen.fillText(text, 2, y(at) + 4);
  }
}

const from = (packet, to_client) => is_from_client(packet) !== to_client;

function sequence(packets, to_client) {
  const sent = packets.filter((packet) => from(packet, to_client) && packet.length > 0);
  if (sent.length === 0) return [];
  const first = sent.reduce((low, { seq }) => (diff(seq, low) < 0 ? seq : low), sent[0].seq);
  const acks = packets.filter(
    (packet) => !from(packet, to_client) && packet.flags & 16 && !(packet.flags & 6),
  );
  const place = ({ time, seq, length }) => [time, diff(seq + length, first)];
  return [
    {
      name: 'wait',
      shape: 'line',
      is_bound: true,
      points: acks
        .map(({ time, ack, window }) => [time, Math.max(0, diff(ack, first)) + window])
        .filter(([, v]) => v < 2 ** 30),
    },
    {
      name: 'ok',
      shape: 'line',
      points: acks.map(({ time, ack }) => [time, Math.max(0, diff(ack, first))]),
    },
    { name: 'accent', shape: 'dot', points: sent.filter((packet) => !is_lost(packet)).map(place) },
    { name: 'lost', shape: 'hollow', points: sent.filter(is_lost).map(place) },
  ];
}

function rtt(packets, to_client) {
  const waiting = new Map();
  const points = [];
  for (const packet of packets) {
    if (from(packet, to_client)) {
      const next = (packet.seq + packet.length + (packet.flags & 3 ? 1 : 0)) >>> 0;
      if (is_lost(packet)) waiting.delete(next);
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
