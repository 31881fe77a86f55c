'use strict';

const { GRPCSession } = require('./session');
const { GRPCCall } = require('./call');
const { GRPCMessage } = require('./message_reader');
const { ProtoField, decode_fields } = require('./protobuf');
const { Schemas, load_schemas } = require('./schema');

exports.GRPCSession = GRPCSession;
exports.GRPCCall = GRPCCall;
exports.GRPCMessage = GRPCMessage;
exports.ProtoField = ProtoField;
exports.Schemas = Schemas;
exports.decode_fields = decode_fields;
exports.load_schemas = load_schemas;
