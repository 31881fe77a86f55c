// A grid of which only the rows in sight are elements, with a picture over its last column.

import { context, h } from '/dom.mjs';

const SPARE = 6; // rows above and below what is in sight

export class Grid {
  rows = []; // their numbers
  chosen = -1; // place in `rows`
  #pool = [];
  #columns;
  #height;
  #drawn = false;

  /**
   * @param {HTMLElement} parent
   * @param {object} how  { label, height, columns: [{ name, title, width, number, picture }],
   *   fill(row, cells, element), draw(pen, box, rows), on_choose(row), on_open(row), on_sort(name) }
   */
  constructor(parent, how) {
    this.how = how;
    this.#columns = how.columns;
    this.#height = how.height;
    this.space = h('div', { class: 'grid-space', role: 'rowgroup' });
    this.canvas = h('canvas', { 'aria-hidden': 'true' });
    const picture = h('div', { class: 'grid-picture', role: 'presentation' }, this.canvas);
    this.body = h('div', { class: 'grid-body', role: 'presentation' }, picture, this.space);
    this.head = h('div', { class: 'grid-head', role: 'row', 'aria-rowindex': '1' });
    for (const column of this.#columns) this.head.append(this.#header(column));
    this.element = h(
      'div',
      { class: 'grid-view', role: 'grid', 'aria-label': how.label, tabindex: '-1' },
      h('div', { role: 'rowgroup' }, this.head),
      this.body,
    );
    this.#layout(this.head);
    parent.append(this.element);
    this.body.addEventListener('scroll', () => this.draw());
    this.body.addEventListener('click', (event) => this.#click(event));
    new ResizeObserver(() => this.draw()).observe(this.body);
  }

  #header({ name, title }) {
    const sort = h(
      'button',
      { type: 'button', tabindex: '-1', on: { click: () => this.how.on_sort?.(name) } },
      title,
    );
    return h('span', { role: 'columnheader' }, sort);
  }

  mark_sorted(name, up) {
    this.#columns.forEach((column, i) => {
      const is_it = column.name === name;
      this.head.children[i].setAttribute(
        'aria-sort',
        is_it ? (up ? 'ascending' : 'descending') : 'none',
      );
      this.head.children[i].firstChild.textContent =
        column.title + (is_it ? (up ? ' ▲' : ' ▼') : '');
    });
  }

  #layout(element) {
    element.style.gridTemplateColumns = this.#columns.map(({ width }) => width).join(' ');
  }

  #click(event) {
    const element = event.target.closest('.grid-row');
    if (element === null) return;
    this.choose(element.place);
    this.how.on_open(this.rows[element.place]);
  }

  set(rows) {
    const row = this.rows[this.chosen];
    this.rows = rows;
    this.chosen = row === undefined ? -1 : rows.indexOf(row);
    this.space.style.height = `${rows.length * this.#height}px`;
    this.element.setAttribute('aria-rowcount', rows.length + 1);
    this.draw();
  }

  get visible() {
    return Math.max(1, Math.floor(this.body.clientHeight / this.#height));
  }

  /** Chooses a row by its place, and brings it into sight. */
  choose(place, focus = true) {
    if (this.rows.length === 0) return;
    this.chosen = Math.max(0, Math.min(this.rows.length - 1, place));
    const top = this.chosen * this.#height;
    const { scrollTop, clientHeight } = this.body;
    if (top < scrollTop) this.body.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight)
      this.body.scrollTop = top + this.#height - clientHeight;
    this.render();
    if (focus)
      this.#pool.find((element) => element.place === this.chosen)?.focus({ preventScroll: true });
    this.how.on_choose?.(this.rows[this.chosen]);
  }

  choose_row(row) {
    const place = this.rows.indexOf(row);
    if (place !== -1) this.choose(place);
  }

  to_end() {
    this.body.scrollTop = this.space.offsetHeight;
  }

  draw() {
    if (this.#drawn) return;
    this.#drawn = true;
    requestAnimationFrame(() => {
      this.#drawn = false;
      this.render();
    });
  }

  render() {
    const { scrollTop, clientHeight } = this.body;
    if (clientHeight === 0) return;
    const first = Math.max(0, Math.floor(scrollTop / this.#height) - SPARE);
    const last = Math.min(
      this.rows.length,
      Math.ceil((scrollTop + clientHeight) / this.#height) + SPARE,
    );
    const wanted = [];
    for (let place = first; place < last; place++) wanted.push(place);
    // The row with the focus stays, so that the keyboard and screen readers don't lose it.
    if (this.chosen >= 0 && (this.chosen < first || this.chosen >= last)) wanted.push(this.chosen);
    this.#place(wanted);
    this.#paint(scrollTop, clientHeight);
  }

  #place(wanted) {
    const needed = new Set(wanted);
    const free = this.#pool.filter((element) => !needed.has(element.place));
    const used = new Map(this.#pool.filter((e) => needed.has(e.place)).map((e) => [e.place, e]));
    for (const place of wanted) {
      const element = used.get(place) ?? free.pop() ?? this.#make();
      element.hidden = false;
      this.#fill(element, place);
    }
    for (const element of free) {
      element.hidden = true;
      element.place = -1;
    }
  }

  #make() {
    const cells = this.#columns.map(({ number, name }) =>
      h('span', { role: 'gridcell', class: `${name}${number ? ' number' : ''}` }),
    );
    const element = h('div', { role: 'row', class: 'grid-row' }, cells);
    element.style.height = `${this.#height}px`;
    this.#layout(element);
    this.space.append(element);
    this.#pool.push(element);
    return element;
  }

  #fill(element, place) {
    element.place = place;
    element.style.transform = `translateY(${place * this.#height}px)`;
    element.setAttribute('aria-rowindex', place + 2);
    element.setAttribute('aria-selected', place === this.chosen);
    element.tabIndex = place === this.chosen || (this.chosen < 0 && place === 0) ? 0 : -1;
    this.how.fill(this.rows[place], element.children, element);
  }

  #paint(top, height) {
    const column = this.head.lastElementChild;
    if (!this.#columns.at(-1).picture) return;
    const width = column.offsetWidth;
    const pen = context(this.canvas, width, height);
    const first = Math.floor(top / this.#height);
    const last = Math.min(this.rows.length, Math.ceil((top + height) / this.#height));
    for (let place = first; place < last; place++) {
      this.how.draw(
        pen,
        { y: place * this.#height - top, width, height: this.#height },
        this.rows[place],
      );
    }
  }
}
