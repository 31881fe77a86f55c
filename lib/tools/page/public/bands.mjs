// Connections as bands, grouped by server.

import { draw_band } from '/band.mjs';
import { CONNECTION } from '/data.mjs';
import { count, ms } from '/dom.mjs';
import { Grid } from '/grid.mjs';

const HEIGHT = 62;
const COLUMNS = [
  { name: 'server', title: 'Server', width: 'minmax(80px, 190px)' },
  { name: 'client', title: 'Client, protocol', width: 'minmax(90px, 165px)' },
  { name: 'rtt', title: 'RTT', width: '70px', number: true, optional: 700 },
  { name: 'lost', title: 'Lost', width: '52px', number: true, optional: 700 },
  { name: 'band', title: 'Packets', width: '1fr', picture: true },
];

export function bands_of(parent, { data, range, theme }, on) {
  const rows_of = rows_of_connections(data);
  const draw = (pen, box, number) => {
    const packets = data.packets(number);
    draw_band(pen, box, {
      number,
      rows: rows_of(number),
      packets,
      data,
      range,
      color: theme.color,
    });
  };
  const grid = new Grid(parent, {
    label: 'Connections',
    height: HEIGHT,
    label_of: (cells) => `${cells[0].textContent} ${cells[1].textContent.replace('\n', ' ')}`,
    columns: COLUMNS,
    fill: (...args) => fill(data.connections.columns, ...args),
    draw,
    ...{ data, range, theme },
    ...on,
  });
  grid.rows_of = rows_of;
  move_by_pointer(grid, range);
  return grid;
}

function fill(c, number, cells, element, before) {
  const key = (i) => c.name[i] || c.server[i];
  cells[0].textContent = key(number);
  cells[0].title = c.server[number];
  element.classList.toggle('same', before !== undefined && key(before) === key(number));
  const is_tls = (c.flags[number] & CONNECTION.TLS) !== 0 && !c.protocol[number].includes('tls');
  const protocol = `${is_tls ? 'tls ' : ''}${c.protocol[number] || 'unknown'}`;
  const rows = c.rows[number] === 1 ? '1 row' : `${count(c.rows[number])} rows`;
  cells[1].textContent = `${c.client[number]}\n${protocol}, ${rows}`;
  cells[2].textContent = ms(c.rtt[number]);
  cells[3].textContent = c.lost[number] > 0 ? String(c.lost[number]) : '';
  const reset = (c.flags[number] & CONNECTION.RESET) !== 0 ? ', reset' : '';
  cells[4].setAttribute('aria-label', `${count(c.packets[number])} packets${reset}`);
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

// The wheel zooms around the pointer, dragging moves.
function move_by_pointer(grid, range) {
  const place = (event) => {
    const { left, width } = grid.canvas.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  const is_inside = (at) => at >= 0 && at <= 1;
  const on_wheel = (event) => {
    if (event.shiftKey || !is_inside(place(event))) return;
    event.preventDefault();
    range.zoom(event.deltaY > 0 ? 1.25 : 0.8, place(event), grid.width);
  };
  grid.body.addEventListener('wheel', on_wheel, { passive: false });
  let last = null;
  grid.body.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && is_inside(place(event))) last = event.clientX;
  });
  window.addEventListener('pointermove', (event) => {
    if (last === null) return;
    if (event.clientX !== last) range.pan(last - event.clientX, grid.width);
    last = event.clientX;
  });
  window.addEventListener('pointerup', () => (last = null));
}
