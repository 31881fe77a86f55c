'use strict';

// What IS-IS's packets say after the common header.

const { read_id } = require('./ids');

function read_lan_hello(reader) {
  const hello = read_hello(reader);
  const bits = reader.u8();
  const priority = bits === undefined ? undefined : bits & 0x7f;
  return { ...hello, priority, lan_id: read_id(reader, 7) };
}

function read_hello(reader) {
  const bits = reader.u8();
  const circuit_type = bits === undefined ? undefined : bits & 3;
  const source_id = read_id(reader, 6);
  const holding_time = reader.u16();
  return { circuit_type, source_id, holding_time, pdu_length: reader.u16() };
}

function read_point_hello(reader) {
  return { ...read_hello(reader), circuit_id: reader.u8() };
}

/** `flags`: 4 overload, the lower two the type of system. */
function read_lsp(reader) {
  const pdu_length = reader.u16();
  const remaining_lifetime = reader.u16();
  const lsp_id = read_id(reader, 8);
  const sequence = reader.u32();
  const checksum = reader.u16();
  return { pdu_length, remaining_lifetime, lsp_id, sequence, checksum, flags: reader.u8() };
}

function read_csnp(reader) {
  const part = read_psnp(reader);
  return { ...part, start_lsp_id: read_id(reader, 8), end_lsp_id: read_id(reader, 8) };
}

function read_psnp(reader) {
  return { pdu_length: reader.u16(), source_id: read_id(reader, 7) };
}

const READERS = new Map([
  [15, read_lan_hello],
  [16, read_lan_hello],
  [17, read_point_hello],
  [18, read_lsp],
  [20, read_lsp],
  [24, read_csnp],
  [25, read_csnp],
  [26, read_psnp],
  [27, read_psnp],
]);

/** Fields by type; undefined for types that nothing is known of. */
function read_message(reader, type) {
  return READERS.get(type)?.(reader);
}

exports.read_message = read_message;
