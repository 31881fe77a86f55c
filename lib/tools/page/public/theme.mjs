// Colours of the style sheet, for canvases: read once, and again when the scheme changes.

const INKS = [
  ...['line', 'text', 'quiet', 'accent', 'ok', 'redirect', 'client', 'error', 'other', 'wait'],
  'lost',
];
const PAPERS = ['page', 'pane', 'band', 'chosen'];
const QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)'];

export class Theme {
  color = {};
  serial = 0; // grows with each change

  constructor(on_change) {
    this.#read();
    for (const query of QUERIES) {
      matchMedia(query).addEventListener('change', () => {
        this.#read();
        on_change();
      });
    }
  }

  #read() {
    const forced = matchMedia('(forced-colors: active)').matches;
    const probe = document.body.appendChild(document.createElement('i'));
    for (const [names, plain] of [
      [INKS, 'CanvasText'],
      [PAPERS, 'Canvas'],
    ]) {
      for (const name of names) {
        probe.style.color = forced ? plain : `var(--${name})`;
        this.color[name] = getComputedStyle(probe).color;
      }
    }
    this.forced = forced;
    this.serial++;
    probe.remove();
  }
}
