// Where the time of a row went, and what else is known of it.

import { KINDS, ROW } from '/data.mjs';
import { count, facts_table, get, h, ms, say, size } from '/dom.mjs';
import { status_text } from '/list.mjs';

export function timing_of({ data, row, number, detail }) {
  if (row === -1) return facts_table(connection_facts(data.connections.columns, number));
  const caption = h('caption', { class: 'unseen' }, 'Timing');
  const times = parts(data, row);
  return [
    times.length > 0 && h('table', { class: 'timing' }, caption, h('tbody', {}, times)),
    h('h3', {}, 'Facts'),
    facts_table(facts(data, row)),
    ...(detail?.request ? [h('h3', {}, 'As curl'), curl(row)] : []),
  ].filter(Boolean);
}

// One after the other, as they passed: each bar begins where the one before ends.
function parts(data, row) {
  const c = data.rows.columns;
  const n = data.connections.columns;
  const number = c.connection[row];
  const is_first = c.number[row] === 1;
  const list = [
    ['Connect', is_first ? n.connect[number] : NaN, 'other', 'handshake of TCP'],
    ['TLS', is_first ? n.tls[number] : NaN, 'redirect', 'from the client’s hello to the request'],
    ['Send', c.sent[row], 'accent', 'first to last byte of the request'],
    ['Network', c.network[row], 'wait', 'one round trip from here to the server'],
    ['Server', c.server[row], 'client', 'what is left of the wait: the server thinking'],
    ['Receive', c.duration[row] - c.latency[row], 'ok', 'first to last byte of the response'],
  ].filter(([, value]) => value >= 0);
  const all = Math.max(
    list.reduce((sum, [, value]) => sum + value, 0),
    1e-6,
  );
  let before = 0;
  return list.map(([name, value, color, title]) => {
    const bar = h('span', { class: 'bar' });
    bar.style.background = `var(--${color})`;
    bar.style.marginLeft = `${(before / all) * 99}%`;
    bar.style.width = `${Math.max(0.5, (value / all) * 99)}%`;
    before += value;
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      h('td', { class: 'number' }, ms(value)),
      h('td', { class: 'picture' }, bar),
      h('td', { class: 'quiet' }, title),
    );
  });
}

function facts(data, row) {
  const c = data.rows.columns;
  const n = data.connections.columns;
  const number = c.connection[row];
  const note = c.note[row] && c.kind[row] !== 2 ? ` ${c.note[row]}` : '';
  const sizes = [c.request_bytes[row], c.response_bytes[row]].map((bytes) => size(bytes));
  const lost = `${count(c.lost[row])}: waiting for them took ${ms(c.cost[row])}`;
  return [
    ['Kind', KINDS[c.kind[row]]],
    ['Status', `${status_text(c, row)}${note}`],
    ['Time', new Date(c.time[row]).toISOString()],
    ['Latency', ms(c.latency[row]) || 'unknown'],
    ['In all', ms(c.duration[row]) || 'unknown'],
    ['Lost segments', c.lost[row] > 0 ? lost : 'none'],
    ['Missing in the capture', c.missing[row] > 0 ? size(c.missing[row]) : 'nothing'],
    ['Whole', is_whole(c.flags[row])],
    ['Request, response', sizes.map((text) => text || 'unknown').join(', ')],
    ['Connection', `${number}: ${n.client[number]} to ${n.server[number]}`],
    ['Round trip', round_trip(n, number)],
  ];
}

function connection_facts(n, number) {
  const known = (value) => (value >= 0 ? ms(value) : 'unknown');
  return [
    ['Connection', `${number}: ${n.client[number]} to ${n.server[number]}`],
    ['Protocol', n.protocol[number] || 'unknown'],
    ['Time', new Date(n.start[number]).toISOString()],
    ['In all', ms(n.end[number] - n.start[number])],
    ['Connect', known(n.connect[number])],
    ['TLS', known(n.tls[number])],
    ['Round trip', round_trip(n, number)],
    ['Packets', count(n.packets[number])],
    ['Sent, received', `${size(n.sent[number])}, ${size(n.received[number])}`],
    ['Lost segments', n.lost[number] > 0 ? count(n.lost[number]) : 'none'],
  ];
}

function is_whole(flags) {
  if ((flags & ROW.COMPLETE) !== 0) return 'yes';
  return (flags & ROW.OVER) === 0 ? 'not yet' : 'no';
}

function round_trip(n, number) {
  if (Number.isNaN(n.rtt[number])) return 'unknown';
  const all = n.round_trip[number] > 0 ? `, ${ms(n.round_trip[number])} from the client` : '';
  return `${ms(n.rtt[number])} from here to the server${all}`;
}

function curl(row) {
  const out = h('pre', { tabindex: '0', hidden: true });
  const secret = h('input', { type: 'checkbox' });
  const show = async () => {
    out.textContent = (await get(`/api/curl/${row}?secrets=${secret.checked ? 1 : 0}`)).text;
    out.hidden = false;
    navigator.clipboard?.writeText(out.textContent).then(
      () => say('copied'),
      () => {},
    );
  };
  return h(
    'div',
    {},
    h('button', { type: 'button', on: { click: show } }, 'Copy as curl'),
    ' ',
    h('label', {}, secret, ' with cookies and authorisation'),
    out,
  );
}
