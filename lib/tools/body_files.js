'use strict';

// --save DIR: the bodies of what is shown, decoded, each in a file of its own. Names are made of
// what senders chose, so that nothing of them leads out of DIR or onto a file that is there.

const fs = require('node:fs');
const path = require('node:path');
const { decode_content } = require('../app/http1/content');
const { Failure } = require('./failure');
const { count_of, format_size } = require('./format');
const { why_refused } = require('./packet_writer');
const { safe } = require('./safe_text');

const MAX_BODY = 16 * 1024 * 1024; // bytes of a body that are kept
const MAX_DECODED = 64 * 1024 * 1024; // and of what it is when decoded
const MAX_NAME = 100; // characters of a name, without number and ending
const OWNER_ONLY = { file: 0o600, directory: 0o700 };
const ENDINGS = new Map([
  ['application/javascript', 'js'],
  ['application/json', 'json'],
  ['application/pdf', 'pdf'],
  ['application/wasm', 'wasm'],
  ['application/xml', 'xml'],
  ['application/zip', 'zip'],
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/svg+xml', 'svg'],
  ['image/webp', 'webp'],
  ['text/css', 'css'],
  ['text/csv', 'csv'],
  ['text/html', 'html'],
  ['text/javascript', 'js'],
  ['text/plain', 'txt'],
  ['text/xml', 'xml'],
]);

class BodyFiles {
  #directory;
  #user;
  #output;
  #left; // bytes that may still be written
  #number = 0;
  #files = 0;
  #bytes = 0;
  #left_out = 0;
  #failed = false;
  max_body = MAX_BODY;

  /**
   * @param {object} options  { save: the directory, 'save-limit': bytes for all files, Z }
   * @param {import('./output').Output} output  for what goes wrong
   */
  constructor({ save, 'save-limit': limit, Z }, output) {
    this.#directory = save;
    this.#left = limit;
    this.#user = Z;
    this.#output = output;
  }

  /** Makes the directory where it is not there, with the rights that the program has by now. */
  open() {
    try {
      fs.mkdirSync(this.#directory, { recursive: true, mode: OWNER_ONLY.directory });
      fs.accessSync(this.#directory, fs.constants.W_OK);
    } catch (error) {
      throw new Failure(
        `can't write to ${this.#directory}: ${reason_of(error)}`,
        ...why_refused(error, this.#user),
      );
    }
  }

  /** Writes the bodies of an exchange that is over. */
  save(exchange) {
    const { connection, request, response } = exchange;
    for (const [message, kind] of [
      [request, 'request'],
      [response, 'response'],
    ]) {
      if (message === undefined || message.body_len === 0) continue;
      this.#save_body(exchange, message, kind, connection.bodies.peek(message, MAX_BODY));
    }
  }

  #save_body(exchange, message, kind, bytes) {
    const encoding = message.header('content-encoding');
    const { data, error } = decode_content(bytes, encoding, MAX_DECODED);
    const content = data ?? bytes;
    if (content.length > this.#left || this.#failed) {
      this.#left_out++;
      return;
    }
    const is_whole =
      bytes.length === message.body_len && message.missing === 0 && message.end !== null;
    const marks = [
      kind === 'request' ? '.request' : '',
      ending_of(exchange, message),
      error === undefined ? '' : `.${plain(encoding)}`,
      is_whole ? '' : '.part',
    ];
    this.#write(`${name_of(exchange)}${marks.join('')}`, content);
  }

  #write(name, content) {
    const fd = this.#create(name);
    if (fd === undefined) return;
    try {
      fs.writeFileSync(fd, content);
      this.#files++;
      this.#bytes += content.length;
      this.#left -= content.length;
    } catch (error) {
      this.#fail(error);
    } finally {
      fs.closeSync(fd);
    }
  }

  /** Opens a new file: the next number that no file has. A link is not followed. */
  #create(name) {
    for (;;) {
      const number = String(++this.#number).padStart(5, '0');
      try {
        return fs.openSync(path.join(this.#directory, `${number}-${name}`), 'wx', OWNER_ONLY.file);
      } catch (error) {
        if (error.code === 'EEXIST') continue;
        this.#fail(error);
        return undefined;
      }
    }
  }

  // Where the disk is full, the trace goes on without files.
  #fail(error) {
    if (this.#failed) return;
    this.#failed = true;
    this.#output.warn(safe`can't write to ${this.#directory}: ${reason_of(error)}`);
    process.exitCode = 1;
  }

  /** What the summary says of the files. */
  summary_line() {
    const left_out = this.#left_out > 0 ? `, ${this.#left_out} left out (--save-limit)` : '';
    const saved = `${count_of(this.#files, 'body').replace(/ys$/, 'ies')} (${format_size(this.#bytes)})`;
    return safe`${saved} in ${this.#directory}${left_out}`;
  }
}

/** Letters, digits, dots and dashes; never a dot or a dash first. */
function plain(text) {
  return text
    .slice(0, 3 * MAX_NAME)
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .replace(/\.{2,}/g, '.');
}

/** Host and the last part of the path, without its ending. */
function name_of({ host = '', path: url = '' }) {
  const [last = ''] = parts_of(url).slice(-1);
  const text = `${plain(host)}-${plain(last.replace(/\.[^.]*$/, '')) || 'index'}`;
  return text.slice(0, MAX_NAME);
}

const parts_of = (url) =>
  url
    .replace(/[?#].*$/s, '')
    .split('/')
    .filter((part) => part !== '');

/** As the media type has it, otherwise as the URL does. */
function ending_of({ path: url = '' }, message) {
  const type = message.header('content-type')?.replace(/;.*/s, '').trim().toLowerCase();
  const known = ENDINGS.get(type);
  if (known !== undefined) return `.${known}`;
  const [, ending] = /\.([A-Za-z0-9]{1,8})$/.exec(parts_of(url).at(-1) ?? '') ?? [];
  return message.status_code === undefined || ending === undefined ? '.bin' : `.${ending}`;
}

/** 'no such file or directory' of 'ENOENT: no such file or directory, open …'. */
function reason_of({ message }) {
  return message.replace(/^\w+: ([^,]*).*/s, '$1');
}

exports.BodyFiles = BodyFiles;
