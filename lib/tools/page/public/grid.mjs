// A grid of which only the rows in sight are elements, with a picture over its last column.

import { context, h } from '/dom.mjs';
import { ticks } from '/range.mjs';

const SPARE = 6; // rows above and below what is in sight
const TITLE = 84; // pixels of the scale that its title takes

export class Grid {
  rows = new Uint32Array(0); // their numbers
  chosen = -1; // place in `rows`
  width = 300; // of the picture
  #pool = [];
  #columns;
  #height;
  #drawn = false;
  #is_in_sight = false; // the chosen row, when it was drawn last
  #hidden = []; // columns that have no room

  /**
   * @param {HTMLElement} parent
   * @param {object} how  { label, height, columns: [{ name, title, width, number, picture, optional
   *   }], data, range, theme, label_of(cells), fill(row, cells, element, before), draw(pen, box,
   *   row), on_choose(row), on_open(row), on_sort(name) }
   */
  constructor(parent, how) {
    this.how = how;
    this.#columns = how.columns;
    this.#height = how.height;
    this.space = h('div', { class: 'grid-space', role: 'rowgroup' });
    this.canvas = h('canvas', { 'aria-hidden': 'true' });
    this.scale = h('canvas', { class: 'scale', 'aria-hidden': 'true' });
    const picture = h('div', { class: 'grid-picture', role: 'presentation' }, this.canvas);
    this.body = h('div', { class: 'grid-body', role: 'presentation' }, picture, this.space);
    this.head = h('div', { class: 'grid-head', role: 'row', 'aria-rowindex': '1' });
    for (const column of this.#columns) this.head.append(this.#header(column));
    this.element = h(
      'div',
      { class: 'grid-view', role: 'grid', 'aria-label': how.label, tabindex: '-1' },
      h('div', { role: 'rowgroup', class: 'grid-top' }, this.head, this.scale),
      this.body,
    );
    this.#layout(this.head);
    parent.append(this.element);
    this.body.addEventListener('scroll', () => this.draw());
    this.body.addEventListener('click', (event) => this.#click(event));
    this.head.addEventListener('keydown', (event) => this.#move_in_head(event));
    new ResizeObserver(() => this.#resized()).observe(this.body);
  }

  // Of the titles, the one that sorts is reached by Tab, the others by the arrow keys.
  #move_in_head(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = [...this.head.querySelectorAll('button')].filter((b) => b.offsetWidth > 0);
    const next = buttons[buttons.indexOf(event.target) + by];
    if (by === undefined || next === undefined) return;
    event.stopPropagation();
    next.focus();
  }

  // Columns that are not needed most give way in a narrow window.
  #resized() {
    this.#hidden = this.#columns.map(({ optional = 0 }) => this.body.clientWidth < optional);
    for (const element of [this.head, ...this.#pool]) this.#layout(element);
    this.width = this.head.lastElementChild.offsetWidth || this.width;
    if (this.#is_in_sight) this.#bring_into_sight(this.chosen);
    this.draw();
  }

  #header({ name, title, number }) {
    const { on_sort } = this.how;
    const text =
      on_sort === undefined
        ? h('span', {}, title)
        : h(
            'button',
            { type: 'button', tabindex: '-1', on: { click: () => on_sort(name) } },
            title,
          );
    return h('span', { role: 'columnheader', class: number ? 'number' : undefined }, text);
  }

  mark_sorted(name, up) {
    this.#columns.forEach((column, i) => {
      const is_it = column.name === name;
      const cell = this.head.children[i];
      cell.setAttribute('aria-sort', is_it ? (up ? 'ascending' : 'descending') : 'none');
      cell.firstChild.tabIndex = is_it ? 0 : -1;
      cell.firstChild.textContent = column.title + (is_it ? (up ? ' ▲' : ' ▼') : '');
    });
  }

  #layout(element) {
    const shown = this.#columns.filter((_, i) => !this.#hidden[i]);
    element.style.gridTemplateColumns = shown.map(({ width }) => width).join(' ');
    this.#hidden.forEach((is_hidden, i) => (element.children[i].hidden = is_hidden));
  }

  #click(event) {
    const element = event.target.closest('.grid-row');
    if (element === null) return;
    this.choose(element.place);
    this.how.on_open(this.rows[element.place]);
  }

