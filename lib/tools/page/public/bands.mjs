// Connections as bands: requests above, responses below, packets as ticks: up to the server, down to the
// client. S F R: SYN, FIN, RST; hollow: sent again; Z: the window is closed.

import { CONNECTION, MARK } from '/data.mjs';
import { colors, count, ms } from '/dom.mjs';
import { Grid } from '/grid.mjs';
import { status_color } from '/list.mjs';

const HEIGHT = 62;
const COLUMNS = [
  { name: 'server', title: 'Server', width: '190px' },
  { name: 'client', title: 'Client, protocol', width: '165px' },
  { name: 'rtt', title: 'RTT', width: '70px', number: true },
  { name: 'retransmits', title: 'Sent again', width: '84px', number: true },
  { name: 'band', title: 'Packets', width: '1fr', picture: true },
];

export function bands_of(parent, data, range, on) {
  let color = colors();
  const rows_of = rows_of_connections(data);
  const fill = (number, cells) => {
    const c = data.connections.columns;
    cells[0].textContent = c.name[number] || c.server[number];
    cells[0].title = c.server[number];
    cells[1].className = 'two';
    const tls =
      (c.flags[number] & CONNECTION.TLS) !== 0 && !c.protocol[number].includes('tls') ? 'tls ' : '';
    cells[1].textContent = `${c.client[number]}\n${tls}${c.protocol[number] || 'unknown'}, ${count(c.rows[number])} rows`;
    cells[2].textContent = ms(c.rtt[number]);
    cells[3].textContent = String(c.lost[number]);
    const reset = (c.flags[number] & CONNECTION.RESET) !== 0 ? ', reset' : '';
    cells[4].setAttribute('aria-label', `${count(c.packets[number])} packets${reset}`);
  };
  const draw = (pen, box, number) => {
    const packets = data.packets(number, () => grid.draw()) ?? [];
    band(pen, box, { number, rows: rows_of(number), packets, data, range, color });
  };
  const grid = new Grid(parent, {
    label: 'Connections',
    height: HEIGHT,
    columns: COLUMNS,
    fill,
    draw,
    ...on,
  });
  grid.new_colors = () => (color = colors());
  grid.rows_of = rows_of;
  move_by_pointer(grid, range);
  return grid;
}

/** Rows by connection, as far as they have come. */
function rows_of_connections(data) {
  let table = null;
  let next = 0;
  let map = new Map();
  return (number) => {
    if (table !== data.rows) [table, next, map] = [data.rows, data.rows.first, new Map()];
    for (; next < table.length; next++) {
      const of = table.columns.connection[next];
      if (!map.has(of)) map.set(of, []);
      map.get(of).push(next);
    }
    return map.get(number) ?? [];
  };
}

function move_by_pointer(grid, range) {
  const left = () => grid.head.lastElementChild.offsetLeft;
  const width = () => grid.head.lastElementChild.offsetWidth;
  grid.body.addEventListener(
    'wheel',
    (event) => {
      const x = event.offsetX - left();
      if (event.target.closest('.grid-row') === null) return;
      const at = (event.clientX - grid.body.getBoundingClientRect().left - left()) / width();
      if (x === undefined || at < 0 || event.shiftKey) return;
      event.preventDefault();
      range.zoom(event.deltaY > 0 ? 1.25 : 0.8, at, width());
    },
    { passive: false },
  );
  let last = null;
  grid.body.addEventListener('pointerdown', (event) => {
    const x = event.clientX - grid.body.getBoundingClientRect().left;
    if (event.button === 0 && x > left() && x < left() + width()) last = event.clientX;
  });
  window.addEventListener('pointermove', (event) => {
    if (last === null) return;
    if (event.clientX !== last) range.pan(last - event.clientX, width());
    last = event.clientX;
  });
  window.addEventListener('pointerup', () => (last = null));
}

