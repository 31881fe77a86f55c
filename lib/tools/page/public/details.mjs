// Everything about one row: timing, headers, body, packets, graph, TLS.

import { CONNECTION, KINDS, MARK, ROW } from '/data.mjs';
import { count, fill, get, h, ms, say, size } from '/dom.mjs';
import { draw_graph } from '/graph.mjs';
import { status_text } from '/list.mjs';

const MAX_PACKETS = 500; // in a table

export class Details {
  row = -1;
  tab = 'Timing';
  #detail = null;
  #connection = null;

  constructor(element, data, on) {
    Object.assign(this, { element, data, on });
  }

  async show(row) {
    this.row = row;
    const [detail, connection] = await Promise.all([
      get(`/api/exchange/${row}`).catch(() => null),
      get(`/api/connection/${this.data.rows.columns.connection[row]}`).catch(() => null),
    ]);
    if (this.row !== row) return; // another one was chosen meanwhile
    [this.#detail, this.#connection] = [detail, connection];
    this.element.hidden = false;
    this.render();
  }

  close() {
    this.row = -1;
    this.element.hidden = true;
  }

  get #tabs() {
    const c = this.data.rows.columns;
    const number = c.connection[this.row];
    const is_udp = (this.data.connections.columns.flags[number] & CONNECTION.UDP) !== 0;
    const { request, response } = this.#detail ?? {};
    const tabs = { Timing: () => this.#timing() };
    if (request ?? response) tabs.Headers = () => this.#headers();
    if (this.#has_body()) tabs.Body = () => this.#body();
    tabs.Packets = () => this.#packets();
    if (!is_udp) tabs.Graph = () => this.#graph();
    if (this.#connection?.tls) tabs.TLS = () => this.#tls();
    return tabs;
  }

  #has_body() {
    const { request, response, body, redis, dns, grpc } = this.#detail ?? {};
    return Boolean(request?.body ?? response?.body ?? body ?? redis ?? dns ?? grpc);
  }

  /** Shows a tab, if there is one of that name. */
  show_tab(name) {
    if (this.row === -1 || !Object.hasOwn(this.#tabs, name)) return;
    this.tab = name;
    this.render();
    this.element.querySelector('[role=tab][aria-selected=true]').focus();
  }

  render() {
    const c = this.data.rows.columns;
    const tabs = this.#tabs;
    const chosen = Object.hasOwn(tabs, this.tab) ? this.tab : 'Timing';
    const names = Object.keys(tabs);
    const buttons = names.map((name) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `detail-${name}`,
          'aria-controls': 'detail-panel',
          'aria-selected': String(name === chosen),
          tabindex: name === chosen ? '0' : '-1',
          on: {
            click: () => this.show_tab(name),
            keydown: (event) => {
              const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              if (by === undefined) return;
              event.stopPropagation();
              this.show_tab(names[(names.indexOf(name) + by + names.length) % names.length]);
            },
          },
        },
        name,
      ),
    );
    const close = h(
      'button',
      {
        type: 'button',
        'aria-label': 'Close details',
        title: 'Escape',
        on: { click: this.on.close },
      },
      '✕',
    );
    const title = `${c.method[this.row]} ${c.path[this.row]}`;
    const panel = h('div', {
      role: 'tabpanel',
      id: 'detail-panel',
      'aria-labelledby': `detail-${chosen}`,
      tabindex: '0',
    });
    fill(
      this.element,
      h('div', { class: 'title' }, h('h2', {}, title), close),
      h('div', { role: 'tablist', 'aria-label': 'Details' }, buttons),
      panel,
    );
    panel.append(...[tabs[chosen]()].flat());
  }

  // --- timing

  #timing() {
    const c = this.data.rows.columns;
    const n = this.data.connections.columns;
    const row = this.row;
    const number = c.connection[row];
    const is_first = c.number[row] === 1;
    const receive = c.duration[row] - c.latency[row];
    const parts = [
      [
        'Connect',
        is_first ? n.connect[number] : NaN,
        'other',
        'handshake of TCP, before this request',
      ],
      ['TLS', is_first ? n.tls[number] : NaN, 'redirect', 'from the client’s hello to the request'],
      ['Send', c.sent[row], 'accent', 'first to last byte of the request'],
      ['Network', c.network[row], 'wait', 'one round trip from here to the server'],
      ['Server', c.server[row], 'client', 'what is left of the wait: the server thinking'],
      ['Receive', receive, 'ok', 'first to last byte of the response'],
    ].filter(([, value]) => value >= 0);
    const longest = Math.max(...parts.map(([, value]) => value), 1e-6);
    const rows = parts.map(([name, value, color, title]) => {
      const bar = h('span', { class: 'bar' });
      bar.style.background = `var(--${color})`;
      bar.style.width = `${Math.max(1, (value / longest) * 100)}%`;
      return h(
        'tr',
        {},
        h('th', { scope: 'row' }, name),
        h('td', { class: 'number' }, ms(value)),
        h('td', { class: 'picture' }, bar),
        h('td', { class: 'quiet' }, title),
      );
    });
    const facts = [
      ['Kind', KINDS[c.kind[row]]],
      [
        'Status',
        `${status_text(c, row)}${c.note[row] && c.kind[row] !== 2 ? ` ${c.note[row]}` : ''}`,
      ],
      ['Time', `${new Date(c.time[row]).toISOString()}`],
      ['Latency', ms(c.latency[row])],
      ['In all', ms(c.duration[row])],
      [
        'Lost segments',
        c.lost[row] > 0
          ? `${count(c.lost[row])}: waiting for them took ${ms(c.cost[row])}`
          : 'none',
      ],
      ['Missing in the capture', c.missing[row] > 0 ? size(c.missing[row]) : 'nothing'],
      [
        'Whole',
        (c.flags[row] & ROW.COMPLETE) !== 0
          ? 'yes'
          : (c.flags[row] & ROW.OVER) === 0
            ? 'not yet'
            : 'no',
      ],
      [
        'Request, response',
        [size(c.request_bytes[row]), size(c.response_bytes[row])]
          .map((t) => t || 'unknown')
          .join(', '),
      ],
      ['Connection', `${number}: ${n.client[number]} to ${n.server[number]}`],
      [
        'Round trip',
        Number.isNaN(n.rtt[number])
          ? 'unknown'
          : `${ms(n.rtt[number])} from here to the server${n.round_trip[number] > 0 ? `, ${ms(n.round_trip[number])} from the client` : ''}`,
      ],
    ];
    return [
      h(
        'table',
        { class: 'timing' },
        h('caption', { class: 'unseen' }, 'Timing'),
        h('tbody', {}, rows),
      ),
      h('h3', {}, 'Facts'),
      facts_table(facts),
      ...(this.#detail?.request ? [h('h3', {}, 'As curl'), this.#curl()] : []),
    ];
  }

  #curl() {
    const out = h('pre', { tabindex: '0', hidden: true });
    const show = async () => {
      out.textContent = (await get(`/api/curl/${this.row}?secrets=${secret.checked ? 1 : 0}`)).text;
      out.hidden = false;
      navigator.clipboard?.writeText(out.textContent).then(
        () => say('copied'),
        () => {},
      );
    };
    const secret = h('input', { type: 'checkbox' });
    return h(
      'div',
      {},
      h('button', { type: 'button', on: { click: show } }, 'Copy as curl'),
      ' ',
      h('label', {}, secret, ' with cookies and authorisation'),
      out,
    );
  }

  // --- headers and body

  #headers() {
    const { request, response } = this.#detail;
    const parts = [];
    for (const [name, message] of [
      ['Request', request],
      ['Response', response],
    ]) {
      if (!message) continue;
      const start =
        name === 'Request'
          ? `${message.method} ${message.url} HTTP/${message.http_version}`
          : `HTTP/${message.http_version} ${message.status_code ?? ''} ${message.status_message}`;
      const headers = pairs(message.raw_headers);
      parts.push(h('h3', {}, `${name}: ${start}`), facts_table(headers));
      if (message.trailers.length > 0)
        parts.push(h('h3', {}, 'Trailers'), facts_table(pairs(message.trailers)));
    }
    return parts;
  }

