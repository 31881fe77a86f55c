// The picture of a connection: requests above, responses below, packets as ticks between them: up
// to the server, down to the client. S F R: SYN, FIN, RST; hollow: lost; Z: the window is closed.

import { MARK, is_from_client, is_lost } from '/data.mjs';
import { status_color } from '/list.mjs';

const HALF = 9; // pixels of the band, above and below its middle
const LETTER = 8; // pixels that a letter takes
const MIN_TRIPS = 5; // round trips; fewer make no line
const MAX_WAITING = 64;

export function draw_band(pen, box, { number, rows, packets, data, range, color }) {
  const { y, width, height } = box;
  const c = data.connections.columns;
  const middle = y + height / 2;
  const x = (time) => range.x(time, width);
  const start = Math.max(-2, x(c.start[number]));
  const end = Math.min(width + 2, Math.max(x(c.end[number]), start + 2));
  pen.fillStyle = color.band;
  pen.fillRect(start, middle - HALF, end - start, 2 * HALF);
  handshakes(pen, middle, { c, number, x, color });
  messages(pen, box, { rows, data, x, color });
  if (packets === undefined) return;
  packets.picture ??= { in_order: in_order(packets), ...round_trips(packets) };
  trip_line(pen, middle, packets.picture, x, color);
  ticks(pen, middle, { packets: packets.picture.in_order, x, width, range, color });
}

function handshakes(pen, middle, { c, number, x, color }) {
  const start = c.start[number];
  const connected = start + (c.connect[number] || 0);
  const bar = (from, to, name, top, tall) => {
    pen.fillStyle = color[name];
    pen.fillRect(x(from), top, Math.max(1, x(to) - x(from)), tall);
  };
  if (c.connect[number] > 0) bar(start, connected, 'chosen', middle - HALF, 2 * HALF);
  if (c.tls[number] > 0) bar(connected, connected + c.tls[number], 'other', middle - 1, 2);
}

function messages(pen, { y, width, height }, { rows, data, x, color }) {
  const c = data.rows.columns;
  for (const row of rows) {
    const from = x(c.time[row]);
    const end = c.time[row] + (c.duration[row] || c.latency[row] || 0);
    if (from > width || x(end) < 0) continue;
    const sent = c.sent[row] || 0;
    const first = x(c.time[row] + (c.latency[row] || 0));
    pen.fillStyle = color.accent;
    pen.fillRect(from, y + 6, Math.max(2, x(c.time[row] + sent) - from), 8);
    if (Number.isNaN(c.latency[row])) continue;
    pen.fillStyle = color.wait;
    pen.fillRect(from, y + height - 11, Math.max(0, first - from), 2);
    pen.fillStyle = color[status_color(c.status[row], c.flags[row])];
    pen.fillRect(first, y + height - 14, Math.max(2, x(end) - first), 8);
  }
}

function ticks(pen, middle, { packets, x, width, range, color }) {
  const drawn = [-1, -1]; // the last pixel, down and up
  const letters = [-LETTER, -LETTER];
  pen.font = '9px system-ui, sans-serif';
  const margin = ((range.to - range.from) / width) * 10;
  for (let i = first_at(packets, range.from - margin); i < packets.length; i++) {
    const packet = packets[i];
    const at = Math.round(x(packet.time));
    if (at > width + 5) break;
    const up = is_from_client(packet);
    const letter = letter_of(packet);
    if (letter === '' && !is_lost(packet) && drawn[+up] === at) continue; // one tick a pixel
    drawn[+up] = at;
    tick(pen, middle, at, { packet, up, letter, color });
    if (letter === '' || at - letters[+up] < LETTER) continue;
    letters[+up] = at;
    pen.fillText(letter, at + 2, up ? middle - 1 : middle + 8);
  }
}

/** Packets by time, which they need not be in a file. */
function in_order(packets) {
  const is_ordered = packets.every((packet, i) => i === 0 || packets[i - 1].time <= packet.time);
  return is_ordered ? packets : packets.slice().sort((a, b) => a.time - b.time);
}

/** The first packet from a time on. */
function first_at(packets, time) {
  let [low, high] = [0, packets.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (packets[half].time < time) low = half + 1;
    else high = half;
  }
  return low;
}

function tick(pen, middle, at, { packet, up, letter, color }) {
  const tall = packet.length > 0 ? 8 : 4;
  const top = up ? middle - tall : middle;
  const is_reset = (packet.flags & 4) !== 0;
  const name = is_lost(packet) ? 'lost' : is_reset ? 'error' : letter === '' ? 'text' : 'accent';
  pen.fillStyle = pen.strokeStyle = color[name];
  if (is_lost(packet)) pen.strokeRect(at - 1.5, top + 0.5, 4, tall - 1);
  else pen.fillRect(at, top, 1, tall);
}

/** The round trip that each acknowledgement of the server's shows. */
function round_trips(packets) {
  const waiting = new Map();
  const trips = [];
  let most = 0;
  for (const packet of packets) {
    if (is_from_client(packet)) {
      if (packet.length > 0 && waiting.size < MAX_WAITING)
        waiting.set((packet.seq + packet.length) >>> 0, packet.time);
    } else if (waiting.has(packet.ack)) {
      const trip = packet.time - waiting.get(packet.ack);
      trips.push([packet.time, trip]);
      most = Math.max(most, trip);
      waiting.delete(packet.ack);
    }
  }
  return { trips, most };
}

function trip_line(pen, middle, { trips, most }, x, color) {
  if (trips.length < MIN_TRIPS) return;
  pen.strokeStyle = color.quiet;
  pen.beginPath();
  for (const [time, ms] of trips) pen.lineTo(x(time), middle + HALF - (ms / most) * 2 * HALF);
  pen.globalAlpha = 0.5;
  pen.stroke();
  pen.globalAlpha = 1;
}

export function letter_of({ flags, marks }) {
  if (flags & 4) return 'R';
  if (flags & 2) return 'S';
  if (flags & 1) return 'F';
  return marks & MARK.ZERO_WINDOW ? 'Z' : '';
}
