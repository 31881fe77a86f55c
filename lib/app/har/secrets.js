'use strict';

// What a HAR file does not show unless it is asked to: cookies and authorisation.

const HIDDEN = '[hidden]';
const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'cookie2',
  'set-cookie',
  'set-cookie2',
  'x-api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-xsrf-token',
]);

function is_secret(header_name) {
  return SECRET_HEADERS.has(header_name.toLowerCase());
}

/** A URL without the password in it. */
function without_password(url) {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, `$1${HIDDEN}@`);
}

exports.HIDDEN = HIDDEN;
exports.is_secret = is_secret;
exports.without_password = without_password;
