'use strict';

// What the 802.11 decoders share.

const { EMPTY, clamp_end } = require('../../packet/bytes');
const { MAX_LISTED } = require('../../packet/limits');
const RadioManagementFrameTag = require('./radio_management_frame_tag');

/**
 * The tags (information elements) from `offset` on, as far as they are whole, and no more than
 * MAX_LISTED.
 * @returns {RadioManagementFrameTag[]}
 */
function parse_tags(bytes = EMPTY, offset = 0, length = undefined) {
  const end = clamp_end(bytes, offset, length);
  const tags_end = find_end_of_tags(bytes, offset, end);
  const tags = [];
  while (offset < tags_end && tags.length < MAX_LISTED) {
    tags.push(new RadioManagementFrameTag().decode(bytes, offset, tags_end - offset));
    offset += 2 + bytes[offset + 1];
  }
  return tags;
}

/** The offset after the last tag that is whole. */
function find_end_of_tags(bytes, offset, end) {
  while (end - offset >= 2) {
    const next = offset + 2 + bytes[offset + 1];
    if (next > end) break;
    offset = next;
  }
  return offset;
}

/** A copy of a value in which BigInts are decimal text, so that JSON.stringify takes it. */
function json_safe(value) {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(json_safe);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy = {};
  for (const name of Object.keys(value)) copy[name] = json_safe(value[name]);
  return copy;
}

exports.parseTags = parse_tags;
exports.find_end_of_tags = find_end_of_tags;
exports.json_safe = json_safe;
