'use strict';

// Header fields of HTTP/2 messages (RFC 9113, section 8): pseudo-header fields taken from a list,
// and what makes a message malformed.

// Fields of HTTP/1 connections (RFC 9113, 8.2.2).
const CONNECTION_FIELDS = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);
const PSEUDO = {
  request: new Set([':method', ':scheme', ':authority', ':path', ':protocol']),
  response: new Set([':status']),
  trailers: new Set(),
};

/**
 * @typedef {object} Fields
 * @property {Record<string, string>} pseudo  by name; the first of each
 * @property {number | undefined} content_length
 * @property {string | undefined} fault  the first thing that RFC 9113 forbids
 */

/**
 * Looks through a list of header fields.
 * @param {import('./hpack').HeaderList} list
 * @param {'request' | 'response' | 'trailers'} kind
 * @returns {Fields}
 */
function read_fields({ raw_headers, unknown_headers }, kind) {
  const fields = { pseudo: {}, content_length: undefined, fault: undefined };
  let regular = false;
  for (let i = 0; i < raw_headers.length; i += 2) {
    const name = raw_headers[i];
    if (name.charCodeAt(0) === 58) {
      read_pseudo(fields, name, raw_headers[i + 1], kind, regular);
    } else {
      regular = true;
      read_regular(fields, name, raw_headers[i + 1]);
    }
  }
  if (unknown_headers.length === 0) fields.fault ??= missing_pseudo(fields.pseudo, kind);
  return fields;
}

function read_pseudo(fields, name, value, kind, regular) {
  if (!PSEUDO[kind].has(name)) fields.fault ??= `${shown(name)} in ${article(kind)}`;
  else if (regular) fields.fault ??= `${name} after other header fields`;
  else if (name in fields.pseudo) fields.fault ??= `${name} twice`;
  else fields.pseudo[name] = value;
}

function read_regular(fields, name, value) {
  if (CONNECTION_FIELDS.has(name) || (name === 'te' && value !== 'trailers')) {
    fields.fault ??= `a header field of HTTP/1: ${name}`;
  } else if (name === 'content-length') {
    read_length(fields, value);
  } else if (name === '' || /[A-Z\0-\x20\x7f-\xff:]/.test(name)) {
    fields.fault ??= `no name of a header field: ${shown(name)}`;
  }
}

function read_length(fields, value) {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (length === undefined || (fields.content_length ?? length) !== length) {
    fields.fault ??= 'the content-length fields give no length';
  }
  fields.content_length ??= length;
}

function missing_pseudo(pseudo, kind) {
  if (kind === 'response') return status_fault(pseudo[':status']);
  if (kind === 'trailers') return undefined;
  if (pseudo[':method'] === undefined) return 'a request without :method';
  if (pseudo[':method'] === 'CONNECT' && pseudo[':protocol'] === undefined) {
    if (pseudo[':authority'] === undefined) return 'CONNECT without :authority';
    return (pseudo[':path'] ?? pseudo[':scheme']) ? 'CONNECT with :path or :scheme' : undefined;
  }
  if (!pseudo[':path']) return 'a request without :path';
  return pseudo[':scheme'] === undefined ? 'a request without :scheme' : undefined;
}

function status_fault(status) {
  if (status === undefined) return 'a response without :status';
  return /^[1-9]\d\d$/.test(status) ? undefined : `no status: ${shown(status)}`;
}

function article(kind) {
  return kind === 'trailers' ? kind : `a ${kind}`;
}

function shown(text) {
  return JSON.stringify(text.slice(0, 40));
}

exports.read_fields = read_fields;
