// Puts the panes together.

import { bands_of } from '/bands.mjs';
import { Data } from '/data.mjs';
import { Details } from '/details.mjs';
import { show_export, show_filter, show_help, show_open, show_problem, upload } from '/dialogs.mjs';
import { $, colors, count, post, say, size } from '/dom.mjs';
import { list_of } from '/list.mjs';
import { Overview } from '/overview.mjs';
import { parse_query } from '/query.mjs';
import { Range } from '/range.mjs';

const view = {
  name: 'list',
  test: null,
  sort: 'time',
  up: true,
  follow: true,
  generation: 0,
  only: -1,
};
const range = new Range(() => changed_range());
const data = new Data(() => refresh());
const details = new Details($('details'), data, { close: () => close_details() });
const on = {
  on_open: (row) => open(row),
  on_sort: (name) => sort(name),
  on_choose: (row) => chose(row),
};
const list = list_of($('list'), data, range, on);
const bands = bands_of($('bands'), data, range, {
  ...on,
  on_open: (number) => open(bands.rows_of(number)[0]),
  on_sort: () => {},
  on_choose: () => {},
});
const overview = new Overview($('overview'), data, range);
const grid = () => (view.name === 'list' ? list : bands);

// --- what is shown

/** A row as the language of queries wants it. */
function query_row(row) {
  const c = data.rows.columns;
  const n = data.connections.columns;
  const known = (value) => (Number.isNaN(value) ? undefined : value);
  const number = c.connection[row];
  return {
    method: c.method[row],
    host: c.host[row],
    path: c.path[row],
    url: `${c.host[row]}${c.path[row]}`,
    status: c.status[row] || undefined,
    size: known(c.response_bytes[row]),
    type: c.type[row],
    duration: known(c.duration[row]),
    latency: known(c.latency[row]),
    conn: number,
    retransmits: c.lost[row],
    missing: c.missing[row],
    client: n.client?.[number],
    server: n.server?.[number],
  };
}

function wanted_rows() {
  const { time, duration, connection } = data.rows.columns;
  const rows = [];
  for (let row = data.rows.first; row < data.rows.length; row++) {
    if (view.only !== -1 && connection[row] !== view.only) continue;
    if (!range.is_all && (time[row] > range.to || time[row] + (duration[row] || 0) < range.from))
      continue;
    if (view.test === null || view.test(query_row(row))) rows.push(row);
  }
  return rows;
}

function sorted(rows) {
  if (view.sort === 'time' && view.up) return rows;
  const name = view.sort === 'waterfall' ? 'duration' : view.sort;
  const column = data.rows.columns[name];
  const sign = view.up ? 1 : -1;
  const rank = (value) => (Number.isNaN(value) ? -1 : value);
  return rows.sort((a, b) => {
    const [x, y] = [rank(column[a]), rank(column[b])];
    return x === y ? a - b : (x < y ? -1 : 1) * sign;
  });
}

function refresh() {
  const { rows, connections } = data;
  if (data.generation !== view.generation) {
    Object.assign(view, { generation: data.generation, only: -1 });
    close_details();
    range.is_all = true;
  }
  if (connections.length > 0) {
    const { start, end } = connections.columns;
    let [low, high] = [Infinity, -Infinity];
    for (let i = connections.first; i < connections.length; i++) {
      if (start[i] < low) low = start[i];
      if (end[i] > high) high = end[i];
    }
    range.extend(low, high);
  }
  show_state();
  update_rows();
  if (details.row !== -1 && details.row < rows.first) close_details();
}

function update_rows() {
  const rows = sorted(wanted_rows());
  const all = data.rows.length - data.rows.first;
  $('count').textContent =
    rows.length === all ? `${count(all)} rows` : `${count(rows.length)} of ${count(all)} rows`;
  list.set(rows);
  bands.set(wanted_bands(rows));
  list.mark_sorted(view.sort, view.up);
  if (view.follow && data.state?.live && data.state.running) grid().to_end();
  overview.draw();
}

