'use strict';

exports.AppSession = require('./app_session').AppSession;
exports.STREAM_OPTIONS = require('./stream_session').STREAM_OPTIONS;
exports.StreamSession = require('./stream_session').StreamSession;
exports.services = require('./services').services;
