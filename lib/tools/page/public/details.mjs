// Everything about one row, in tabs.

import { CONNECTION } from '/data.mjs';
import { body_of, headers_of } from '/detail_messages.mjs';
import { graph_of, packets_of } from '/detail_packets.mjs';
import { timing_of } from '/detail_timing.mjs';
import { tls_of } from '/detail_tls.mjs';
import { fill, get, h } from '/dom.mjs';

export class Details {
  row = -1;
  tab = 'Timing';
  detail = null; // of the row
  connection = null; // what is known of it beside the table

  /** @param {object} on  { close(), change() } */
  constructor(element, { data, theme }, on) {
    Object.assign(this, { element, data, theme, on });
  }

  async show(row) {
    this.row = row;
    const number = this.data.rows.columns.connection[row];
    const [detail, connection] = await Promise.all([
      get(`/api/exchange/${row}`).catch(() => null),
      get(`/api/connection/${number}`).catch(() => null),
    ]);
    if (this.row !== row) return; // another one was chosen meanwhile
    Object.assign(this, { detail, connection });
    this.element.hidden = false;
    this.render();
    this.on.change();
  }

  close() {
    this.row = -1;
    this.element.hidden = true;
    this.on.change();
  }

  get is_open() {
    return this.row !== -1;
  }

  get #tabs() {
    const number = this.data.rows.columns.connection[this.row];
    const is_udp = (this.data.connections.columns.flags[number] & CONNECTION.UDP) !== 0;
    const { request, response } = this.detail ?? {};
    const tabs = { Timing: () => timing_of(this) };
    if (request ?? response) tabs.Headers = () => headers_of(this.detail);
    if (this.#has_body()) tabs.Body = () => body_of(this.detail, this.row);
    tabs.Packets = () => packets_of(this);
    if (!is_udp) tabs.Graph = () => graph_of(this);
    if (this.connection?.tls) tabs.TLS = () => tls_of(this.connection.tls);
    return tabs;
  }

  #has_body() {
    const { request, response, body, redis, dns, grpc } = this.detail ?? {};
    return Boolean(request?.body ?? response?.body ?? body ?? redis ?? dns ?? grpc);
  }

  /** The packets of the row's connection, as far as they are here; `then` is called with more. */
  packet_list(then) {
    const { row, tab } = this;
    const number = this.data.rows.columns.connection[row];
    return this.data.packets(number, () => this.row === row && this.tab === tab && then());
  }

  /** Shows a tab, if there is one of that name. */
  show_tab(name) {
    if (!this.is_open || !Object.hasOwn(this.#tabs, name)) return;
    this.tab = name;
    this.render();
    this.element.querySelector('[role=tab][aria-selected=true]').focus();
    this.on.change();
  }

  render() {
    const c = this.data.rows.columns;
    const tabs = this.#tabs;
    const chosen = Object.hasOwn(tabs, this.tab) ? this.tab : 'Timing';
    const how = { type: 'button', 'aria-label': 'Close details', title: 'Escape' };
    const close = h('button', { ...how, on: { click: this.on.close } }, '✕');
    const panel = h('div', {
      ...{ role: 'tabpanel', id: 'detail-panel', tabindex: '0' },
      'aria-labelledby': `detail-${chosen}`,
    });
    fill(
      this.element,
      h(
        'div',
        { class: 'title' },
        h('div', { role: 'tablist', 'aria-label': 'Details' }, this.#buttons(tabs, chosen)),
        h('h2', {}, `${c.method[this.row]} ${c.path[this.row]}`),
        close,
      ),
      panel,
    );
    panel.append(...[tabs[chosen]()].flat());
  }

  #buttons(tabs, chosen) {
    const names = Object.keys(tabs);
    const keydown = (event, name) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by === undefined) return;
      event.stopPropagation();
      this.show_tab(names[(names.indexOf(name) + by + names.length) % names.length]);
    };
    return names.map((name) =>
      h(
        'button',
        {
          ...{ type: 'button', role: 'tab', id: `detail-${name}` },
          'aria-controls': 'detail-panel',
          'aria-selected': String(name === chosen),
          tabindex: name === chosen ? '0' : '-1',
          on: { click: () => this.show_tab(name), keydown: (event) => keydown(event, name) },
        },
        name,
      ),
    );
  }
}
