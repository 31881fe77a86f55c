'use strict';

// Version 1 of PTP, IEEE 1588-2002:
//    version (2), network version (2), domain (16), kind (1), technology (1), clock_identity (6),
//    port_number (2), sequence (2), control (1), reserved (1), flags (2), reserved (4), message …

const TYPES = ['Sync', 'Delay_Req', 'Follow_Up', 'Delay_Resp', 'Management'];
const SYNC = 0;
const DELAY_REQ = 1;

function read_header(ptp, reader) {
  reader.skip(4);
  ptp.domain = reader.take(16).toString('latin1').replace(/\0.*$/s, '');
  ptp.type = reader.u8();
  reader.skip(1);
  ptp.clock_identity = reader.take(6).toString('hex');
  ptp.port_number = reader.u16();
  ptp.sequence = reader.u16();
  ptp.control = reader.u8();
  reader.skip(1);
  ptp.flags = reader.u16();
}

/** When a Sync or Delay_Req was sent; the other messages are left as bytes. */
function read_message(reader, { control }) {
  if (control !== SYNC && control !== DELAY_REQ) return undefined;
  return { timestamp: { seconds: reader.u32(), nanoseconds: reader.u32() } };
}

exports.HEADER = 40;
exports.read_header = read_header;
exports.read_message = read_message;
exports.type_name = ({ control }) => TYPES[control];
