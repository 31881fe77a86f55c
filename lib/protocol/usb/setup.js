'use strict';

// The setup of a USB control transfer, USB 2.0, 9.3.

const REQUESTS = [
  'GET STATUS',
  'CLEAR FEATURE',
  undefined,
  'SET FEATURE',
  undefined,
  'SET ADDRESS',
  'GET DESCRIPTOR',
  'SET DESCRIPTOR',
  'GET CONFIGURATION',
  'SET CONFIGURATION',
  'GET INTERFACE',
  'SET INTERFACE',
  'SYNCH FRAME',
];
const KIND = 0x60; // standard, class or vendor

/** Eight octets, little-endian; `request_name` is that of a standard request. */
function read_setup(reader) {
  const request_type = reader.u8();
  const request = reader.u8();
  const value = reader.u16le();
  const index = reader.u16le();
  const length = reader.u16le();
  const request_name = (request_type & KIND) === 0 ? REQUESTS[request] : undefined;
  return { request_type, request, request_name, value, index, length };
}

/** A request's number as text: it is an address of the kernel's, of 64 bits. */
function read_id(reader) {
  return `0x${reader.reversed(8).toString('hex')}`;
}

exports.read_id = read_id;
exports.TRANSFERS = ['isochronous', 'interrupt', 'control', 'bulk'];
exports.read_setup = read_setup;
