// Which rows and connections are shown, and in which order. Each step is kept until what it depends
// on changes, so that a zoom costs one walk along the rows.

/** A row as the language of queries wants it; what a query doesn't ask for is not read. */
class QueryRow {
  row = 0;
  #data;

  constructor(data) {
    this.#data = data;
  }

  #of(name) {
    return this.#data.rows.columns[name][this.row];
  }

  #known(name) {
    const value = this.#of(name);
    return Number.isNaN(value) ? undefined : value;
  }

  #end(name) {
    return this.#data.connections.columns[name]?.[this.#of('connection')];
  }

  get method() {
    return this.#of('method');
  }
  get host() {
    return this.#of('host');
  }
  get path() {
    return this.#of('path');
  }
  get url() {
    return `${this.host}${this.path}`;
  }
  get status() {
    return this.#of('status') || undefined;
  }
  get size() {
    return this.#known('response_bytes');
  }
  get type() {
    return this.#of('type');
  }
  get duration() {
    return this.#known('duration');
  }
  get latency() {
    return this.#known('latency');
  }
  get conn() {
    return this.#of('connection');
  }
  get retransmits() {
    return this.#of('lost');
  }
  get missing() {
    return this.#of('missing');
  }
  get client() {
    return this.#end('client');
  }
  get server() {
    return this.#end('server');
  }
}

export class Selection {
  test = null; // of the filter
  only = -1; // connection
  sort = 'time';
  up = true;
  #data;
  #range;
  #kept = new Map(); // step -> { key, value }

  constructor(data, range) {
    this.#data = data;
    this.#range = range;
  }

  #keep(step, key, make) {
    const before = this.#kept.get(step);
    if (before !== undefined && before.key.every((part, i) => part === key[i])) return before.value;
    const value = make();
    this.#kept.set(step, { key, value });
    return value;
  }

  get #key() {
    return [this.#data.generation, this.#data.serial, this.test, this.only];
  }

  /** The rows that the filter leaves, in range, in order. */
  rows() {
    const { from, to, is_all } = this.#range;
    const all = this.#keep('sorted', [...this.#key, this.sort, this.up], () => this.#sorted());
    if (is_all) return all;
    const { time, duration } = this.#data.rows.columns;
    const rows = new Uint32Array(all.length);
    let count = 0;
    for (const row of all) {
      if (time[row] <= to && time[row] + (duration[row] || 0) >= from) rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  #matching() {
    const { rows } = this.#data;
    const { connection } = rows.columns;
    const found = new Uint32Array(Math.max(0, rows.length - rows.first));
    const asked = new QueryRow(this.#data);
    let count = 0;
    for (let row = rows.first; row < rows.length; row++) {
      if (this.only !== -1 && connection[row] !== this.only) continue;
      asked.row = row;
      if (this.test === null || this.test(asked)) found[count++] = row;
    }
    return found.subarray(0, count);
  }

  #sorted() {
    const rows = this.#keep('matching', this.#key, () => this.#matching());
    if (this.sort === 'time' && this.up) return rows;
    const name = this.sort === 'waterfall' ? 'duration' : this.sort;
    const column = this.#data.rows.columns[name];
    const sign = this.up ? 1 : -1;
    return rows.slice().sort((a, b) => {
      const [x, y] = [column[a], column[b]];
      const [no_x, no_y] = [Number.isNaN(x), Number.isNaN(y)];
      if (no_x !== no_y) return no_x ? 1 : -1; // what is not known comes last, either way
      return x === y || no_x ? a - b : (x < y ? -1 : 1) * sign;
    });
  }

  /** Their connections, grouped by server; without a filter, also those that have no row. */
  connections() {
    const { connections, rows } = this.#data;
    const order = this.#keep('order', [this.#data.generation, this.#data.serial], () =>
      this.#grouped(),
    );
    if (this.test === null && this.only === -1 && this.#range.is_all) return order;
    const wanted = new Uint8Array(connections.length);
    for (const row of this.rows()) wanted[rows.columns.connection[row]] = 1;
    return order.filter((number) => wanted[number] === 1);
  }

  #grouped() {
    const { connections } = this.#data;
    const { server, name, start } = connections.columns;
    const list = [];
    for (let i = connections.first; i < connections.length; i++) list.push(i);
    const key = (i) => name[i] || server[i];
    list.sort((a, b) => (key(a) === key(b) ? start[a] - start[b] : key(a) < key(b) ? -1 : 1));
    return Uint32Array.from(list);
  }
}
