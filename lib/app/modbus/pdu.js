'use strict';

// Modbus' protocol data units (MODBUS Application Protocol 1.1b3): a function's number and its
// data.

const FUNCTIONS = new Map([
  [1, 'read_coils'],
  [2, 'read_discrete_inputs'],
  [3, 'read_holding_registers'],
  [4, 'read_input_registers'],
  [5, 'write_single_coil'],
  [6, 'write_single_register'],
  [7, 'read_exception_status'],
  [8, 'diagnostics'],
  [11, 'get_comm_event_counter'],
  [12, 'get_comm_event_log'],
  [15, 'write_multiple_coils'],
  [16, 'write_multiple_registers'],
  [17, 'report_server_id'],
  [20, 'read_file_record'],
  [21, 'write_file_record'],
  [22, 'mask_write_register'],
  [23, 'read_write_multiple_registers'],
  [24, 'read_fifo_queue'],
  [43, 'encapsulated_interface_transport'],
]);

const EXCEPTIONS = [
  ...[undefined, 'illegal_function', 'illegal_data_address', 'illegal_data_value'],
  ...[
    'server_device_failure',
    'acknowledge',
    'server_device_busy',
    undefined,
    'memory_parity_error',
  ],
  ...[undefined, 'gateway_path_unavailable', 'gateway_target_failed_to_respond'],
];

/** The fields of a request, added to `message`. */
function read_request(message, code, reader) {
  if (code >= 1 && code <= 4) read_range(message, reader);
  else if (code === 5 || code === 6) read_single(message, reader);
  else if (code === 15 || code === 16) {
    read_range(message, reader);
    const bytes = reader.take(reader.u8());
    if (code === 16) message.registers = registers_of(bytes);
    else message.coils = coils_of(bytes, message.count);
  } else if (code === 22) {
    Object.assign(message, {
      address: reader.u16(),
      and_mask: reader.u16(),
      or_mask: reader.u16(),
    });
  } else if (code === 23) {
    read_range(message, reader);
    Object.assign(message, { write_address: reader.u16(), write_count: reader.u16() });
    message.registers = registers_of(reader.take(reader.u8()));
  } else message.data = Buffer.from(reader.rest());
}

/** The fields of a response; `request` says how many bits count. */
function read_response(message, code, reader, request) {
  if (code === 1 || code === 2) {
    message.coils = coils_of(reader.take(reader.u8()), request?.count);
  } else if (code === 3 || code === 4 || code === 23) {
    message.registers = registers_of(reader.take(reader.u8()));
  } else if (code === 5 || code === 6) read_single(message, reader);
  else if (code === 15 || code === 16) read_range(message, reader);
  else message.data = Buffer.from(reader.rest());
}

function read_range(message, reader) {
  message.address = reader.u16();
  message.count = reader.u16();
}

function read_single(message, reader) {
  message.address = reader.u16();
  message.value = reader.u16();
}

function registers_of(bytes) {
  return Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readUInt16BE(2 * i));
}

function coils_of(bytes, count = 8 * bytes.length) {
  const length = Math.min(count, 8 * bytes.length);
  return Array.from({ length }, (_, i) => ((bytes[i >> 3] >> (i & 7)) & 1) === 1);
}

exports.EXCEPTIONS = EXCEPTIONS;
exports.FUNCTIONS = FUNCTIONS;
exports.read_request = read_request;
exports.read_response = read_response;
