// The first line: which capture it is, and how it goes.

import { $, count, size } from '/dom.mjs';

export function show_state(state) {
  $('source').textContent = state.name;
  $('status').textContent = state.error ?? [...parts_of(state)].join(', ');
  $('status').classList.toggle('error', state.error !== undefined);
  $('warning').textContent = warning_of(state);
  $('run').textContent = state.running ? 'Stop' : 'Start';
  $('run').hidden = state.over;
  $('follow').hidden = !state.live;
  $('device-filter').hidden = !state.can_filter;
  $('open').hidden = !state.can_open;
  document.title = `${state.name} – pcap page`;
}

function* parts_of(state) {
  if (state.over) yield 'ended';
  else if (!state.running) yield 'stopped';
  else yield state.live ? 'capturing' : 'reading';
  yield `${count(state.packets)} packets`;
  yield size(state.bytes);
  if (state.filter) yield `filter ${state.filter}`;
}

/** What is not there, although it was on the wire. */
function warning_of({ dropped, rows, first_packet }) {
  const parts = [];
  if (dropped > 0) parts.push(`the kernel dropped ${count(dropped)} packets`);
  if (rows.first > 0) parts.push(`rows before ${count(rows.first)} are gone`);
  if (first_packet > 0) parts.push(`packets before ${count(first_packet)} are gone`);
  return parts.join('; ');
}
