// The keyboard: which key does what, and where keys belong to what has the focus.

import { $ } from '/dom.mjs';

/**
 * @param {object} actions  by name
 * @param {object} on  { escape(), next_view() }
 */
export function listen_to_keys(actions, on) {
  const keys = {
    ArrowDown: () => actions.move(1),
    ArrowUp: () => actions.move(-1),
    j: () => actions.move(1),
    k: () => actions.move(-1),
    PageDown: () => actions.move_page(1),
    PageUp: () => actions.move_page(-1),
    Home: () => actions.move(-Infinity),
    End: () => actions.move(Infinity),
    ArrowLeft: () => actions.step_on_connection(-1),
    ArrowRight: () => actions.step_on_connection(1),
    Enter: () => actions.open_chosen(),
    '/': () => $('query').focus(),
    '.': () => actions.follow(),
    ' ': () => actions.run(),
    '+': () => actions.zoom(0.5),
    '=': () => actions.zoom(0.5),
    '-': () => actions.zoom(2),
    0: () => actions.zoom_all(),
    '[': () => actions.pan(-1),
    ']': () => actions.pan(1),
    f: () => actions.only_connection(),
    c: () => on.next_view(),
    g: () => actions.show_tab('Graph'),
    p: () => actions.show_tab('Packets'),
    e: () => actions.export_rows(),
    '?': () => actions.help(),
  };
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if ($('dialog').open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === 'Escape') return void on.escape();
    if (is_taken(key, target)) return;
    if (target.role === 'tab' && /^Arrow(Left|Right)$/.test(key)) return void on.next_view();
    if (!Object.hasOwn(keys, key)) return;
    event.preventDefault();
    keys[key]();
  });
}

/** Whether the key means something to the element that has the focus. */
function is_taken(key, target) {
  if (target.closest('input, select, textarea')) return true;
  if ((key === 'Enter' || key === ' ') && target.closest('button, a')) return true;
  return Boolean(target.closest('#details')) && /^(Arrow|Page|Home|End)/.test(key);
}
