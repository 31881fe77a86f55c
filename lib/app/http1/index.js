'use strict';

const { HTTPSession } = require('./session');
const { HTTPMessage, HTTPRequest, HTTPResponse } = require('./message');
const { WebSocketSession, WebSocketMessage } = require('../websocket/session');
const { decode_content } = require('./content');

exports.HTTPSession = HTTPSession;
exports.HTTPMessage = HTTPMessage;
exports.HTTPRequest = HTTPRequest;
exports.HTTPResponse = HTTPResponse;
exports.WebSocketSession = WebSocketSession;
exports.WebSocketMessage = WebSocketMessage;
exports.decode_content = decode_content;
