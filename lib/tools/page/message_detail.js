'use strict';

// What is kept of a request or a response for the details, the HAR file and curl; and back again.

const { HTTPRequest, HTTPResponse } = require('../../app/http1');

const COMMON = [
  ...['http_version', 'stream_id', 'raw_headers', 'trailers', 'unknown_headers', 'start', 'end'],
  ...['body_len', 'missing', 'interrupted', 'complete'],
];
const REQUEST = [...COMMON, 'number', 'method', 'url', 'pushed'];
const RESPONSE = [...COMMON, 'status_code', 'status_message'];

function picked(object, names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}

/** Plain objects of the messages of an exchange, either of which may be missing. */
function detail_of(request, response) {
  return {
    request: request && picked(request, REQUEST),
    response: response && picked(response, RESPONSE),
  };
}

/** The messages again, as HTTPSession gave them. */
function messages_of({ request, response }) {
  const asked = request && Object.assign(new HTTPRequest(), request);
  const answered = response && Object.assign(new HTTPResponse(), response, { request: asked });
  if (asked) asked.response = answered;
  return { request: asked, response: answered };
}

exports.detail_of = detail_of;
exports.messages_of = messages_of;
