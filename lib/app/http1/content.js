'use strict';

// Content codings (RFC 9110, 8.4.1): a body as the program at the other end gets it.

const DECODERS = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotli],
  ['zstd', zstd],
  ['identity', null],
]);

/**
 * Undoes the codings of a Content-Encoding header, last one first.
 * @param {Buffer} body  may lack its end: what can be decoded is returned
 * @param {string | undefined} encoding  the header's value
 * @param {number} [max_length]  bytes that the result may have, 1 MiB
 * @returns {{data: Buffer} | {error: string}}
 */
function decode_content(body, encoding, max_length = 1024 * 1024) {
  let data = body;
  const codings = (encoding ?? '').toLowerCase().split(',');
  if (codings.length > 4) return { error: `${codings.length} content codings` };
  for (const coding of codings.reverse().map((text) => text.trim())) {
    const decoder = coding === '' ? null : DECODERS.get(coding);
    if (decoder === undefined) return { error: `unknown content coding ${coding}` };
    if (decoder === null) continue;
    try {
      data = decoder(data, max_length, require('node:zlib')); // here, since loading it takes time
    } catch (error) {
      return { error: reason(coding, error, max_length) };
    }
  }
  return { data };
}

function reason(coding, error, max_length) {
  return error.code === 'ERR_BUFFER_TOO_LARGE'
    ? `${coding}: more than ${max_length} bytes when decoded`
    : `${coding}: ${error.message}`;
}

function gunzip(data, maxOutputLength, zlib) {
  return zlib.gunzipSync(data, { maxOutputLength, finishFlush: zlib.constants.Z_SYNC_FLUSH });
}

// 'deflate' is zlib's format, but some senders leave zlib's header out.
function inflate(data, maxOutputLength, zlib) {
  const options = { maxOutputLength, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  const has_header = (data[0] & 15) === 8 && ((data[0] << 8) | data[1]) % 31 === 0;
  return has_header ? zlib.inflateSync(data, options) : zlib.inflateRawSync(data, options);
}

function brotli(data, maxOutputLength, zlib) {
  const finishFlush = zlib.constants.BROTLI_OPERATION_FLUSH;
  return zlib.brotliDecompressSync(data, { maxOutputLength, finishFlush });
}

function zstd(data, maxOutputLength, zlib) {
  if (!zlib.zstdDecompressSync) throw new Error('this Node.js can not decode it (22.15 can)');
  const finishFlush = zlib.constants.ZSTD_e_flush;
  return zlib.zstdDecompressSync(data, { maxOutputLength, finishFlush });
}

exports.decode_content = decode_content;
