'use strict';

const { RedisSession, RedisCommand, RedisReply } = require('./session');
const { RESPError, RESPMap, RESPSet, RESPPush } = require('./resp');

exports.RedisSession = RedisSession;
exports.RedisCommand = RedisCommand;
exports.RedisReply = RedisReply;
exports.RESPError = RESPError;
exports.RESPMap = RESPMap;
exports.RESPSet = RESPSet;
exports.RESPPush = RESPPush;
