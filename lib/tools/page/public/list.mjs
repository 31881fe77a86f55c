// Rows: a waterfall, with what was lost on it.

import { clock, ms, size } from '/dom.mjs';
import { Grid } from '/grid.mjs';
import { KINDS, ROW } from '/data.mjs';

const COLUMNS = [
  { name: 'time', title: 'Time', width: '104px', optional: 700 },
  { name: 'method', title: 'Method', width: '92px' },
  { name: 'host', title: 'Host', width: 'minmax(128px, 1.4fr)', optional: 560 },
  { name: 'path', title: 'Path', width: 'minmax(80px, 2.2fr)' },
  { name: 'status', title: 'Status', width: '74px' },
  { name: 'kind', title: 'Type', width: 'minmax(84px, 118px)', optional: 820 },
  { name: 'response_bytes', title: 'Size', width: '70px', number: true, optional: 620 },
  { name: 'latency', title: 'Latency', width: '70px', number: true },
  { name: 'connection', title: 'Conn', width: '56px', number: true, optional: 900 },
  { name: 'waterfall', title: 'Waterfall', width: 'minmax(130px, 3fr)', picture: true },
];

export function status_color(status, flags) {
  if ((flags & ROW.ERROR) !== 0 || status >= 500) return 'error';
  if (status >= 400) return 'client';
  if (status >= 300) return 'redirect';
  if (status >= 100) return 'ok';
  return (flags & ROW.COMPLETE) !== 0 ? 'other' : 'wait';
}

export function status_text(columns, row) {
  const { status, flags, note, kind } = columns;
  if (kind[row] === 2 && note[row] !== '') return note[row]; // gRPC's own
  if (status[row] > 0) return String(status[row]);
  if (kind[row] === 5)
    return (flags[row] & ROW.OVER) === 0
      ? 'no answer'
      : (flags[row] & ROW.ERROR) !== 0
        ? note[row]
        : 'ok';
  if (kind[row] === 4) return (flags[row] & ROW.ERROR) !== 0 ? 'error' : 'ok';
  if (kind[row] === 3) return '';
  return (flags[row] & ROW.OVER) === 0 ? '…' : 'none';
}

/** What it is: the subtype of a response, since that tells most; the kind of others. */
function type_text({ type, kind }, row) {
  if (kind[row] === 3) return `WebSocket ${type[row]}`;
  if (kind[row] >= 2 || type[row] === '') return KINDS[kind[row]];
  return type[row].replace(/^(text|application)\/(x-)?/, '');
}

export function list_of(parent, { data, range, theme }, on) {
  const { color } = theme;
  const fill = (row, cells, element) => {
    const c = data.rows.columns;
    const set = (i, text) => {
      if (cells[i].textContent !== text) cells[i].textContent = text;
    };
    set(0, clock(c.time[row]));
    set(1, c.method[row]);
    set(2, c.host[row]);
    cells[2].title = c.host[row].slice(0, 500);
    set(3, c.path[row]);
    cells[3].title = c.path[row].slice(0, 500);
    set(4, status_text(c, row));
    cells[4].className = `status s${Math.floor(c.status[row] / 100)}`;
    element.classList.toggle('failed', (c.flags[row] & ROW.ERROR) !== 0);
    set(5, type_text(c, row));
    cells[5].title = c.type[row];
    set(
      6,
      size(
        c.kind[row] === 3 ? c.request_bytes[row] || c.response_bytes[row] : c.response_bytes[row],
      ),
    );
    set(7, ms(c.latency[row]));
    set(8, String(c.connection[row]));
    const lost = c.lost[row] > 0 ? `, ${c.lost[row]} segments lost, ${ms(c.cost[row])}` : '';
    const gaps = c.missing[row] > 0 ? `, ${size(c.missing[row])} not captured` : '';
    const total = ms(c.duration[row]);
    cells[9].setAttribute(
      'aria-label',
      total === '' ? 'not over' : `${total} in all${lost}${gaps}`,
    );
  };
  const draw = (pen, box, row) => waterfall(pen, box, data.rows.columns, row, range, color);
  return new Grid(parent, {
    label: 'Requests',
    height: 24,
    label_of: (cells) => [1, 2, 3].map((i) => cells[i].textContent).join(' '),
    columns: COLUMNS,
    fill,
    draw,
    ...{ data, range, theme },
    ...on,
  });
}

/** Wait, in grey: the network's part hatched; then the download. */
export function waterfall(pen, { y, width, height }, c, row, range, color) {
  const start = c.time[row];
  const x = (time) => range.x(time, width);
  const first = start + (c.latency[row] || 0);
  const end = start + (c.duration[row] || c.latency[row] || 0);
  const top = y + height / 2 - 5;
  const left = x(start);
  if (left > width || x(end) < -2) return;
  const middle = x(first);
  const network = Math.min(
    middle - left,
    ((c.network[row] || 0) / (range.to - range.from)) * width,
  );
  pen.fillStyle = color.wait;
  pen.fillRect(left, top + 3, Math.max(1, middle - left), 4);
  if (network >= 1) {
    pen.strokeStyle = color.quiet;
    pen.strokeRect(left + 0.5, top + 2.5, network, 5);
  }
  pen.fillStyle = color[status_color(c.status[row], c.flags[row])];
  pen.fillRect(middle, top, Math.max(2, x(end) - middle), 10);
  if (c.lost[row] > 0) {
    pen.fillStyle = color.lost;
    pen.fillRect(x(end) + 3, top, 4, 10);
    pen.font = '10px system-ui, sans-serif';
    pen.fillText(`${c.lost[row]} lost`, x(end) + 9, top + 9);
  }
  if (c.missing[row] > 0) {
    pen.strokeStyle = color.lost;
    pen.save();
    pen.translate(x(end) + 8 + (c.lost[row] > 0 ? 42 : 0), top + 5);
    pen.rotate(Math.PI / 4);
    pen.strokeRect(-3, -3, 6, 6);
    pen.restore();
  }
}
