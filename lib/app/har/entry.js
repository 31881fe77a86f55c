'use strict';

// One exchange as an entry of a HAR file (http://www.softwareishard.com/blog/har-12-spec/).

const { STATUS_CODES } = require('node:http');
const { content_of, post_data_of, text_of } = require('./body');
const { HIDDEN, is_secret, without_password } = require('./secrets');

const NONE = -1; // HAR's "does not apply"

/**
 * @param {Exchange} exchange
 * @param {object} options  secrets, max_body_size
 * @returns {object}
 */
function entry_of(exchange, options) {
  const { request, response, connection, first } = exchange;
  const { http_session, ja4 } = connection;
  const { tcp_session } = http_session;
  const timings = timings_of(request, response, first ? tcp_session : undefined);
  const entry = {
    startedDateTime: new Date(timings.started).toISOString(),
    time: sum_of(timings.phases),
    request: request_of(exchange, options),
    response: response_of(exchange, options),
    cache: {},
    timings: timings.phases,
    serverIPAddress: host_of(server_of(http_session)),
    connection: `${tcp_session.src}-${tcp_session.dst}`,
  };
  if (request.stream_id !== undefined) entry._streamId = request.stream_id;
  if (request.pushed) entry._was_pushed = 1;
  if (ja4 !== undefined) entry._ja4 = ja4;
  if (exchange.error !== undefined) entry._error = exchange.error;
  if (exchange.is_websocket) Object.assign(entry, websocket_of(exchange));
  return { ...entry, ...transport_of(tcp_session) };
}

/**
 * The TLSSession that the session is above, or the session itself where it saw a hello; or
 * undefined.
 */
function tls_of(http_session) {
  return [http_session.below, http_session].find((one) => one.client_hello !== undefined);
}

function server_of({ tcp_session, swapped }) {
  return swapped ? tcp_session.src : tcp_session.dst;
}