// Grouped by server; with a filter, only connections that have a row.
function wanted_bands(rows) {
  const { connections } = data;
  const { server, name, start } = connections.columns;
  let list_ = [];
  if (view.test !== null || view.only !== -1 || !range.is_all) {
    list_ = [...new Set(rows.map((row) => data.rows.columns.connection[row]))];
  } else for (let i = connections.first; i < connections.length; i++) list_.push(i);
  const key = (i) => name[i] || server[i];
  return list_.sort((a, b) => (key(a) === key(b) ? start[a] - start[b] : key(a) < key(b) ? -1 : 1));
}

function show_state() {
  const { state } = data;
  const gone =
    state.rows.first > 0 || state.first_packet > 0
      ? `; the oldest are gone: rows before ${count(state.rows.first)}, packets before ${count(state.first_packet)}`
      : '';
  const dropped = state.dropped > 0 ? `; the kernel dropped ${count(state.dropped)}` : '';
  const what = state.over
    ? 'ended'
    : state.running
      ? state.live
        ? 'capturing'
        : 'reading'
      : 'stopped';
  const text =
    state.error ??
    `${what}: ${count(state.packets)} packets, ${size(state.bytes)}${state.filter ? `, filter ${state.filter}` : ''}${dropped}${gone}`;
  $('source').textContent = state.name;
  $('status').textContent = text;
  $('status').classList.toggle('error', state.error !== undefined);
  $('run').textContent = state.running ? 'Stop' : 'Start';
  $('run').hidden = state.over;
  $('follow').hidden = !state.live;
  $('device-filter').hidden = !state.can_filter;
  $('open').hidden = !state.can_open;
  document.title = `${state.name} – pcap page`;
}

let pending = 0;
function changed_range() {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => {
    update_rows();
    remember();
  });
}

// --- actions

function sort(name) {
  view.up = view.sort === name ? !view.up : true;
  view.sort = name;
  update_rows();
}

function chose(row) {
  view.follow = false;
  $('follow').setAttribute('aria-pressed', 'false');
  if (details.row !== -1 && details.row !== row) details.show(row);
}

function open(row) {
  if (row !== undefined) details.show(row);
}

function close_details() {
  details.close();
}

function show_view(name, focus) {
  view.name = name;
  for (const each of ['list', 'bands']) {
    $(each).hidden = each !== name;
    $(`tab-${each}`).setAttribute('aria-selected', String(each === name));
    $(`tab-${each}`).tabIndex = each === name ? 0 : -1;
  }
  $('legend').textContent =
    name === 'list'
      ? 'grey: wait, framed: network; coloured: receive; pink: lost; ◇ not captured'
      : 'up: to the server; S F R: SYN FIN RST; Z: zero window; hollow: sent again; line: RTT';
  grid().draw();
  if (focus) $(`tab-${name}`).focus();
  remember();
}

function follow() {
  view.follow = !view.follow;
  $('follow').setAttribute('aria-pressed', String(view.follow));
  if (view.follow) grid().to_end();
}

const act = (path, body) => post(path, body).catch(({ message }) => show_problem(message));
const run = () => act(data.state.running ? '/api/stop' : '/api/start');
const zoom = (factor) => range.zoom(factor, 0.5, list.head.lastElementChild.offsetWidth || 300);

function only_connection() {
  const c = data.rows.columns;
  const row =
    view.name === 'list'
      ? list.rows[list.chosen]
      : bands.rows_of(bands.rows[bands.chosen] ?? -1)[0];
  view.only = view.only === -1 && row !== undefined ? c.connection[row] : -1;
  say(view.only === -1 ? 'all connections' : `connection ${view.only} only`);
  update_rows();
}

/** The row before or after on the same connection. */
function step_on_connection(by) {
  const row = list.rows[list.chosen];
  if (view.name !== 'list' || row === undefined) return;
  const same = list.rows.filter(
    (other) => data.rows.columns.connection[other] === data.rows.columns.connection[row],
  );
  const next = same[same.indexOf(row) + by];
  if (next !== undefined) list.choose_row(next);
}

async function picture() {
  const { canvas } = grid();
  const out = document.createElement('canvas');
  Object.assign(out, { width: canvas.width, height: canvas.height });
  const pen = out.getContext('2d');
  pen.fillStyle = colors().page;
  pen.fillRect(0, 0, out.width, out.height);
  pen.drawImage(canvas, 0, 0);
  return new Promise((resolve) => out.toBlob(resolve, 'image/png'));
}

