// Dialogs: help, export, opening a file, the filter of the capture.

import { $, count, fill, get, h, post, save, say } from '/dom.mjs';

const KEYS = [
  ['↑ ↓ or j k', 'rows'],
  ['← →', 'previous, next on the connection'],
  ['Enter', 'details'],
  ['Esc', 'back'],
  ['/', 'filter'],
  ['.', 'follow the end'],
  ['space', 'stop, start'],
  ['+ - 0', 'zoom in, out, all'],
  ['[ ]', 'earlier, later'],
  ['f', 'this connection only'],
  ['c', 'list, connections'],
  ['g', 'graph'],
  ['p', 'packets'],
  ['e', 'export'],
  ['?', 'this help'],
];

/** A dialog with buttons; `act` returns a promise, whose failure is shown. */
function show(title, content, act, label) {
  const problem = h('p', { role: 'alert' });
  const close = h(
    'button',
    { type: 'button', on: { click: () => $('dialog').close() } },
    act ? 'Cancel' : 'Close',
  );
  const submit = async (event) => {
    event.preventDefault();
    try {
      await act();
      $('dialog').close();
    } catch ({ message }) {
      problem.textContent = message;
    }
  };
  const buttons = [act && h('button', { type: 'submit' }, label), close];
  fill(
    $('dialog'),
    h(
      'form',
      { method: 'dialog', class: 'plain', on: { submit } },
      h('div', {}, h('h2', { id: 'dialog-title' }, title), content, problem, buttons),
    ),
  );
  $('dialog').showModal();
}

export function show_help() {
  show(
    'Help',
    h(
      'div',
      {},
      h(
        'dl',
        {},
        KEYS.map(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)]).flat(),
      ),
      h(
        'p',
        {},
        'Filter: words match host and path; status:5xx, method:POST, host:x, type:json, conn:7, >100ms, >1MB, retransmits, missing, unanswered, -word, a OR b, ( ), "…", /expression/.',
      ),
      h(
        'p',
        {},
        'Connections: the wheel zooms around the pointer, dragging moves, Shift and the wheel scroll.',
      ),
    ),
  );
}

export function show_export(rows, picture) {
  const format = h(
    'select',
    {},
    [
      ['har', 'HAR (HTTP Archive)'],
      ['pcapng', 'pcapng, of their connections'],
      ['pcap', 'pcap, of their connections'],
      ['jsonl', 'JSON lines'],
      ['png', 'Picture of what is shown (PNG)'],
    ].map(([value, text]) => h('option', { value }, text)),
  );
  const box = (text) => {
    const input = h('input', { type: 'checkbox' });
    return { input, label: h('label', {}, input, ` ${text}`) };
  };
  const secrets = box('with cookies and authorisation (HAR)');
  const bodies = box('with bodies (HAR)');
  const keys = box('with the keys of TLS (pcapng)');
  show(
    `Export ${count(rows.length)} rows`,
    h('div', {}, h('label', {}, 'As ', format), secrets.label, bodies.label, keys.label),
    async () => {
      if (format.value === 'png') return save(await picture(), 'pcap.png');
      const { blob } = await post('/api/export', {
        format: format.value,
        rows,
        secrets: secrets.input.checked,
        bodies: bodies.input.checked,
        keys: keys.input.checked,
      });
      save(blob, `pcap.${format.value}`);
      say('saved');
    },
    'Export',
  );
}

export async function show_open() {
  const { files } = await get('/api/files');
  const list = h(
    'datalist',
    { id: 'files' },
    files.map((value) => h('option', { value })),
  );
  const name = h('input', { type: 'text', list: 'files' });
  const local = h('input', { type: 'file' });
  show(
    'Open a capture file',
    h(
      'div',
      {},
      h('label', {}, 'In the folder that pcap page was started in', name),
      list,
      h('label', {}, 'Or one of this computer (or drop it on the page) ', local),
    ),
    () =>
      local.files.length > 0 ? upload(local.files[0]) : post('/api/open', { file: name.value }),
    'Open',
  );
}

export const upload = (file) => post(`/api/upload?name=${encodeURIComponent(file.name)}`, file);

export function show_filter(filter) {
  const text = h('input', { type: 'text', value: filter });
  show(
    'Capture filter',
    h('label', {}, 'In the syntax of pcap-filter(7); what was captured stays', text),
    () => post('/api/filter', { filter: text.value }),
    'Set',
  );
}

export function show_problem(message) {
  show('That did not work', h('p', {}, message));
}