/** `192.0.2.1` of `192.0.2.1:80`, `2001:db8::1` of `[2001:db8::1]:80`. */
function host_of(end) {
  return `${end}`.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

// --- times, in milliseconds

// Of the connection's first exchange: with how long it took to connect.
function timings_of(request, response, tcp_session) {
  const sent = request.end ?? request.start;
  const phases = {
    blocked: NONE,
    dns: NONE,
    connect: NONE,
    ssl: NONE,
    send: Math.max(0, round(sent - request.start)),
    wait: response ? Math.max(0, round(response.start - sent)) : 0,
    receive: response ? Math.max(0, round((response.end ?? response.start) - response.start)) : 0,
  };
  if (!tcp_session || tcp_session.missed_syn || !tcp_session.connect_time) {
    return { started: request.start, phases };
  }
  const started = tcp_session.syn_time * 1000;
  const connected = tcp_session.connect_time * 1000;
  phases.connect = Math.max(0, round(connected - started));
  phases.blocked = Math.max(0, round(request.start - connected));
  return { started, phases };
}

function sum_of(phases) {
  return round(Object.values(phases).reduce((sum, ms) => (ms > 0 ? sum + ms : sum), 0));
}

function round(ms) {
  return Math.round(ms * 1000) / 1000;
}

function transport_of(tcp_session) {
  const stats = tcp_session.session_stats?.();
  if (stats === undefined) return {};
  const { send, recv } = stats;
  return {
    _packets: send.packets + recv.packets,
    _retransmits: send.retransmits + recv.retransmits,
    _rtt: recv.rtt.count > 0 ? round(recv.rtt.mean * 1000) : undefined,
  };
}

// --- request and response

function request_of({ request, connection, request_body, is_websocket }, options) {
  const url = url_of(request, connection.http_session, is_websocket);
  return {
    method: text_of(request.method ?? ''),
    url: options.secrets ? url : without_password(url),
    httpVersion: `HTTP/${request.http_version}`,
    cookies: cookies_of(request.raw_headers, options),
    headers: headers_of(request, options),
    queryString: query_of(url),
    postData: post_data_of(request, request_body.bytes, request_body.comment),
    headersSize: headers_size(request, `${request.method} ${request.url}`),
    bodySize: request.body_len,
    ...unknown_of(request),
  };
}

function url_of(request, http_session, is_websocket) {
  const url = text_of(request.url ?? '/');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url;
  const secure = request.header(':scheme') === 'https' || tls_of(http_session) !== undefined;
  const scheme = (is_websocket ? 'ws' : 'http') + (secure ? 's' : '');
  if (request.method === 'CONNECT' && !is_websocket) return `${scheme}://${url}`;
  const host = request.header(':authority') ?? request.header('host') ?? server_of(http_session);
  return `${scheme}://${text_of(host)}${url.startsWith('/') ? '' : '/'}${url}`;
}

function response_of({ response, response_body }, options) {
  if (response === undefined) {
    return {
      ...{ status: 0, statusText: '', httpVersion: '', cookies: [], headers: [] },
      ...{ content: { size: 0, mimeType: '' }, redirectURL: '', headersSize: NONE, bodySize: NONE },
    };
  }
  const status = response.status_code ?? 0;
  const { bytes, comment } = response_body;
  return {
    status,
    statusText: text_of(response.status_message || STATUS_CODES[status] || ''),
    httpVersion: `HTTP/${response.http_version}`,
    cookies: set_cookies_of(response.raw_headers, options),
    headers: headers_of(response, options),
    content: content_of(response, bytes, comment, options.max_body_size),
    redirectURL: text_of(response.header('location') ?? ''),
    headersSize: headers_size(response, `${status} ${response.status_message}`),
    bodySize: response.body_len,
    ...unknown_of(response),
  };
}

function unknown_of(message) {
  const extra = {};
  if (message.trailers.length > 0) extra._trailers = pairs(message.trailers, (_, value) => value);
  if (message.missing > 0) extra._missing = message.missing;
  if (message.unknown_headers?.length > 0) extra._unknownHeaders = message.unknown_headers.length;
  return extra;
}

function pairs(raw, shown) {
  const list = [];
  for (let i = 0; i < raw.length; i += 2) {
    list.push({ name: text_of(raw[i]), value: shown(raw[i], text_of(raw[i + 1])) });
  }
  return list;
}

// Without pseudo-header fields of HTTP/2: method, URL and status say the same, and programs that
// replay a file can't send them.
function headers_of({ raw_headers }, { secrets }) {
  const headers = pairs(raw_headers, (name, value) =>
    !secrets && is_secret(name) ? HIDDEN : value,
  );
  return headers.filter(({ name }) => !name.startsWith(':'));
}

// Start line, lines of name, colon, space and value, and an empty line. HTTP/2's are compressed.
function headers_size({ http_version, raw_headers }, start) {
  if (http_version === '2') return NONE;
  let size = `${start} HTTP/1.1\r\n\r\n`.length;
  for (const text of raw_headers) size += text.length + 2;
  return size;
}

function query_of(url) {
  const at = url.indexOf('?');
  if (at === -1) return [];
  const query = url.slice(at + 1).replace(/#.*$/s, '');
  return query.split('&').filter(Boolean).map(parameter_of);
}

function parameter_of(text) {
  const [name, ...rest] = text.split('=');
  return { name: decoded(name), value: decoded(rest.join('=')) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function values_of(raw, name) {
  return raw.filter((_, i) => i % 2 === 1 && raw[i - 1].toLowerCase() === name);
}

function cookie_of(text, { secrets }) {
  const at = text.indexOf('=');
  const value = text_of(text.slice(at + 1).trim());
  return { name: text_of(text.slice(0, Math.max(at, 0)).trim()), value: secrets ? value : HIDDEN };
}

function cookies_of(raw, options) {
  const texts = values_of(raw, 'cookie').flatMap((value) => value.split(';'));
  return texts.filter((text) => text.trim() !== '').map((text) => cookie_of(text, options));
}

function set_cookies_of(raw, options) {
  return values_of(raw, 'set-cookie').map((value) => {
    const [first, ...attributes] = value.split(';');
    const cookie = cookie_of(first, options);
    for (const attribute of attributes) set_attribute(cookie, attribute);
    return cookie;
  });
}

function set_attribute(cookie, attribute) {
  const [name, ...rest] = attribute.split('=');
  const value = text_of(rest.join('=').trim());
  const lower = name.trim().toLowerCase();
  if (lower === 'path' || lower === 'domain') cookie[lower] = value;
  else if (lower === 'httponly') cookie.httpOnly = true;
  else if (lower === 'secure') cookie.secure = true;
  else if (lower === 'expires') {
    const expires = new Date(value);
    if (!Number.isNaN(expires.getTime())) cookie.expires = expires.toISOString();
  }
}

// Chrome's names.
function websocket_of({ messages, messages_dropped }) {
  const extra = { _resourceType: 'websocket', _webSocketMessages: messages };
  if (messages_dropped > 0) extra._webSocketMessagesDropped = messages_dropped;
  return extra;
}

exports.entry_of = entry_of;
exports.host_of = host_of;
exports.server_of = server_of;
exports.tls_of = tls_of;
