'use strict';

// What is kept of a request or a response for the details, the HAR file and curl; and back again.

const { HTTPRequest, HTTPResponse } = require('../../app/http1');

/** What is kept of an exchange, of which either message may be missing. */
function detail_of(request, response) {
  return {
    request: request && request_detail(request),
    response: response && response_detail(response),
    times: undefined,
    swapped: false,
    tcp: undefined,
    first: false,
    grpc: undefined,
    bodies: undefined,
  };
}

// Written out: it is done for each message of a capture.
function request_detail(request) {
  return {
    number: request.number,
    method: request.method,
    url: request.url,
    pushed: request.pushed,
    http_version: request.http_version,
    stream_id: request.stream_id,
    raw_headers: request.raw_headers,
    trailers: request.trailers,
    unknown_headers: request.unknown_headers,
    start: request.start,
    end: request.end,
    body_len: request.body_len,
    missing: request.missing,
    interrupted: request.interrupted,
    complete: request.complete,
  };
}

function response_detail(response) {
  return {
    status_code: response.status_code,
    status_message: response.status_message,
    http_version: response.http_version,
    stream_id: response.stream_id,
    raw_headers: response.raw_headers,
    trailers: response.trailers,
    unknown_headers: response.unknown_headers,
    start: response.start,
    end: response.end,
    body_len: response.body_len,
    missing: response.missing,
    interrupted: response.interrupted,
    complete: response.complete,
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
