// What the marks of a view mean, as swatches.

import { $, fill, h } from '/dom.mjs';

const LEGENDS = {
  list: [
    ['wait', 'wait'],
    ['network', 'of it network'],
    ['ok', 'receive'],
    ['lost', 'lost'],
    ['gap', 'not captured'],
  ],
  bands: [
    ['accent', 'request'],
    ['ok', 'response'],
    ['tick', 'packet, up to the server'],
    ['again', 'lost'],
    ['trip', 'round trip'],
  ],
};

export function show_legend(view) {
  const parts = LEGENDS[view].map(([mark, text]) =>
    h('span', {}, h('i', { class: `mark ${mark}`, 'aria-hidden': 'true' }), text),
  );
  fill($('legend'), parts);
}
