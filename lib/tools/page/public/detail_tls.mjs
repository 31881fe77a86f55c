// What is known of a connection's TLS.

import { facts_table, h } from '/dom.mjs';

const NOT_SHOWN = new Set(['certificates', 'bodies', 'random']);
const is_known = (value) => value !== undefined && value !== null && value.length !== 0;
const words = (name) => name.replaceAll('_', ' ');

export function tls_of(tls) {
  const facts = Object.entries(tls)
    .filter(([name, value]) => !NOT_SHOWN.has(name) && is_known(value))
    .map(([name, value]) => [words(name), Array.isArray(value) ? value.join(', ') : String(value)]);
  const parts = [facts_table(facts)];
  for (const certificate of tls.certificates) {
    const known = Object.entries(certificate).map(([name, value]) => [
      words(name),
      String(value ?? ''),
    ]);
    parts.push(h('h3', {}, 'Certificate'), facts_table(known));
  }
  return parts;
}
