'use strict';

// Records as lines of text. They come from the network: any field can be anything, or missing.

const { STATUS_CODES } = require('node:http');
const { Clock, format_ms, format_size } = require('../format');
const { status_color } = require('../http_summary');
const { join, safe, safe_json } = require('../safe_text');

const UNKNOWN = '(not captured)';
const MAX_ANSWERS = 4; // that are shown
// Shown otherwise, or not.
const NUMBERS = ['schema', 'sensor', 'run', 'seq', 'type', 'time', 'from', 'to'];

const is_number = (value) => typeof value === 'number' && Number.isFinite(value);
const text_of = (value, fallback = '') => (typeof value === 'string' ? value : fallback);
const size_of = (value) => (is_number(value) ? format_size(value) : '?');
const ms_of = (label, value) => (is_number(value) ? [`${label} ${format_ms(value)}`] : []);

/** Makes lines; one for each kind of record. */
class RecordLines {
  #style;
  #clock;

  /** `time` is the form of the times: --time. */
  constructor(style, time) {
    this.#style = style;
    this.#clock = new Clock(time);
  }

  /** @returns {SafeText} */
  line(record) {
    const time = is_number(record.time) ? record.time : Date.parse(text_of(record.time));
    const make = KINDS.get(record.type) ?? other;
    const sensor = text_of(record.sensor) === '' ? '' : safe` ${record.sensor}`;
    return safe`${this.#clock.format(time)}${sensor} ${make(record, this.#style)}`;
  }
}

function ends({ from, to, client, server }, style) {
  const [a, b] = [text_of(from, text_of(client, '?')), text_of(to, text_of(server, '?'))];
  return safe`${style('cyan', a)} -> ${style('cyan', b)}`;
}

function exchange(record, style) {
  const { method, host, url, status, response_bytes, latency_ms, duration_ms } = record;
  const full = /^[a-z]+:/i.test(text_of(url)) ? url : `http://${text_of(host)}${text_of(url)}`;
  const answer = is_number(status)
    ? style(status_color(status), `${status} ${STATUS_CODES[status] ?? ''}`.trim())
    : style('red', 'no response');
  const size = is_number(response_bytes) ? [format_size(response_bytes)] : [];
  const what = [text_of(method, UNKNOWN), style('bold', full), answer, ...size];
  const times = [...ms_of('first byte', latency_ms), ...ms_of('total', duration_ms)];
  return join([join(what, ' '), ...times, style('cyan', text_of(record.from, '?'))], ', ');
}

function connection(record, style) {
  const { service, sent, received, duration_ms, end } = record;
  const parts = [
    safe`${ends(record, style)} ${text_of(service, '?')}`,
    `${size_of(sent?.bytes)} sent`,
    `${size_of(received?.bytes)} received`,
    ...(is_number(duration_ms) ? [format_ms(duration_ms)] : []),
    ...(typeof end === 'string' ? [end] : []),
  ];
  return join(parts, ', ');
}

function dns(record, style) {
  const { record_type, name, rcode, answers, latency } = record;
  const list = Array.isArray(answers) ? answers.map((each) => text_of(each?.data, '?')) : [];
  const more = list.length > MAX_ANSWERS ? [`and ${list.length - MAX_ANSWERS} more`] : [];
  const data = [...list.slice(0, MAX_ANSWERS), ...more].join(', ') || 'no records';
  const what = rcode === 'NOERROR' ? data : text_of(rcode, 'no answer');
  const took = is_number(latency) ? `, ${format_ms(latency)}` : '';
  return safe`${ends(record, style)} ${text_of(record_type, '?')} ${text_of(name) || '.'}: ${what}${took}`;
}

function tls(record, style) {
  const { version, quic_version, server_name, alpn, ja4 } = record;
  const name = text_of(version) || (quic_version === undefined ? 'TLS' : `QUIC ${quic_version}`);
  const to = text_of(server_name, 'a server without a name');
  const more = [text_of(alpn), ...(typeof ja4 === 'string' ? [`JA4 ${ja4}`] : [])].filter(Boolean);
  const head = safe`${ends(record, style)} ${name} to ${style('bold', to)}`;
  return join([head, ...more], ', ');
}

function other(record, style) {
  const rest = Object.entries(record).filter(([name]) => !NUMBERS.includes(name));
  const fields = rest.length === 0 ? '' : safe` ${safe_json(Object.fromEntries(rest))}`;
  return safe`${ends(record, style)} ${text_of(record.type, '?')}${fields}`;
}

const KINDS = new Map(Object.entries({ exchange, connection, dns, tls }));

exports.RecordLines = RecordLines;
