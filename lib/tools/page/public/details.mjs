// Everything about one row, in tabs; or about a connection that has no rows.

import { CONNECTION } from '/data.mjs';
import { body_of, headers_of } from '/detail_messages.mjs';
import { graph_of, packets_of } from '/detail_packets.mjs';
import { timing_of } from '/detail_timing.mjs';
import { tls_of } from '/detail_tls.mjs';
import { fill, get, h } from '/dom.mjs';

export class Details {
  row = -1; // -1: a connection without rows
  number = -1; // of the connection
  tab = 'Timing';
  detail = null; // of the row
  connection = null; // what is known of it beside the table
  redraw = null; // what a tab does when there are more packets

  /** @param {object} on  { close(), change() } */
  constructor(element, { data, theme }, on) {
    Object.assign(this, { element, data, theme, on });
  }

  show(row) {
    return this.#show(row, this.data.rows.columns.connection[row]);
  }

  show_connection(number) {
    return this.#show(-1, number);
  }

  async #show(row, number) {
    Object.assign(this, { row, number });
    const [detail, connection] = await Promise.all([
      row === -1 ? null : get(`/api/exchange/${row}`).catch(() => null),
      get(`/api/connection/${number}`).catch(() => null),
    ]);
    if (this.row !== row || this.number !== number) return; // another one was chosen meanwhile
    Object.assign(this, { detail, connection });
    this.element.hidden = false;
    this.render();
    this.on.change();
  }

  close() {
    this.row = this.number = -1;
    this.element.hidden = true;
    this.on.change();
  }

  get is_open() {
    return this.number !== -1;
  }

  get #tabs() {
    const is_udp = (this.data.connections.columns.flags[this.number] & CONNECTION.UDP) !== 0;
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

  get packets() {
    return this.data.packets(this.number);
  }

  /** More packets of a connection are here. */
  packets_came(number) {
    if (number === this.number) this.redraw?.();
  }

  /** When it began, in milliseconds since 1970. */
  get time() {
    const { rows, connections } = this.data;
    return this.row === -1 ? connections.columns.start[this.number] : rows.columns.time[this.row];
  }

  get #title() {
    const { rows, connections } = this.data;
    const { method, path } = rows.columns;
    if (this.row !== -1) return `${method[this.row]} ${path[this.row]}`;
    const { client, server } = connections.columns;
    return `${client[this.number]} to ${server[this.number]}`;
  }

  /** Shows a tab, if there is one of that name. */
  show_tab(name) {
    if (!this.is_open || !Object.hasOwn(this.#tabs, name)) return;
    this.tab = name;
    this.render();
    this.element.querySelector('[role=tab][aria-selected=true]').focus();
    this.on.change();
  }

  /** Draws all of it anew; what had the focus has it again. */
  render() {
    const { activeElement } = document;
    const focused = this.element.contains(activeElement) ? activeElement.id || 'detail-panel' : '';
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
        h('h2', {}, this.#title),
        close,
      ),
      panel,
    );
    this.redraw = null;
    panel.append(...[tabs[chosen]()].flat());
    document.getElementById(focused)?.focus({ preventScroll: true });
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
