'use strict';

// What the page asks for, by address; a table, since nothing else is answered.

const { decode_content } = require('../../app/http1');
const { decode } = require('../../pcap');
const { indent_json } = require('../json_indent');
const { isUtf8 } = require('node:buffer');
const { curl_of } = require('./curl');
const { export_selection } = require('./export');
const { messages_of } = require('./message_detail');
const { CONNECTION_NAMES, ROW_NAMES, changes_json, packets_binary } = require('./rows_json');

const MAX_TEXT = 256 * 1024; // bytes of a body that are shown
const MAX_HEX = 4 * 1024;
const MAX_DECODED = 1024 * 1024;
const MAX_PACKETS = 200_000; // of a connection, the newest

/** Pictures by their first bytes: what a header says is the sender's choice. */
const IMAGES = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
];

class API {
  #source;
  #gets = [
    [/^\/api\/state$/, () => this.state()],
    [/^\/api\/rows$/, (_, query) => this.#changes('rows', ROW_NAMES, query)],
    [/^\/api\/connections$/, (_, query) => this.#changes('connections', CONNECTION_NAMES, query)],
    [/^\/api\/exchange\/(\d+)$/, (row) => this.#exchange(row)],
    [/^\/api\/connection\/(\d+)$/, (number) => this.#connection(number)],
    [/^\/api\/connection\/(\d+)\/packets$/, (number, query) => this.#packets(number, query)],
    [/^\/api\/packet\/(\d+)$/, (number) => this.#packet(number)],
    [/^\/api\/body\/(\d+)\/(request|response)$/, (row, _, part) => this.#body(row, part)],
    [/^\/api\/image\/(\d+)$/, (row) => this.#image(row)],
    [/^\/api\/curl\/(\d+)$/, (row, query) => this.#curl(row, query)],
    [/^\/api\/files$/, () => ({ files: this.#source.files() })],
  ];
  #actions = {
    '/api/start': () => this.#source.start(),
    '/api/stop': () => this.#source.stop(),
    '/api/clear': () => this.#source.clear(),
    '/api/filter': ({ filter }) => this.#source.set_filter(text_of(filter)),
    '/api/open': ({ file }) => this.#source.open(text_of(file)),
    '/api/upload': () => ({}),
    '/api/export': (what) => export_selection(this.#tables, what, this.#source.keys),
  };

  /** @param {Source} source */
  constructor(source) {
    this.#source = source;
  }

  get #tables() {
    return this.#source.recorder.tables;
  }

  state() {
    return this.#source.state();
  }

  /** Undefined where there is no such address, null where what it names is gone. */
  get(pathname, query) {
    for (const [pattern, answer] of this.#gets) {
      const match = pattern.exec(pathname);
      if (match !== null) return answer(Number(match[1]), query, match[2]);
    }
    return undefined;
  }

  has_action(pathname) {
    return Object.hasOwn(this.#actions, pathname);
  }

  /** Answers an action; what it can't do is { error }. */
  async act(pathname, body) {
    try {
      return (await this.#actions[pathname](body ?? {})) ?? this.state();
    } catch (error) {
      return { error: error.message };
    }
  }

  async upload(stream, query) {
    try {
      await this.#source.upload(stream, text_of(query.get('name') ?? 'upload'));
      return this.state();
    } catch (error) {
      return { error: error.message };
    }
  }

  #changes(name, names, query) {
    const [from, since] = ['from', 'since'].map((key) => Number(query.get(key)) || 0);
    this.#source.recorder.refresh();
    const { generation } = this.#source;
    return { generation, ...changes_json(this.#tables[name], names, { from, since }) };
  }

  #exchange(row) {
    const tables = this.#tables;
    if (!tables.rows.has(row)) return null;
    if (tables.rows.get('detail_length', row) === 0) return {}; // it is under way
    const detail = tables.detail(tables.rows, row);
    if (detail === null) return null;
    const { bodies, request, response, ...rest } = detail;
    const { request: asked, response: answered } = messages_of({ request, response });
    return {
      ...rest,
      request: request && { ...request, body: shown(asked, bodies[0]) },
      response: response && { ...response, body: shown(answered, bodies[1]) },
      body: rest.websocket && shown(undefined, bodies[0]),
      image: response !== undefined && image_type(content(answered, bodies[1])) !== undefined,
    };
  }

  #connection(number) {
    const tables = this.#tables;
    if (!tables.connections.has(number)) return null;
    return { tls: tables.detail(tables.connections, number) ?? undefined };
  }

  #packets(number, query) {
    const tables = this.#tables;
    if (!tables.connections.has(number)) return null;
    this.#source.recorder.refresh();
    const after = Number(query.get('after') ?? -1);
    return {
      bytes: packets_binary(tables, tables.packets_of(number, { max: MAX_PACKETS, after })),
    };
  }

  #packet(number) {
    const raw = this.#tables.packet(number);
    if (raw === null) return null;
    const packet = decode.packet(raw);
    const layers = [];
    for (let layer = packet.payload; layer; layer = layer.payload) {
      if (layer instanceof Uint8Array) break;
      const name = layer.decoderName ?? layer.constructor?.name;
      layers.push({ name, text: String(layer) });
    }
    return { text: String(packet), layers, hex: hex_dump(raw.buf) };
  }

  #body(row, part) {
    const tables = this.#tables;
    const detail = tables.detail(tables.rows, row);
    if (detail === null) return null;
    const message = messages_of(detail)[part];
    const bytes = detail.bodies[part === 'request' ? 0 : 1] ?? detail.bodies[0];
    return { bytes: message ? content(message, bytes) : bytes, name: `body-${row}` };
  }

  #image(row) {
    const tables = this.#tables;
    const detail = tables.detail(tables.rows, row);
    if (!detail?.response) return null;
    const bytes = content(messages_of(detail).response, detail.bodies[1]);
    const type = image_type(bytes);
    return type === undefined ? null : { bytes, type };
  }

  #curl(row, query) {
    const tables = this.#tables;
    const detail = tables.detail(tables.rows, row);
    if (!detail?.request) return null;
    return { text: curl_of(detail, { secrets: query.get('secrets') === '1' }) };
  }
}

function text_of(value) {
  return typeof value === 'string' ? value : '';
}

/** A body without its content coding; as it was sent where that can't be undone. */
function content(message, bytes) {
  return decode_content(bytes, message.header('content-encoding'), MAX_DECODED).data ?? bytes;
}

/** A body as text or as hex; never as anything that a browser would run. */
function shown(message, bytes) {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const data = message === undefined ? bytes : content(message, bytes);
  const common = { size: data.length, kept: bytes.length };
  if (!isUtf8(data)) {
    return { ...common, hex: hex_dump(data.subarray(0, MAX_HEX)), is_cut: data.length > MAX_HEX };
  }
  const text = data.toString('utf8');
  const is_json = /^\s*[[{"]/.test(text);
  const laid_out = (is_json && indent_json(text)) || text;
  return { ...common, text: laid_out.slice(0, MAX_TEXT), is_cut: laid_out.length > MAX_TEXT };
}

function image_type(bytes) {
  const start = bytes.toString('latin1', 0, 16);
  return IMAGES.find(([, pattern]) => pattern.test(start))?.[0];
}

function hex_dump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = row.toString('hex').replace(/../g, '$& ').padEnd(49);
    const text = row.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex} ${text}`);
  }
  return lines.join('\n');
}

exports.API = API;
