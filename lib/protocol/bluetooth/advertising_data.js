'use strict';

// Advertising data: items of length, type and data (Bluetooth Core, Supplement; Assigned Numbers).

const { MAX_LISTED } = require('../../packet/limits');

const NAMES = new Map([
  [0x01, 'flags'],
  [0x02, 'incomplete 16-bit uuids'],
  [0x03, 'complete 16-bit uuids'],
  [0x04, 'incomplete 32-bit uuids'],
  [0x05, 'complete 32-bit uuids'],
  [0x06, 'incomplete 128-bit uuids'],
  [0x07, 'complete 128-bit uuids'],
  [0x08, 'shortened local name'],
  [0x09, 'complete local name'],
  [0x0a, 'tx power level'],
  [0x0d, 'class of device'],
  [0x0e, 'simple pairing hash'],
  [0x0f, 'simple pairing randomizer'],
  [0x10, 'device id'],
  [0x11, 'security manager out-of-band flags'],
  [0x12, 'connection interval range'],
  [0x14, '16-bit solicitation uuids'],
  [0x15, '128-bit solicitation uuids'],
  [0x16, '16-bit service data'],
  [0x17, 'public target address'],
  [0x18, 'random target address'],
  [0x19, 'appearance'],
  [0x1a, 'advertising interval'],
  [0x1b, 'le device address'],
  [0x1c, 'le role'],
  [0x1d, 'simple pairing hash 256'],
  [0x1e, 'simple pairing randomizer 256'],
  [0x1f, '32-bit solicitation uuids'],
  [0x20, '32-bit service data'],
  [0x21, '128-bit service data'],
  [0x22, 'secure connections confirmation'],
  [0x23, 'secure connections random'],
  [0x24, 'uri'],
  [0x25, 'indoor positioning'],
  [0x26, 'transport discovery data'],
  [0x27, 'le supported features'],
  [0x28, 'channel map update indication'],
  [0x29, 'mesh provisioning'],
  [0x2a, 'mesh message'],
  [0x2b, 'mesh beacon'],
  [0x2c, 'big info'],
  [0x2d, 'broadcast code'],
  [0x2e, 'resolvable set identifier'],
  [0x2f, 'long advertising interval'],
  [0x30, 'broadcast name'],
  [0x31, 'encrypted advertising data'],
  [0x32, 'periodic advertising response timing'],
  [0x34, 'electronic shelf label'],
  [0x3d, '3d information'],
  [0xff, 'manufacturer specific'],
]);

/** How many octets a UUID has, by type. */
const UUID_SIZES = new Map([
  [0x02, 2],
  [0x03, 2],
  [0x04, 4],
  [0x05, 4],
  [0x06, 16],
  [0x07, 16],
  [0x14, 2],
  [0x15, 16],
  [0x1f, 4],
]);
/** Names. */
const TEXTS = new Set([0x08, 0x09, 0x30]);
const SERVICE_DATA = new Map([
  [0x16, 2],
  [0x20, 4],
  [0x21, 16],
]);

/** `180f`, or the long form with its hyphens. */
function uuid_text(bytes) {
  const hex = Buffer.from(bytes).reverse().toString('hex');
  return hex.length < 32 ? hex : hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function uuids(data, size) {
  const found = [];
  for (let o = 0; o + size <= data.length; o += size) {
    found.push(uuid_text(data.subarray(o, o + size)));
  }
  return found;
}

/** What an item says, where that has a form of its own. */
function meaning(type, data) {
  if (UUID_SIZES.has(type)) return { uuids: uuids(data, UUID_SIZES.get(type)) };
  const size = SERVICE_DATA.get(type);
  if (size !== undefined && data.length >= size) {
    return { uuid: uuid_text(data.subarray(0, size)), service_data: data.subarray(size) };
  }
  if (TEXTS.has(type)) return { text: data.toString('utf8') };
  if (type === 0x01 && data.length > 0) return { value: data[0] };
  if (type === 0x0a && data.length > 0) return { value: data.readInt8(0) };
  // Appearance, or an interval of 0.625 ms each.
  if ((type === 0x19 || type === 0x1a) && data.length >= 2) return { value: data.readUInt16LE(0) };
  if (type === 0x1c && data.length > 0) return { value: data[0] };
  if (type === 0xff && data.length >= 2) {
    return { company: data.readUInt16LE(0), company_data: data.subarray(2) };
  }
  return undefined;
}

/** `[{ type, name, length, data }]` and what each says; a length of 0 ends them. */
function read_advertising_data(bytes) {
  const items = [];
  for (let o = 0; items.length < MAX_LISTED && o + 1 < bytes.length && bytes[o] > 0;) {
    const length = bytes[o];
    const type = bytes[o + 1];
    const data = bytes.subarray(o + 2, o + 1 + length);
    const name = NAMES.get(type) ?? `type ${type}`;
    items.push({ type, name, length, data, ...meaning(type, data) });
    o += 1 + length;
  }
  return items;
}

/** The device's name, in full where it is there. */
function name_in(items) {
  const of_type = (type) => items?.find((item) => item.type === type)?.text;
  return of_type(0x09) ?? of_type(0x08);
}

exports.name_in = name_in;
exports.read_advertising_data = read_advertising_data;
