'use strict';

const { HIDDEN, is_secret } = require('../../app/har/secrets');
const { messages_of } = require('./message_detail');
const { utf8 } = require('./text');

const LEFT_OUT = /^(?::.*|host|content-length|connection|transfer-encoding)$/i; // curl's own affair

/** A request as a command line for sh. */
function curl_of(detail, { secrets }) {
  const { request } = messages_of(detail);
  const { raw_headers } = request;
  const words = ['curl', quoted(url_of(detail, request))];
  if (request.method !== 'GET') words.push('-X', quoted(request.method ?? 'GET'));
  for (let i = 0; i < raw_headers.length; i += 2) {
    const name = raw_headers[i];
    if (LEFT_OUT.test(name)) continue;
    const value = !secrets && is_secret(name) ? HIDDEN : utf8(raw_headers[i + 1]);
    words.push('-H', quoted(`${utf8(name)}: ${value}`));
  }
  const body = detail.bodies[0];
  if (body.length > 0) words.push('--data-binary', data_of(body));
  return words.join(' ');
}

function url_of({ tcp, swapped }, request) {
  const url = utf8(request.url ?? '/');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url;
  const server = swapped ? tcp.src : tcp.dst;
  const scheme = request.header(':scheme') === 'https' ? 'https' : 'http';
  return `${scheme}://${utf8(request.host) || server}${url}`;
}

/** One word for sh, whatever is in it: nothing is special between single quotes. */
function quoted(text) {
  return `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`;
}

function data_of(bytes) {
  const text = bytes.toString('utf8');
  const is_text = Buffer.from(text).equals(bytes) && !text.includes('\0');
  if (is_text && !text.startsWith('@')) return quoted(text);
  const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `@<(printf '${octal}')`;
}

exports.curl_of = curl_of;
