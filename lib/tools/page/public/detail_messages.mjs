// Headers and bodies: text as text, never as markup.

import { facts_table, h, size } from '/dom.mjs';

export function headers_of({ request, response }) {
  const parts = [];
  if (request) {
    const { method, url, http_version } = request;
    parts.push(...message(`Request: ${method} ${url} HTTP/${http_version}`, request));
  }
  if (response) {
    const { http_version, status_code, status_message } = response;
    const start = `HTTP/${http_version} ${status_code ?? ''} ${status_message}`;
    parts.push(...message(`Response: ${start}`, response));
  }
  return parts;
}

function message(title, { raw_headers, trailers }) {
  const parts = [h('h3', {}, title), facts_table(pairs(raw_headers))];
  if (trailers.length > 0) parts.push(h('h3', {}, 'Trailers'), facts_table(pairs(trailers)));
  return parts;
}

function pairs(raw) {
  const list = [];
  for (let i = 0; i < raw.length; i += 2) list.push([raw[i], raw[i + 1]]);
  return list;
}

export function body_of({ request, response, body, image, redis, dns, grpc }, row) {
  const parts = [];
  for (const [name, value] of Object.entries({ Redis: redis, DNS: dns, gRPC: grpc })) {
    if (!value) continue;
    parts.push(h('h3', {}, name), h('pre', { tabindex: '0' }, JSON.stringify(value, null, 2)));
  }
  if (image) {
    parts.push(h('img', { src: `/api/image/${row}`, alt: 'The picture that the response holds' }));
  }
  for (const [name, shown, part] of [
    ['Request', request?.body, 'request'],
    ['Response', response?.body, 'response'],
    ['Message', body, 'request'],
  ]) {
    if (!shown) continue;
    const save = h('a', { href: `/api/body/${row}/${part}`, download: '' }, 'save');
    const title = `${name}, ${size(shown.size)}${shown.is_cut ? ', its beginning' : ''} `;
    parts.push(h('h3', {}, title, save), h('pre', { tabindex: '0' }, shown.text ?? shown.hex));
  }
  return parts;
}
