'use strict';

// Templates of NetFlow 9 and IPFIX: how the records of a set are laid out.

const { MAX_LISTED } = require('../../packet/limits');

const OPTIONS_9 = 1;
const OPTIONS_IPFIX = 3;

const is_template_set = (id) => id < 4;
const is_options_set = (id) => id === OPTIONS_9 || id === OPTIONS_IPFIX;

/** `[{ id, scope_count, fields: [{ type, length, enterprise }] }]` */
function read_templates(cursor, set_id, version) {
  const templates = [];
  while (cursor.left >= 4 && templates.length < MAX_LISTED) {
    const id = cursor.u16();
    if (id < 256) break; // padding
    const { count, scope_count } = read_counts(cursor, set_id);
    const fields = [];
    while (fields.length < Math.min(count, MAX_LISTED) && cursor.left >= 4) {
      fields.push(read_field(cursor, version));
    }
    if (cursor.error !== undefined || fields.length < count) break;
    templates.push({ id, scope_count, fields });
  }
  return templates;
}

// Options' templates say first which fields are the scope: 9 in octets, IPFIX by their number.
function read_counts(cursor, set_id) {
  const first = cursor.u16();
  if (set_id === OPTIONS_IPFIX) return { count: first, scope_count: cursor.u16() };
  if (set_id !== OPTIONS_9) return { count: first, scope_count: 0 };
  const scope_count = first >> 2;
  return { count: scope_count + (cursor.u16() >> 2), scope_count };
}

function read_field(cursor, version) {
  const [type, length] = [cursor.u16(), cursor.u16()];
  if (version === 9 || !(type & 0x8000)) return { type, length, enterprise: 0 };
  return { type: type & 0x7fff, length, enterprise: cursor.u32() };
}

exports.is_options_set = is_options_set;
exports.is_template_set = is_template_set;
exports.read_templates = read_templates;
