'use strict';

exports.WebSocketMessage = require('./session').WebSocketMessage;
exports.WebSocketSession = require('./session').WebSocketSession;
