// All of the capture: requests by their status, bytes, losses; a brush chooses a range.

import { context } from '/dom.mjs';
import { ticks } from '/range.mjs';
import { status_color } from '/list.mjs';

const SLOT = 3; // pixels of a bar
const TOP = 16; // of the bars: above it are times
const COLORS = ['error', 'client', 'redirect', 'ok', 'other', 'wait'];
const MAX_BARS = 400; // rows that each have a bar of their own
const LANES = 6;

export class Overview {
  #base = document.createElement('canvas'); // all but the brush, which moves more often
  #base_key = '';

  constructor(element, data, range, theme) {
    Object.assign(this, { element, data, range, theme });
    this.canvas = element.querySelector('canvas');
    let start = null;
    element.addEventListener('pointerdown', (event) => {
      start = event.offsetX;
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener('pointermove', (event) => {
      if (start !== null && Math.abs(event.offsetX - start) > 2) this.#brush(start, event.offsetX);
    });
    element.addEventListener('pointerup', (event) => {
      if (start !== null && Math.abs(event.offsetX - start) <= 2) range.all();
      start = null;
    });
    new ResizeObserver(() => this.draw()).observe(element);
  }

  #brush(a, b) {
    const { start, end } = this.range;
    const time = (x) => start + (x / this.element.clientWidth) * (end - start);
    this.range.set(time(Math.min(a, b)), time(Math.max(a, b)), this.element.clientWidth);
  }

  draw() {
    const { range, data, theme } = this;
    const [width, height] = [this.element.clientWidth, this.element.clientHeight];
    if (width === 0) return;
    const { start, end, from, to, is_all } = range;
    const key = [data.generation, data.serial, width, height, start, end, theme.serial].join();
    if (key !== this.#base_key) this.#draw_base(width, height);
    this.#base_key = key;
    const pen = context(this.canvas, width, height);
    pen.drawImage(this.#base, 0, 0, width, height);
    if (is_all) return;
    const x = (time) => ((time - start) / (end - start)) * width;
    pen.fillStyle = theme.color.page;
    pen.globalAlpha = 0.7;
    pen.fillRect(0, 0, x(from), height);
    pen.fillRect(x(to), 0, width - x(to), height);
    pen.globalAlpha = 1;
    pen.strokeStyle = theme.color.accent;
    pen.strokeRect(x(from) + 0.5, 0.5, Math.max(1, x(to) - x(from) - 1), height - 1);
  }

  #draw_base(width, height) {
    const pen = context(this.#base, width, height);
    const { start, end } = this.range;
    const { color } = this.theme;
    const x = (time) => ((time - start) / (end - start)) * width;
    pen.font = '11px system-ui, sans-serif';
    for (const { at, text } of ticks(0, end - start, Math.max(2, width / 130))) {
      pen.fillStyle = color.line;
      pen.fillRect(Math.round(x(start + at)), 0, 1, height);
      pen.fillStyle = color.quiet;
      pen.fillText(text, x(start + at) + 4, 11);
    }
    const { rows } = this.data;
    if (rows.columns.time === undefined) return;
    const slots = this.#count(rows, x, Math.ceil(width / SLOT));
    draw_bytes(pen, slots, color, height);
    if (rows.length - rows.first < MAX_BARS) draw_bars(pen, rows, x, color);
    else draw_stacks(pen, slots, color, height);
    pen.fillStyle = color.lost;
    slots.lost.forEach((lost, at) => lost && pen.fillRect(at * SLOT - 1, height - 7, 4, 7));
  }

  // For each moment: how many requests of each colour, how many bytes, whether something was lost.
  #count(rows, x, length) {
    const { time, status, flags, response_bytes, lost, missing } = rows.columns;
    const slots = {
      names: COLORS.map(() => new Uint32Array(length)),
      all: new Uint32Array(length),
      bytes: new Float64Array(length),
      lost: new Uint8Array(length),
    };
    for (let row = rows.first; row < rows.length; row++) {
      const at = Math.min(length - 1, Math.max(0, Math.floor(x(time[row]) / SLOT)));
      slots.names[COLORS.indexOf(status_color(status[row], flags[row]))][at]++;
      slots.all[at]++;
      slots.bytes[at] += response_bytes[row] || 0;
      if (lost[row] > 0 || missing[row] > 0) slots.lost[at] = 1;
    }
    return slots;
  }
}

const most_of = (numbers) => numbers.reduce((most, number) => Math.max(most, number), 1);

function draw_bytes(pen, { bytes }, color, height) {
  const most = most_of(bytes);
  const y = (number) => height - (number / most) * (height - TOP - 4);
  pen.beginPath();
  pen.moveTo(0, height);
  bytes.forEach((number, at) => pen.lineTo(at * SLOT, y(number)));
  pen.lineTo(bytes.length * SLOT, height);
  pen.fillStyle = color.wait;
  pen.globalAlpha = 0.35;
  pen.fill();
  pen.globalAlpha = 1;
}

function draw_stacks(pen, { names, all }, color, height) {
  const most = most_of(all);
  const scale = ((height - TOP) * 0.85) / most;
  const heights = new Float64Array(all.length);
  COLORS.forEach((name, which) => {
    pen.fillStyle = color[name];
    names[which].forEach((number, at) => {
      if (number === 0) return;
      const tall = Math.max(1, number * scale);
      heights[at] += tall;
      pen.fillRect(at * SLOT, height - heights[at], SLOT - 1, tall);
    });
  });
}

function draw_bars(pen, rows, x, color) {
  const { time, status, flags, duration } = rows.columns;
  const lanes = new Float64Array(LANES).fill(-1);
  for (let row = rows.first; row < rows.length; row++) {
    const [from, to] = [x(time[row]), x(time[row] + (duration[row] || 0))];
    const free = lanes.findIndex((end) => end < from);
    const lane = free === -1 ? LANES - 1 : free;
    lanes[lane] = Math.max(to, from + 2);
    pen.fillStyle = color[status_color(status[row], flags[row])];
    pen.fillRect(from, TOP + 2 + lane * 7, Math.max(2, to - from), 5);
  }
}
