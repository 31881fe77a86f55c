'use strict';

// Modbus on TCP: MODBUS Messaging on TCP/IP Implementation Guide 1.0b; functions, MODBUS
// Application Protocol 1.1b3. What one segment holds; further messages in it are each other's
// payload.
//    0               16              32
//   +----------------+----------------+
//   | transaction_id |  protocol_id   |
//   |     length     | unit |function |
//   | address, quantity, values …     |

const { u16 } = require('../packet/bytes');
const { decode_child, layer_class } = require('../packet/layer');
const { Message } = require('./message');

const HEADER = 8;
const EXCEPTION = 0x80;
const PORT = 502;
const FUNCTIONS = new Map([
  [1, 'Read Coils'],
  [2, 'Read Discrete Inputs'],
  [3, 'Read Holding Registers'],
  [4, 'Read Input Registers'],
  [5, 'Write Single Coil'],
  [6, 'Write Single Register'],
  [7, 'Read Exception Status'],
  [8, 'Diagnostics'],
  [11, 'Get Comm Event Counter'],
  [12, 'Get Comm Event Log'],
  [15, 'Write Multiple Coils'],
  [16, 'Write Multiple Registers'],
  [17, 'Report Server ID'],
  [20, 'Read File Record'],
  [21, 'Write File Record'],
  [22, 'Mask Write Register'],
  [23, 'Read/Write Multiple Registers'],
  [24, 'Read FIFO Queue'],
  [43, 'Encapsulated Interface Transport'],
]);

/**
 * Functions whose request has an address and a quantity; 5 and 6 have a value, in both directions.
 */
const WITH_QUANTITY = new Set([1, 2, 3, 4, 15, 16]);
const WITH_VALUE = new Set([5, 6]);
const REGISTERS = new Set([3, 4]);

class Modbus extends Message {
  #is_request = undefined; // undefined where ports do not tell

  constructor(emitter) {
    super(emitter);
    this.transaction_id = undefined;
    this.protocol_id = undefined;
    this.length = undefined;
    this.unit_id = undefined;
    this.function_code = undefined;
    this.exception_code = undefined;
    this.address = undefined;
    this.quantity = undefined;
    this.value = undefined;
    this.data = undefined;
    this.payload = undefined;
  }

  read_header(bytes, offset) {
    this.transaction_id = u16(bytes, offset);
    this.protocol_id = u16(bytes, offset + 2);
    this.length = u16(bytes, offset + 4);
    this.unit_id = bytes[offset + 6];
    this.function_code = bytes[offset + 7] & 0x7f;
  }

  read_body(cursor, parent) {
    if (this.protocol_id !== 0 || this.length < 2) {
      cursor.fail(`protocol ${this.protocol_id}, length ${this.length}`);
      return;
    }
    const is_exception = (cursor.bytes[cursor.offset - 1] & EXCEPTION) !== 0;
    const inside = cursor.within(this.length - 2);
    if (is_exception && inside.left > 0) this.exception_code = inside.u8();
    this.#is_request = Modbus.#direction_of(parent);
    if (!is_exception) this.#read_function(inside);
    this.data = inside.rest();
    const { bytes, offset, limit, left } = cursor;
    if (left > 0) this.payload = decode_child(this, Modbus, bytes, offset, limit - offset);
  }

  // Requests and responses look alike: the port that is 502 says which one it is.
  #read_function(cursor) {
    const { function_code: code } = this;
    const has_two = cursor.left >= 4;
    if (WITH_VALUE.has(code) && has_two) {
      this.address = cursor.u16();
      this.value = cursor.u16();
    } else if (WITH_QUANTITY.has(code) && has_two && (this.#is_request || code > 4)) {
      this.address = cursor.u16();
      this.quantity = cursor.u16();
    }
  }

  static #direction_of(parent) {
    if (parent instanceof Modbus) return parent.#is_request;
    if (parent?.dport === PORT) return true;
    return parent?.sport === PORT ? false : undefined;
  }

  /** `Read Holding Registers` … */
  get function_name() {
    return FUNCTIONS.get(this.function_code);
  }

  /** Of a response that reads registers: their values. */
  get registers() {
    const { data, function_code, quantity } = this;
    if (!REGISTERS.has(function_code) || quantity !== undefined || !(data?.length > 0))
      return undefined;
    const count = Math.min(data[0], data.length - 1) >> 1;
    return Array.from({ length: count }, (_, i) => u16(data, 1 + 2 * i));
  }

  toString() {
    const name = this.function_name ?? `function ${this.function_code}`;
    const words = [`Modbus/TCP ${name} transaction ${this.transaction_id} unit ${this.unit_id}`];
    if (this.exception_code !== undefined) words.push(`exception ${this.exception_code}`);
    if (this.address !== undefined) words.push(`address ${this.address}`);
    if (this.quantity !== undefined) words.push(`quantity ${this.quantity}`);
    if (this.value !== undefined) words.push(`value ${this.value}`);
    return this.payload === undefined ? words.join(' ') : `${words.join(' ')} ${this.payload}`;
  }
}

Modbus.header_size = HEADER;
layer_class(Modbus, 'modbus', true);

module.exports = Modbus;
