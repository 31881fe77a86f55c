'use strict';

const { HTTPSession } = require('./session');
const { HTTPMessage, HTTPRequest, HTTPResponse } = require('./message');
const { WebSocketSession, WebSocketMessage } = require('../websocket/session');
const { decode_content } = require('./content');

// A session loads these when a connection has them. Here they come at once: a program that was
// given the class may not be able to read files any more when it needs them.
require('./bodies');
require('./tls_hello');
require('../http2/connection');

exports.HTTPSession = HTTPSession;
exports.HTTPMessage = HTTPMessage;
exports.HTTPRequest = HTTPRequest;
exports.HTTPResponse = HTTPResponse;
exports.WebSocketSession = WebSocketSession;
exports.WebSocketMessage = WebSocketMessage;
exports.decode_content = decode_content;
