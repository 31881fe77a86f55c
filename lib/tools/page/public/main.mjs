// Puts the panes together.

import { actions_of, listen_to_buttons } from '/actions.mjs';
import { Address } from '/address.mjs';
import { bands_of } from '/bands.mjs';
import { Data } from '/data.mjs';
import { Details } from '/details.mjs';
import { show_problem, upload } from '/dialogs.mjs';
import { $, count, say } from '/dom.mjs';
import { listen_to_keys } from '/keys.mjs';
import { show_legend } from '/legend.mjs';
import { list_of } from '/list.mjs';
import { Overview } from '/overview.mjs';
import { parse_query } from '/query.mjs';
import { Range } from '/range.mjs';
import { Selection } from '/selection.mjs';
import { Split } from '/split.mjs';
import { show_state } from '/state_line.mjs';
import { Theme } from '/theme.mjs';

const view = { name: 'list', follow: true, generation: 0, wanted_row: -1 };
const theme = new Theme(() => draw());
const range = new Range(() => changed_range());
const data = new Data({ change: () => refresh(), packets: (number) => packets_came(number) });
const selection = new Selection(data, range);
const parts = { data, range, theme };
const address = new Address(what_is_shown);
const details = new Details($('details'), parts, { close: close_details, change: changed_details });
const split = new Split($('split'), $('details'), () => address.remember());
const list = list_of($('list'), parts, {
  on_open: (row) => row !== undefined && details.show(row),
  on_sort: sort,
  on_choose: chose,
});
const bands = bands_of($('bands'), parts, {
  on_open: (number) => {
    const [first] = bands.rows_of(number);
    if (first !== undefined) details.show(first);
    else if (number !== undefined) details.show_connection(number);
  },
});
const overview = new Overview($('overview'), data, range, theme);
const grid = () => (view.name === 'list' ? list : bands);
const page = { ...parts, list, bands, details, selection, view, grid, update: update_rows, follow };

// --- what is shown

function refresh() {
  if (data.generation !== view.generation) {
    if (view.generation !== 0) range.is_all = true; // else the address may have said which
    view.generation = data.generation;
    selection.only = -1;
    if (details.is_open) close_details();
  }
  const { connections, rows } = data;
  if (connections.length > 0) range.extend(...limits_of(connections));
  show_state(data.state);
  update_rows();
  if (details.row !== -1 && details.row < rows.first) close_details();
  if (view.wanted_row !== -1 && view.wanted_row < rows.length) open_wanted();
}

function limits_of({ columns: { start, end }, first, length }) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = first; i < length; i++) {
    if (start[i] < low) low = start[i];
    if (end[i] > high) high = end[i];
  }
  return [low, high];
}

function update_rows() {
  const rows = selection.rows();
  const all = data.rows.length - data.rows.first;
  const whole = all === 1 ? '1 row' : `${count(all)} rows`;
  $('count').textContent = rows.length === all ? whole : `${count(rows.length)} of ${whole}`;
  $('empty').hidden = rows.length > 0 || view.name !== 'list';
  $('empty').textContent = all > 0 ? 'No row is like this.' : nothing_yet(data.state);
  list.set(rows);
  if (view.name === 'bands') bands.set(selection.connections());
  list.mark_sorted(selection.sort, selection.up);
  if (view.follow && data.state?.live && data.state.running) grid().to_end();
  overview.draw();
}

function nothing_yet(state) {
  if (state === undefined) return '';
  if (state.over) return 'No HTTP, gRPC, WebSocket, Redis or DNS is in this capture.';
  return state.running
    ? 'Waiting for HTTP, gRPC, WebSocket, Redis or DNS …'
    : 'Stopped: Start goes on.';
}

function packets_came(number) {
  bands.draw();
  details.packets_came(number);
}

function draw() {
  for (const each of [list, bands]) each.draw();
  overview.draw();
  show_legend(view.name);
  if (details.is_open) details.render();
}

let pending = 0;
function changed_range() {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => {
    update_rows();
    address.remember();
  });
}

function sort(name) {
  selection.up = selection.sort === name ? !selection.up : true;
  selection.sort = name;
  update_rows();
  address.remember();
}

function chose(row) {
  follow(false);
  if (details.is_open && details.row !== row) details.show(row);
}

function follow(is_on) {
  view.follow = is_on;
  $('follow').setAttribute('aria-pressed', String(is_on));
  if (is_on) grid().to_end();
}

function close_details() {
  $('split').hidden = true;
  details.close();
}

function changed_details() {
  $('split').hidden = !details.is_open;
  address.remember();
}

function show_view(name, focus) {
  view.name = name;
  for (const each of ['list', 'bands']) {
    $(each).hidden = each !== name;
    $(`tab-${each}`).setAttribute('aria-selected', String(each === name));
    $(`tab-${each}`).tabIndex = each === name ? 0 : -1;
  }
  show_legend(name);
  update_rows();
  if (focus) $(`tab-${name}`).focus();
  address.remember();
}

function search() {
  const text = $('query').value;
  try {
    if (/(^|[\s(-])header:/.test(text))
      throw new SyntaxError(
        'the page does not keep headers in the list: header: is for http_trace --where',
      );
    selection.test = text.trim() === '' ? null : parse_query(text);
    $('query').setAttribute('aria-invalid', 'false');
    update_rows();
    say($('count').textContent);
    address.remember();
  } catch ({ message }) {
    $('query').setAttribute('aria-invalid', 'true');
    $('count').textContent = message;
    say(message);
  }
}

// --- the address

function what_is_shown() {
  return {
    view: view.name,
    q: $('query').value,
    range: range.is_all ? '' : `${range.from},${range.to}`,
    sort: selection.sort === 'time' && selection.up ? '' : `${selection.sort},${selection.up}`,
    row: details.row === -1 ? '' : String(details.row),
    tab: details.is_open ? details.tab : '',
    split: split.share === 50 ? '' : String(split.share),
  };
}

function restore() {
  const [from, to] = address.get('range').split(',').map(Number);
  if (to > from) Object.assign(range, { from, to, is_all: false });
  const [name, up] = address.get('sort').split(',');
  if (list.has_column(name)) Object.assign(selection, { sort: name, up: up !== 'false' });
  if (/^\d+$/.test(address.get('row'))) view.wanted_row = Number(address.get('row'));
  details.tab = address.get('tab') || 'Timing';
  if (/^\d+$/.test(address.get('split'))) split.set(Number(address.get('split')));
  $('query').value = address.get('q');
  show_view(address.get('view') === 'bands' ? 'bands' : 'list');
  if ($('query').value !== '') search();
}

/** The row that the address names is here now. */
function open_wanted() {
  const row = view.wanted_row;
  view.wanted_row = -1;
  if (row < data.rows.first) return;
  list.choose_row(row, false);
  details.show(row);
}

// --- what people do

const actions = actions_of(page);
listen_to_buttons(actions, show_view);
listen_to_keys(actions, {
  next_view: () => show_view(view.name === 'list' ? 'bands' : 'list', true),
  escape: () => {
    if (details.is_open) close_details();
    grid().choose(Math.max(0, grid().chosen));
  },
});
$('search').addEventListener('submit', (event) => event.preventDefault());
$('query').addEventListener('input', search);
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file !== undefined && data.state?.can_open)
    upload(file).catch(({ message }) => show_problem(message));
});
restore();
