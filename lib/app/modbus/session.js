'use strict';

// Modbus/TCP (MODBUS Messaging on TCP/IP 1.0b) on one connection: requests and responses, paired by
// the number of the transaction.
//
//   +----------------+---------------+------------+---------+-------------+-----
//   | transaction 16 | protocol 16=0 | length 16  | unit 8  | function 8  | …
//   +----------------+---------------+------------+---------+-------------+-----

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { FieldReader } = require('../framed/field_reader');
const { link } = require('../framed/links');
const { PendingById } = require('../framed/pending_by_id');
const { EXCEPTIONS, FUNCTIONS, read_request, read_response } = require('./pdu');

const MAX_LENGTH = 254; // of unit and PDU
const COST = 500;

/**
 * Events, the session first: 'modbus request' (request), 'modbus response' (response), 'modbus
 * error' (direction, error); 'limit' and 'end': see StreamSession.
 */
class ModbusSession extends FramedSession {
  request_count = 0;
  #pending = new PendingById();

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'modbus', least_request: 8 });
    this.listen();
  }

  measure(direction, bytes, at) {
    if (bytes.length - at < 6) return undefined;
    const length = bytes.readUInt16BE(at + 4);
    return bytes.readUInt16BE(at + 2) === 0 && length >= 2 && length <= MAX_LENGTH ? 6 + length : 0;
  }

  on_message(direction, { bytes, time, end_time }) {
    this.recognised();
    const reader = new FieldReader(bytes);
    const transaction_id = reader.u16();
    reader.skip(4);
    const unit = reader.u8();
    const code = reader.u8();
    const message = { transaction_id, unit, code, function: FUNCTIONS.get(code & 127) };
    if (direction === 'send') this.#request(message, reader, time);
    else this.#response(message, reader, time, end_time);
  }

  #request(request, reader, start) {
    read_request(request, request.code, reader);
    Object.assign(request, { number: ++this.request_count, start, response: undefined });
    this.#pending.add(request.transaction_id, request, COST + 8 * reader.bytes.length);
    this.emit_event('modbus request', request);
  }

  #response(response, reader, start, end) {
    const { transaction_id, code } = response;
    const waiting = this.#pending.get(transaction_id);
    const is_its = waiting?.code === (code & 127) && waiting.unit === response.unit;
    const request = is_its ? this.#pending.take(transaction_id) : undefined;
    if (code >= 128) {
      response.exception_code = reader.u8();
      response.exception = EXCEPTIONS[response.exception_code];
    } else read_response(response, code, reader, request);
    const latency = request ? end - request.start : undefined;
    Object.assign(response, { start, end, latency });
    link(response, 'request', request);
    if (request) link(request, 'response', response);
    this.emit_event('modbus response', response);
  }

  kept_bytes() {
    return this.#pending.bytes;
  }

  shed_kept(target) {
    return this.#pending.shed(this, target, 'requests');
  }
}

exports.ModbusSession = ModbusSession;