  #body() {
    const { request, response, body, image, redis, dns, grpc } = this.#detail;
    const parts = [];
    for (const [name, value] of [
      ['Redis', redis],
      ['DNS', dns],
      ['gRPC', grpc],
    ]) {
      if (value)
        parts.push(h('h3', {}, name), h('pre', { tabindex: '0' }, JSON.stringify(value, null, 2)));
    }
    if (image)
      parts.push(
        h('img', { src: `/api/image/${this.row}`, alt: 'The picture that the response holds' }),
      );
    for (const [name, shown, part] of [
      ['Request', request?.body, 'request'],
      ['Response', response?.body, 'response'],
      ['Message', body, 'request'],
    ]) {
      if (!shown) continue;
      parts.push(
        h(
          'h3',
          {},
          `${name}, ${size(shown.size)}${shown.is_cut ? ', its beginning' : ''} `,
          h('a', { href: `/api/body/${this.row}/${part}`, download: '' }, 'save'),
        ),
        h('pre', { tabindex: '0' }, shown.text ?? shown.hex),
      );
    }
    return parts;
  }

  // --- packets and graph

  #packet_list(then) {
    return this.data.packets(this.data.rows.columns.connection[this.row], then);
  }

  #packets() {
    const row = this.row;
    const list = this.#packet_list(
      () => this.row === row && this.tab === 'Packets' && this.render(),
    );
    if (list === undefined) return h('p', {}, 'Reading packets …');
    const c = this.data.rows.columns;
    const start = Math.max(0, list.findIndex(({ time }) => time >= c.time[row] - 0.001) - 3);
    const shown = list.slice(start, start + MAX_PACKETS);
    const out = h('div', { 'aria-live': 'polite' });
    const body = shown.map((packet) => this.#packet(packet, c.time[row], out));
    const names = ['', 'Time', 'Way', 'Flags', 'Seq', 'Ack', 'Length', 'Window'];
    return [
      h(
        'p',
        { class: 'quiet' },
        `${count(shown.length)} of ${count(list.length)} packets of this connection, from this row on`,
      ),
      h(
        'table',
        { class: 'packets' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            names.map((name) => (name === '' ? h('td') : h('th', { scope: 'col' }, name))),
          ),
        ),
        h('tbody', {}, body),
      ),
      out,
    ];
  }

  #packet(packet, start, out) {
    const what = marks_of(packet).join(', ');
    const show = async () => {
      const { text, layers, hex } = await get(`/api/packet/${packet.number}`);
      fill(
        out,
        h('h3', {}, `Packet ${packet.number}`),
        h('pre', { tabindex: '0' }, text),
        facts_table(layers.map(({ name, text }) => [name, text])),
        h('pre', { tabindex: '0' }, hex),
      );
      out.scrollIntoView({ block: 'nearest' });
    };
    const button = h(
      'button',
      { type: 'button', title: 'Decode', on: { click: show } },
      String(packet.number),
    );
    const up = (packet.marks & MARK.FROM_CLIENT) !== 0;
    const cell = (text) => h('td', { class: 'number' }, text);
    return h(
      'tr',
      { class: packet.marks & (MARK.AGAIN | MARK.LATE) ? 'again' : undefined },
      h('td', {}, button),
      cell(`${packet.time < start ? '−' : '+'}${ms(Math.abs(packet.time - start)) || '0'}`),
      h('td', {}, up ? '→ server' : '← client'),
      h('td', {}, [flags_of(packet), what].filter(Boolean).join(' ')),
      cell(count(packet.seq)),
      cell(count(packet.ack)),
      cell(count(packet.length)),
      cell(count(packet.window)),
    );
  }

  #graph() {
    const canvas = h('canvas', { 'aria-hidden': 'true' });
    const figure = h('figure', {}, canvas);
    const kind = h(
      'select',
      {},
      [
        ['sequence', 'Sequence, acknowledged, window'],
        ['rtt', 'Round trips'],
        ['throughput', 'Throughput'],
      ].map(([value, text]) => h('option', { value }, text)),
    );
    const way = h(
      'select',
      {},
      [
        ['1', 'to the client'],
        ['', 'to the server'],
      ].map(([value, text]) => h('option', { value }, text)),
    );
    const draw = () => {
      const list = this.#packet_list(draw);
      if (list !== undefined && figure.isConnected)
        draw_graph(canvas, list, kind.value, way.value !== '');
    };
    for (const select of [kind, way]) select.addEventListener('change', draw);
    requestAnimationFrame(draw);
    return [
      h('p', {}, h('label', {}, 'Graph ', kind), ' ', h('label', {}, 'of data ', way)),
      figure,
      h(
        'p',
        { class: 'quiet' },
        'Hollow: sent again. Lines: what was acknowledged, and the window above it. The table of packets says the same.',
      ),
    ];
  }

  #tls() {
    const { certificates, bodies, random, ...facts } = this.#connection.tls;
    (void bodies, random);
    const parts = [
      facts_table(
        Object.entries(facts)
          .filter(([, value]) => value !== undefined && value !== null)
          .map(([name, value]) => [
            name.replaceAll('_', ' '),
            Array.isArray(value) ? value.join(', ') : String(value),
          ]),
      ),
    ];
    for (const certificate of certificates) {
      parts.push(
        h('h3', {}, 'Certificate'),
        facts_table(
          Object.entries(certificate).map(([name, value]) => [
            name.replaceAll('_', ' '),
            String(value ?? ''),
          ]),
        ),
      );
    }
    return parts;
  }
}

function marks_of({ marks }) {
  return [
    [MARK.AGAIN, 'sent again'],
    [MARK.LATE, 'lost before'],
    [MARK.REORDERED, 'out of order'],
    [MARK.ZERO_WINDOW, 'zero window'],
  ]
    .filter(([bit]) => marks & bit)
    .map(([, text]) => text);
}

function flags_of(packet) {
  const { flags } = packet;
  return [
    [2, 'SYN'],
    [1, 'FIN'],
    [4, 'RST'],
    [8, 'PSH'],
    [16, 'ACK'],
  ]
    .filter(([bit]) => flags & bit)
    .map(([, text]) => text)
    .join(' ');
}

function pairs(raw) {
  const list = [];
  for (let i = 0; i < raw.length; i += 2) list.push([raw[i], raw[i + 1]]);
  return list;
}

function facts_table(list) {
  return h(
    'table',
    {},
    h(
      'tbody',
      {},
      list.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value))),
    ),
  );
}
