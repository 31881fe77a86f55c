// All of the capture: requests by their status, bytes, losses; a brush chooses a range.

import { colors, context, ms } from '/dom.mjs';
import { ticks } from '/range.mjs';
import { status_color } from '/list.mjs';

export class Overview {
  constructor(element, data, range) {
    Object.assign(this, { element, data, range, canvas: element.querySelector('canvas') });
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
    const [width, height] = [this.element.clientWidth, this.element.clientHeight];
    const pen = context(this.canvas, width, height);
    const { rows } = this.data;
    const { start, end, from, to, is_all } = this.range;
    const color = colors();
    const x = (time) => ((time - start) / (end - start)) * width;
    pen.font = '11px system-ui, sans-serif';
    for (const at of ticks(0, end - start, Math.max(2, width / 130))) {
      pen.fillStyle = color.line;
      pen.fillRect(x(start + at), 0, 1, height);
      pen.fillStyle = color.quiet;
      pen.fillText(ms(at) || '0', x(start + at) + 3, 10);
    }
    this.#requests(pen, rows, x, color, { width, height });
    if (is_all) return;
    pen.fillStyle = color.page;
    pen.globalAlpha = 0.7;
    pen.fillRect(0, 0, x(from), height);
    pen.fillRect(x(to), 0, width - x(to), height);
    pen.globalAlpha = 1;
    pen.strokeStyle = color.accent;
    pen.strokeRect(x(from) + 0.5, 0.5, Math.max(1, x(to) - x(from) - 1), height - 1);
  }

  // A column of pixels for each moment: how many requests of each colour, how many bytes.
  #requests(pen, rows, x, color, { width, height }) {
    const { time, status, flags, response_bytes, lost, missing, duration } = rows.columns;
    if (time === undefined) return;
    const slots = Math.ceil(width / 3);
    const stacks = Array.from({ length: slots }, () => undefined);
    const bytes = new Float64Array(slots);
    const lanes = new Float64Array(6).fill(-1);
    const few = rows.length - rows.first < 400;
    let most = 1;
    let most_bytes = 1;
    for (let row = rows.first; row < rows.length; row++) {
      const at = Math.min(slots - 1, Math.max(0, Math.floor(x(time[row]) / 3)));
      const name = status_color(status[row], flags[row]);
      const stack = (stacks[at] ??= { all: 0, lost: 0, names: {} });
      stack.names[name] = (stack.names[name] ?? 0) + 1;
      most = Math.max(most, ++stack.all);
      if (lost[row] > 0 || missing[row] > 0) stack.lost++;
      bytes[at] += response_bytes[row] || 0;
      most_bytes = Math.max(most_bytes, bytes[at]);
      if (few)
        this.#bar(pen, lanes, x(time[row]), x(time[row] + (duration[row] || 0)), color[name]);
    }
    const room = height - 20;
    stacks.forEach((stack, at) => {
      if (stack === undefined) return;
      let y = height;
      if (!few)
        for (const [name, number] of Object.entries(stack.names)) {
          const tall = Math.max(1, (number / most) * room * 0.8);
          pen.fillStyle = color[name];
          pen.fillRect(at * 3, (y -= tall), 2, tall);
        }
      if (stack.lost > 0) {
        pen.fillStyle = color.lost;
        pen.fillRect(at * 3 - 1, height - 7, 4, 7);
      }
    });
    pen.strokeStyle = color.quiet;
    pen.beginPath();
    bytes.forEach((number, at) =>
      pen.lineTo(at * 3, height - 1 - (number / most_bytes) * room * 0.9),
    );
    pen.globalAlpha = 0.6;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  #bar(pen, lanes, from, to, fill) {
    const free = lanes.findIndex((end) => end < from);
    const lane = free === -1 ? lanes.length - 1 : free;
    lanes[lane] = Math.max(to, from + 2);
    pen.fillStyle = fill;
    pen.fillRect(from, 16 + lane * 7, Math.max(2, to - from), 5);
  }
}
