'use strict';

// Objects of RSVP: those that many messages have are read, the others are left as bytes.

const IPv4Addr = require('../ipv4_addr');

const HEADER = 4;
const NAMES = new Map([
  [1, 'session'],
  [3, 'hop'],
  [4, 'integrity'],
  [5, 'time values'],
  [6, 'error specification'],
  [7, 'scope'],
  [8, 'style'],
  [9, 'flow specification'],
  [10, 'filter specification'],
  [11, 'sender template'],
  [12, 'sender traffic specification'],
  [13, 'ad specification'],
  [14, 'policy data'],
  [15, 'confirmation'],
  [16, 'label'],
  [19, 'label request'],
  [20, 'explicit route'],
  [21, 'record route'],
  [22, 'hello'],
  [23, 'message id'],
  [24, 'message id ack'],
  [25, 'message id list'],
  [131, 'restart capability'],
  [205, 'fast reroute'],
  [207, 'session attribute'],
  [229, 'generalized uni'],
]);

const ipv4 = (reader) => reader.address(IPv4Addr, 4);

function read_tunnel_session(reader) {
  const destination = ipv4(reader);
  reader.skip(2);
  return { destination, tunnel_id: reader.u16(), extended_tunnel_id: reader.u32() };
}

function read_tunnel_sender(reader) {
  const sender = ipv4(reader);
  reader.skip(2);
  return { sender, lsp_id: reader.u16() };
}

function read_attribute(reader) {
  const setup_priority = reader.u8();
  const holding_priority = reader.u8();
  const flags = reader.u8();
  const text = reader.take(reader.u8() ?? 0).toString('utf8');
  return { setup_priority, holding_priority, flags, text: text.replace(/\0+$/, '') };
}

/** By class * 256 + ctype. */
const READERS = new Map([
  [
    0x0101,
    (part) => {
      const destination = ipv4(part);
      const protocol = part.u8();
      return { destination, protocol, flags: part.u8(), dport: part.u16() };
    },
  ],
  [0x0107, read_tunnel_session],
  [0x0301, (part) => ({ address: ipv4(part), interface_handle: part.u32() })],
  [0x0501, (part) => ({ refresh_period: part.u32() })],
  [
    0x0601,
    (part) => ({
      node: ipv4(part),
      flags: part.u8(),
      error_code: part.u8(),
      error_value: part.u16(),
    }),
  ],
  [0x0801, (part) => ({ flags: part.u8(), style: part.u24() })],
  [0x0a07, read_tunnel_sender],
  [0x0b07, read_tunnel_sender],
  [0x1001, (part) => ({ label: part.u32() })],
  [0x1601, (part) => ({ source_instance: part.u32(), destination_instance: part.u32() })],
  [0x1602, (part) => ({ source_instance: part.u32(), destination_instance: part.u32() })],
  [0x8301, (part) => ({ restart_time: part.u32(), recovery_time: part.u32() })],
  [0xcf07, read_attribute],
]);

/** The next object: `{ class, ctype, name, length, data }`, and what it says. */
function read_object(reader) {
  const length = reader.u16();
  const number = reader.u8();
  const ctype = reader.u8();
  if (ctype === undefined) return undefined;
  if (length < HEADER) {
    reader.fail(`length ${length} of an object of class ${number} is less than ${HEADER}`);
    return undefined;
  }
  const part = reader.part(length - HEADER);
  const data = part.peek();
  const name = NAMES.get(number) ?? `class ${number}`;
  return { class: number, ctype, name, length, data, ...READERS.get(number * 256 + ctype)?.(part) };
}

exports.read_object = read_object;