function band(pen, box, { number, rows, packets, data, range, color }) {
  const { y, width, height } = box;
  const c = data.connections.columns;
  const middle = y + height / 2;
  const x = (time) => range.x(time, width);
  const start = Math.max(-2, x(c.start[number]));
  const end = Math.min(width + 2, Math.max(x(c.end[number]), start + 2));
  pen.fillStyle = color.band;
  pen.fillRect(start, middle - 9, end - start, 18);
  if (c.connect[number] > 0) {
    pen.fillStyle = color.chosen;
    pen.fillRect(
      x(c.start[number]),
      middle - 9,
      Math.max(1, x(c.start[number] + c.connect[number]) - x(c.start[number])),
      18,
    );
  }
  if (c.tls[number] > 0) {
    pen.fillStyle = color.other;
    pen.fillRect(
      x(c.start[number] + (c.connect[number] || 0)),
      middle - 1,
      Math.max(1, (c.tls[number] / (range.to - range.from)) * width),
      2,
    );
  }
  messages(pen, box, { rows, data, x, color });
  ticks(pen, middle, { packets, x, width, color });
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
    pen.fillRect(x(c.time[row] - 0), y + 6, Math.max(2, x(c.time[row] + sent) - from), 8);
    if (Number.isNaN(c.latency[row])) continue;
    pen.fillStyle = color[status_color(c.status[row], c.flags[row])];
    pen.fillRect(first, y + height - 14, Math.max(2, x(end) - first), 8);
    pen.fillStyle = color.wait;
    pen.fillRect(from, y + height - 11, Math.max(0, first - from), 2);
  }
}

function ticks(pen, middle, { packets, x, width, color }) {
  let drawn = [-1, -1];
  pen.font = '9px system-ui, sans-serif';
  let rtt = [];
  const waiting = new Map();
  for (const packet of packets) {
    const at = Math.round(x(packet.time));
    const up = (packet.marks & MARK.FROM_CLIENT) !== 0;
    measure(packet, up, waiting, rtt);
    if (at < -5 || at > width + 5) continue;
    const special = (packet.flags & 7) !== 0 || (packet.marks & ~MARK.FROM_CLIENT) !== 0;
    if (!special && drawn[+up] === at) continue; // one tick a pixel
    drawn[+up] = at;
    tick(pen, middle, at, up, packet, color);
  }
  rtt_line(pen, middle, rtt, x, color);
}

// The round trip that each acknowledgement of the server's shows.
function measure(packet, up, waiting, rtt) {
  if (up) {
    if (packet.length > 0 && waiting.size < 64)
      waiting.set((packet.seq + packet.length) >>> 0, packet.time);
  } else if (waiting.has(packet.ack)) {
    rtt.push([packet.time, packet.time - waiting.get(packet.ack)]);
    waiting.delete(packet.ack);
  }
}

function rtt_line(pen, middle, rtt, x, color) {
  if (rtt.length < 5) return; // fewer make no line
  const most = Math.max(...rtt.slice(-5000).map(([, ms]) => ms));
  pen.strokeStyle = color.quiet;
  pen.beginPath();
  for (const [time, ms] of rtt) pen.lineTo(x(time), middle + 9 - (ms / most) * 18);
  pen.globalAlpha = 0.5;
  pen.stroke();
  pen.globalAlpha = 1;
}

function tick(pen, middle, at, up, packet, color) {
  const again = (packet.marks & (MARK.AGAIN | MARK.LATE)) !== 0;
  const tall = packet.length > 0 ? 8 : 4;
  const letter = letter_of(packet);
  pen.fillStyle = pen.strokeStyle = again
    ? color.lost
    : packet.flags & 4
      ? color.error
      : letter
        ? color.accent
        : color.text;
  const top = up ? middle - tall : middle;
  if (again) pen.strokeRect(at - 1.5, top + 0.5, 4, tall - 1);
  else pen.fillRect(at, top, 1, tall);
  if (letter !== '') pen.fillText(letter, at + 2, up ? middle - 1 : middle + 9);
}

export function letter_of({ flags, marks }) {
  if (flags & 4) return 'R';
  if (flags & 2) return 'S';
  if (flags & 1) return 'F';
  return marks & MARK.ZERO_WINDOW ? 'Z' : '';
}
