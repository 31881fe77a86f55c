'use strict';

// --curl: requests as commands that send them again. What curl would take for a file's name (@), an
// option (-) or a pattern ([1-9]) is kept from it: the sender of a request does not choose what a
// copied command does.

const { join, safe } = require('./safe_text');

// What curl finds out by itself. Names that are no tokens (RFC 9110, 5.6.2), HTTP/2's `:path` among
// them, are left out, too.
const LEFT_OUT = /^(content-length|transfer-encoding|connection|expect)$/i;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

class CurlCommands {
  #output;
  needs_bodies = true;
  has_others = false;

  constructor(_, { output }) {
    this.#output = output;
  }

  /** An exchange is over, and shown. */
  accept(exchange) {
    const { url, method } = exchange;
    if (url === undefined || method === 'CONNECT') return; // not captured; not curl's to send
    this.#output.print(curl_command(exchange));
  }
}

/**
 * @param {Exchange} exchange  whose request was captured
 * @returns {SafeText}
 */
function curl_command({ connection, request, method, url }) {
  const body = connection.bodies.peek(request);
  const has_nul = body.includes(0); // which no argument can have
  const words = has_nul ? ['printf', printf_format(body), '|'] : [];
  words.push('curl', quoted(url));
  if (/[[\]{}]/.test(url)) words.push('--globoff');
  if (method === 'HEAD') words.push('--head');
  else if (method !== (request.body_len > 0 ? 'POST' : 'GET')) words.push('-X', quoted(method));
  const raw = request.raw_headers;
  for (let i = 0; i < raw.length; i += 2) {
    // A header without a value needs a semicolon.
    const header = raw[i + 1] === '' ? `${raw[i]};` : `${raw[i]}: ${raw[i + 1]}`;
    if (TOKEN.test(raw[i]) && !LEFT_OUT.test(raw[i])) words.push('-H', quoted(header));
  }
  if (has_nul) words.push('--data-binary', '@-');
  else if (request.body_len > 0) words.push('--data-raw', quoted(body.toString('latin1')));
  const is_cut = request.body_len > body.length || request.missing > 0;
  if (is_cut) words.push(`# ${request.body_len - body.length + request.missing} bytes are missing`);
  return join(
    words.map((word) => safe`${word}`),
    ' ',
  );
}

/**
 * A string of bytes as one word of bash, zsh and ksh. Bytes that are not printable ASCII are
 * escaped in a form that the shell undoes, so that nothing is left for the terminal.
 */
function quoted(bytes) {
  if (/^[\w./:@%+=,-]+$/.test(bytes)) return bytes;
  if (/^[\x20-\x7e]*$/.test(bytes)) return `'${bytes.replaceAll("'", "'\\''")}'`;
  const escaped = bytes.replace(/[^\x20-\x7e]|['\\]/g, (char) =>
    /['\\]/.test(char) ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${escaped}'`;
}

/** Bytes as the format of a printf that writes them. */
function printf_format(bytes) {
  const format = bytes.toString('latin1').replace(/[^\x20-\x7e]|['\\%]/g, (char) => {
    if (char === '%') return '%%';
    return `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `'${format}'`;
}

exports.CurlCommands = CurlCommands;
