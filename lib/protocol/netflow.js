'use strict';

// Flows that routers report: NetFlow 5, NetFlow 9 (RFC 3954), IPFIX (RFC 7011).
//   5:     version | count | uptime | seconds | nanoseconds | sequence | engine | sampling |
//   records (48) 9:     version | count | uptime | seconds | sequence | source_id | sets …
//   IPFIX: version 10 | length | seconds | sequence | domain | sets …
//   a set: id | length | templates (0, 2), options' templates (1, 3), data by template `id` (256 …)
//
// What data of 9 and IPFIX mean, templates say that came before: FlowTemplates keeps those.

const { u16, u32 } = require('../packet/bytes');
const { Cursor } = require('../packet/cursor');
const { layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const { Message } = require('./message');
const { read_record_5 } = require('./netflow/version5');
const { is_options_set, is_template_set, read_templates } = require('./netflow/templates');

const SIZES = { 5: 24, 9: 20, 10: 16 };
const RECORD_5 = 48;

class NetFlow extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.count = undefined;
    this.length = undefined;
    this.sys_uptime = undefined;
    this.unix_secs = undefined;
    this.unix_nsecs = undefined;
    this.sequence = undefined;
    this.source_id = undefined;
    this.engine_type = undefined;
    this.engine_id = undefined;
    this.sampling = undefined;
    this.records = undefined;
    this.sets = undefined;
  }

  static size_of(bytes, offset, end) {
    return (end - offset >= 2 ? SIZES[u16(bytes, offset)] : undefined) ?? 4;
  }

  read_header(bytes, offset) {
    this.version = u16(bytes, offset);
    const second = u16(bytes, offset + 2);
    if (this.version === 10) {
      this.length = second;
      this.unix_secs = u32(bytes, offset + 4);
      this.sequence = u32(bytes, offset + 8);
      this.source_id = u32(bytes, offset + 12);
      return;
    }
    this.count = second;
    if (this.version !== 5 && this.version !== 9) return;
    this.sys_uptime = u32(bytes, offset + 4);
    this.unix_secs = u32(bytes, offset + 8);
    this.sequence = u32(bytes, offset + (this.version === 5 ? 16 : 12));
    if (this.version === 9) {
      this.source_id = u32(bytes, offset + 16);
      return;
    }
    this.unix_nsecs = u32(bytes, offset + 12);
    this.engine_type = bytes[offset + 20];
    this.engine_id = bytes[offset + 21];
    this.sampling = u16(bytes, offset + 22);
  }

  read_body(cursor) {
    if (this.version === 5) this.#read_records(cursor);
    else if (this.version === 9) this.sets = read_sets(cursor, 9);
    else if (this.version === 10 && this.length >= 16) {
      const inside = cursor.within(this.length - 16);
      this.sets = read_sets(inside, 10);
      if (inside.error !== undefined) cursor.fail(set_error(inside));
    } else cursor.fail(`version ${this.version}`);
  }

  #read_records(cursor) {
    this.records = [];
    while (this.records.length < Math.min(this.count, MAX_LISTED) && cursor.has(RECORD_5)) {
      this.records.push(read_record_5(cursor.bytes, cursor.offset));
      cursor.skip(RECORD_5);
    }
  }

  toString() {
    const name = this.version === 10 ? 'IPFIX' : `NetFlow v${this.version}`;
    const count = this.records?.length ?? this.sets?.length ?? 0;
    return `${name} sequence ${this.sequence} ${this.sets ? 'sets' : 'records'} ${count}`;
  }
}

/** `[{ id, length, templates | data }]` */
function read_sets(cursor, version) {
  const sets = [];
  while (cursor.left > 0 && sets.length < MAX_LISTED && cursor.has(4)) {
    const [id, length] = [cursor.u16(), cursor.u16()];
    if (length < 4) {
      cursor.fail(`length ${length} of set ${id} is less than 4`);
      break;
    }
    const inside = cursor.within(length - 4);
    const set = { id, length };
    if (is_template_set(id)) {
      const { bytes, offset, limit } = inside;
      set.templates = read_templates(new Cursor(bytes, offset, limit), id, version);
      if (is_options_set(id)) set.is_options = true;
    } else {
      set.data = inside.rest();
    }
    sets.push(set);
  }
  return sets;
}

const set_error = ({ error, limit }) =>
  error === 'short' ? `a set ends after the message, at ${limit}` : error;

layer_class(NetFlow, 'netflow', true);

module.exports = NetFlow;
