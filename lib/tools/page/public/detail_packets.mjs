// The packets of a row's connection, as a table and as graphs.

import { MARK, is_from_client, is_lost } from '/data.mjs';
import { count, facts_table, fill, get, h, ms } from '/dom.mjs';
import { draw_graph } from '/graph.mjs';

const MAX_PACKETS = 500; // in the table
const BEFORE = 3; // packets that are shown from before the row
const NUMBERS = new Set(['Time', 'Seq', 'Ack', 'Length', 'Window']);
const NAMES = ['', 'Time', 'Way', 'Flags', 'Seq', 'Ack', 'Length', 'Window', ''];

export function packets_of(details) {
  const list = details.packets;
  if (list === undefined) {
    details.redraw = () => details.render();
    return h('p', {}, 'Reading packets …');
  }
  const { time } = details;
  const start = Math.max(0, list.findIndex((packet) => packet.time >= time - 0.001) - BEFORE);
  const shown = list.slice(start, start + MAX_PACKETS);
  const out = h('div', { 'aria-live': 'polite' });
  const first = first_numbers(list);
  const heads = NAMES.map((name) =>
    name === ''
      ? h('td')
      : h('th', { scope: 'col', class: NUMBERS.has(name) ? 'number' : undefined }, name),
  );
  const rows = shown.map((packet) => packet_row(packet, { time, first, out }));
  const text =
    shown.length === list.length
      ? `All ${count(list.length)} packets of this connection`
      : `${count(shown.length)} of ${count(list.length)} packets of this connection, from this row on`;
  return [
    h('p', { class: 'quiet' }, `${text}; sequence numbers count from its beginning`),
    h('table', { class: 'packets' }, h('thead', {}, h('tr', {}, heads)), h('tbody', {}, rows)),
    out,
  ];
}

/** By direction, the sequence number that the others are counted from: of the first packet. */
function first_numbers(list) {
  const first = [undefined, undefined];
  for (const packet of list) {
    const up = Number(is_from_client(packet));
    first[up] ??= packet.seq;
    if (packet.flags & 16) first[1 - up] ??= (packet.ack - 1) >>> 0;
    if (first[0] !== undefined && first[1] !== undefined) break;
  }
  return first;
}

function packet_row(packet, { time, first, out }) {
  const up = is_from_client(packet);
  const number = (text) => h('td', { class: 'number' }, text);
  const relative = (value, from) => count(from === undefined ? value : (value - from) >>> 0);
  const after = packet.time - time;
  return h(
    'tr',
    { class: is_lost(packet) ? 'again' : undefined },
    h('td', {}, decode_button(packet, out)),
    number(`${after < 0 ? '−' : '+'}${ms(Math.abs(after)) || '0'}`),
    h('td', {}, up ? '→ server' : '← client'),
    h('td', {}, flags_of(packet)),
    number(relative(packet.seq, first[+up])),
    number(packet.flags & 16 ? relative(packet.ack, first[1 - up]) : ''),
    number(count(packet.length)),
    number(count(packet.window)),
    h('td', {}, marks_of(packet)),
  );
}

function decode_button({ number }, out) {
  const show = async () => {
    const { text, layers, hex } = await get(`/api/packet/${number}`);
    fill(
      out,
      h('h3', {}, `Packet ${number}`),
      h('pre', { tabindex: '0' }, text),
      facts_table(layers.map((layer) => [layer.name, layer.text])),
      h('pre', { tabindex: '0' }, hex),
    );
    out.scrollIntoView({ block: 'nearest' });
  };
  const how = { type: 'button', title: 'Decode', on: { click: show } };
  return h('button', how, String(number));
}

const names_of = (bits, names) =>
  names.filter(([bit]) => (bits & bit) !== 0).map(([, text]) => text);

const FLAGS = [
  [2, 'SYN'],
  [1, 'FIN'],
  [4, 'RST'],
  [8, 'PSH'],
  [16, 'ACK'],
];
const flags_of = ({ flags }) => names_of(flags, FLAGS).join(' ');

const MARKS = [
  [MARK.AGAIN, 'sent again'],
  [MARK.LATE, 'lost before'],
  [MARK.REORDERED, 'out of order'],
  [MARK.ZERO_WINDOW, 'zero window'],
];
const marks_of = ({ marks }) => names_of(marks, MARKS).join(', ');

const choice = (options) =>
  h(
    'select',
    {},
    options.map(([value, text]) => h('option', { value }, text)),
  );

export function graph_of(details) {
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const figure = h('figure', {}, canvas);
  const kind = choice([
    ['sequence', 'Sequence, acknowledged, window'],
    ['rtt', 'Round trips'],
    ['throughput', 'Throughput'],
  ]);
  const way = choice([
    ['client', 'to the client'],
    ['server', 'to the server'],
  ]);
  const draw = () => {
    const list = details.packets;
    if (list === undefined || !figure.isConnected) return;
    const { color } = details.theme;
    draw_graph(canvas, list, { kind: kind.value, to_client: way.value === 'client', color });
  };
  for (const select of [kind, way]) select.addEventListener('change', draw);
  details.redraw = draw;
  requestAnimationFrame(draw);
  const text =
    'Dots: data; hollow: lost. Lines: what was acknowledged, and the window above it. The table of packets says the same.';
  return [
    h('p', {}, h('label', {}, 'Graph ', kind), ' ', h('label', {}, 'of data ', way)),
    figure,
    h('p', { class: 'quiet' }, text),
  ];
}