  set(rows) {
    const row = this.rows[this.chosen];
    if (rows.length !== this.rows.length || this.space.style.height === '') {
      this.space.style.height = `${rows.length * this.#height}px`;
      this.element.setAttribute('aria-rowcount', rows.length + 1);
    }
    this.rows = rows;
    this.chosen = row === undefined ? -1 : rows.indexOf(row);
    this.draw();
  }

  get visible() {
    return Math.max(1, Math.floor(this.body.clientHeight / this.#height));
  }

  /** Chooses a row by its place, and brings it into sight. */
  choose(place, focus = true) {
    if (this.rows.length === 0) return;
    this.chosen = Math.max(0, Math.min(this.rows.length - 1, place));
    this.#bring_into_sight(this.chosen);
    this.render();
    if (focus)
      this.#pool.find((element) => element.place === this.chosen)?.focus({ preventScroll: true });
    this.how.on_choose?.(this.rows[this.chosen]);
  }

  #bring_into_sight(place) {
    const top = place * this.#height;
    const { scrollTop, clientHeight } = this.body;
    if (top < scrollTop) this.body.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight)
      this.body.scrollTop = top + this.#height - clientHeight;
  }

  choose_row(row, focus) {
    const place = this.rows.indexOf(row);
    if (place !== -1) this.choose(place, focus);
  }

  has_column(name) {
    return this.#columns.some((column) => column.name === name);
  }

  /** What the rows in sight are, for a picture: { text, y }. */
  labels() {
    const { scrollTop, clientHeight } = this.body;
    return this.#pool
      .filter((element) => !element.hidden)
      .map((element) => ({
        text: this.how.label_of(element.children),
        y: (element.place + 0.5) * this.#height - scrollTop,
      }))
      .filter(({ y }) => y > 0 && y < clientHeight);
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
    const top = this.chosen * this.#height;
    this.#is_in_sight = this.chosen !== -1 && top >= scrollTop && top < scrollTop + clientHeight;
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
      if (element.hidden) element.hidden = false;
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
    if (element.place !== place) {
      element.place = place;
      element.style.transform = `translateY(${place * this.#height}px)`;
      element.setAttribute('aria-rowindex', place + 2);
    }
    const chosen = place === this.chosen;
    if (element.chosen !== chosen) element.setAttribute('aria-selected', chosen);
    element.chosen = chosen;
    const tab_index = chosen || (this.chosen < 0 && place === 0) ? 0 : -1;
    if (element.tabIndex !== tab_index) element.tabIndex = tab_index;
    const key = `${this.how.data.generation} ${this.how.data.serial} ${this.rows[place]} ${this.rows[place - 1]}`;
    if (element.key === key) return; // it says so already
    element.key = key;
    this.how.fill(this.rows[place], element.children, element, this.rows[place - 1]);
  }

  #paint(top, height) {
    if (!this.#columns.at(-1).picture) return;
    const { width } = this;
    const pen = context(this.canvas, width, height);
    this.#lines(pen, height);
    const first = Math.floor(top / this.#height);
    const last = Math.min(this.rows.length, Math.ceil((top + height) / this.#height));
    for (let place = first; place < last; place++) {
      const box = { y: place * this.#height - top, width, height: this.#height };
      this.how.draw(pen, box, this.rows[place]);
    }
  }

  // The scale of the range: its times in the head, its lines through the picture.
  #lines(pen, height) {
    const { range, theme } = this.how;
    const { width } = this;
    const head = context(this.scale, width, this.head.clientHeight || 24);
    head.font = '11px system-ui, sans-serif';
    const from = range.from - range.start;
    for (const { at, text } of ticks(from, range.to - range.start, Math.max(1, width / 110))) {
      const x = Math.round(range.x(range.start + at, width));
      pen.fillStyle = theme.color.pane;
      pen.fillRect(x, 0, 1, height);
      if (x < TITLE || x > width - 45) continue;
      head.fillStyle = theme.color.quiet;
      head.fillText(text, x + 3, 16);
    }
  }
}
