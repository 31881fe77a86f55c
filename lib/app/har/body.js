'use strict';

// Bodies as a HAR file has them, and text of the wire as text.

const { isUtf8 } = require('node:buffer');
const { decode_content } = require('../http1/content');

/** Header text: UTF-8 where it is that, otherwise Latin-1. */
function text_of(latin1) {
  const bytes = Buffer.from(latin1, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : latin1;
}

/** { text } or { text, encoding: 'base64' }. */
function encode(bytes) {
  return isUtf8(bytes)
    ? { text: bytes.toString('utf8') }
    : { text: bytes.toString('base64'), encoding: 'base64' };
}

/**
 * The body of a response.
 * @param {HTTPResponse} response
 * @param {Buffer | null} bytes  as sent; null where they are not kept
 * @param {string | undefined} comment  why they are not, or not all
 * @param {number} max_size  bytes that it may have when decoded
 * @returns {object}  HAR's `content`
 */
function content_of(response, bytes, comment, max_size) {
  const mimeType = text_of(response.header('content-type') ?? '');
  const content = { size: response.body_len, mimeType };
  if (bytes === null) return comment === undefined ? content : { ...content, comment };
  const { data, error } = decode_content(bytes, response.header('content-encoding'), max_size);
  if (error !== undefined) return { ...content, ...encode(bytes), comment: error };
  if (comment !== undefined) return { ...content, ...encode(data), comment };
  content.size = data.length;
  content.compression = data.length - response.body_len;
  return { ...content, ...encode(data) };
}

/** The body of a request: HAR's `postData`; undefined where there is none. */
function post_data_of(request, bytes, comment) {
  if (request.body_len === 0) return undefined;
  const mimeType = text_of(request.header('content-type') ?? '');
  if (bytes === null) return { mimeType, text: '', comment: comment ?? 'not kept' };
  const { text, encoding } = encode(bytes);
  const post_data = { mimeType, text };
  if (encoding !== undefined) post_data._encoding = encoding;
  if (comment !== undefined) post_data.comment = comment;
  return post_data;
}

exports.content_of = content_of;
exports.encode = encode;
exports.post_data_of = post_data_of;
exports.text_of = text_of;
