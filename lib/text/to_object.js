'use strict';

// packet.to_object(): what JSON and jq can use. Addresses are text, bytes hexadecimal, 64-bit
// numbers text.

const { next_layer } = require('../packet/layer');

const MAX_LAYERS = 64; // that are looked at
const MAX_DEPTH = 12; // of objects in a layer
const NAMES = {
  'ethernet-packet': 'ethernet',
  'ssl-packet': 'sll',
  'sll-packet': 'sll2',
  'null-packet': 'null',
  'ppi-packet': 'ppi',
  'prism-packet': 'prism',
  'radio-packet': 'radiotap',
  'radio-frame': 'wlan',
};

/** A layer's name as a key: `ethernet`, `ppp_control`. */
function name_of({ decoderName, constructor }) {
  const name = NAMES[decoderName] ?? decoderName ?? constructor?.name ?? 'layer';
  return String(name).replace(/[^A-Za-z0-9]+/g, '_');
}

/** A value that JSON has, and that says the same. */
function plain(value, depth) {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (depth === MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  if (is_address(value)) return value.to_short_string?.() ?? String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  const json = value.toJSON?.();
  return json === undefined
    ? { ...plain_fields(value, depth), ...derived(value) }
    : plain_fields(json, depth);
}

/** Addresses have their octets in `addr`, and a text. */
function is_address({ addr, toString }) {
  return (
    (Array.isArray(addr) || addr instanceof Uint8Array) && toString !== Object.prototype.toString
  );
}

function plain_fields(fields, depth) {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    return plain(fields, depth);
  const out = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'emitter' || typeof value === 'function') continue;
    const shown = plain(value, depth + 1);
    if (shown !== undefined) out[name] = shown;
  }
  return out;
}

/** What getters say beside the fields: names of numbers. */
function derived(value) {
  const out = {};
  const names = value.constructor?.derived;
  if (!Array.isArray(names)) return out;
  for (const name of names) if (value[name] !== undefined) out[name] = value[name];
  return out;
}

/** The fields of a layer without those of the next one. */
function layer_object(layer, next) {
  const fields = { ...(layer.toJSON?.() ?? layer) };
  for (const name of layer.constructor?.internal ?? []) delete fields[name];
  for (const name of Object.keys(fields)) {
    if (fields[name] === next || (next !== undefined && name === 'data')) delete fields[name];
  }
  return plain_fields(fields, 0);
}

/** `tcp`, and for a second one of a packet `tcp_2`. */
function free_name(object, name) {
  let free = name;
  for (let i = 2; Object.hasOwn(object, free); i++) free = `${name}_${i}`;
  return free;
}

/** ISO 8601 in microseconds, or in nanoseconds where there are any. */
function time_text(ns) {
  if (ns === undefined) return undefined;
  const date = new Date(Number(ns / 1000000000n) * 1000).toISOString();
  const fraction = String(ns % 1000000000n)
    .padStart(9, '0')
    .replace(/000$/, '');
  return `${date.slice(0, 19)}.${fraction}Z`;
}

/**
 * @param {object} packet  a PcapPacket
 * @returns {object} time, link_type, caplen, len, layers (names), then each layer by its name
 */
function to_object(packet) {
  const { link_type, pcap_header, error } = packet;
  const { caplen, len } = pcap_header ?? {};
  const object = { time: time_text(packet.time_ns), link_type, caplen, len, layers: [] };
  if (error !== undefined) object.error = { code: error.code, message: error.message };
  let layer = next_layer(packet);
  for (let i = 0; layer !== undefined && i < MAX_LAYERS; i++) {
    const next = next_layer(layer);
    const name = free_name(object, name_of(layer));
    object.layers.push(name);
    object[name] = layer_object(layer, next);
    layer = next;
  }
  return object;
}

exports.to_object = to_object;