const chosen_rows = () =>
  view.name === 'list' ? list.rows : bands.rows.flatMap((number) => bands.rows_of(number));
const export_rows = () => show_export(chosen_rows(), picture);

function search() {
  const text = $('query').value;
  try {
    if (/(^|[\s(-])header:/.test(text))
      throw new SyntaxError(
        'the page does not keep headers in the list: header: is for http_trace --where',
      );
    view.test = text.trim() === '' ? null : parse_query(text);
    $('query').setAttribute('aria-invalid', 'false');
    update_rows();
    say($('count').textContent);
    remember();
  } catch ({ message }) {
    $('query').setAttribute('aria-invalid', 'true');
    $('count').textContent = message;
    say(message);
  }
}

// --- the address keeps what is shown

function remember() {
  const fragment = new URLSearchParams({ view: view.name, q: $('query').value });
  if (!range.is_all) fragment.set('range', `${range.from},${range.to}`);
  history.replaceState(null, '', `#${fragment}`);
}

function restore() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const [from, to] = (fragment.get('range') ?? '').split(',').map(Number);
  $('query').value = fragment.get('q') ?? '';
  if (to > from) Object.assign(range, { from, to, is_all: false });
  show_view(fragment.get('view') === 'bands' ? 'bands' : 'list');
  if ($('query').value !== '') search();
}

// --- keys

const move = (by) => () => grid().choose(grid().chosen === -1 ? 0 : grid().chosen + by);
const KEYS = {
  ArrowDown: move(1),
  ArrowUp: move(-1),
  j: move(1),
  k: move(-1),
  PageDown: () => move(grid().visible)(),
  PageUp: () => move(-grid().visible)(),
  Home: () => grid().choose(0),
  End: () => grid().choose(grid().rows.length - 1),
  ArrowLeft: () => step_on_connection(-1),
  ArrowRight: () => step_on_connection(1),
  Enter: () => grid().how.on_open(grid().rows[grid().chosen]),
  '/': () => $('query').focus(),
  '.': follow,
  ' ': () => !data.state.over && run(),
  '+': () => zoom(0.5),
  '=': () => zoom(0.5),
  '-': () => zoom(2),
  0: () => range.all(),
  '[': () => range.pan(-100, 400),
  ']': () => range.pan(100, 400),
  f: only_connection,
  c: () => show_view(view.name === 'list' ? 'bands' : 'list', true),
  g: () => details.show_tab('Graph'),
  p: () => details.show_tab('Packets'),
  e: export_rows,
  '?': show_help,
};

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if ($('dialog').open || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'Escape') {
    if (details.row !== -1) close_details();
    grid().choose(Math.max(0, grid().chosen));
    return;
  }
  if (target.closest('input, select, textarea')) return;
  if ((key === 'Enter' || key === ' ') && target.closest('button, a')) return;
  if (target.closest('#details') && /^(Arrow|Page|Home|End)/.test(key)) return;
  if (target.role === 'tab' && /^Arrow(Left|Right)$/.test(key)) {
    if (target.id.startsWith('tab-')) show_view(view.name === 'list' ? 'bands' : 'list', true);
    return;
  }
  if (!Object.hasOwn(KEYS, key)) return;
  event.preventDefault();
  KEYS[key]();
});

const buttons = {
  run,
  clear: () => act('/api/clear'),
  'device-filter': () => show_filter(data.state.filter),
  open: show_open,
  export: export_rows,
  help: show_help,
  follow,
  'zoom-in': () => zoom(0.5),
  'zoom-out': () => zoom(2),
  'zoom-all': () => range.all(),
  'tab-list': () => show_view('list'),
  'tab-bands': () => show_view('bands'),
};
for (const [id, action] of Object.entries(buttons)) $(id).addEventListener('click', action);
$('search').addEventListener('submit', (event) => event.preventDefault());
$('query').addEventListener('input', search);
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file !== undefined && data.state?.can_open)
    upload(file).catch(({ message }) => show_problem(message));
});
for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
  matchMedia(query).addEventListener('change', () => {
    for (const each of [list, bands]) (each.new_colors(), each.draw());
    overview.draw();
  });
}
restore();
