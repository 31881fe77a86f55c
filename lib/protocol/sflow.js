'use strict';

// sFlow version 5, https://sflow.org/sflow_version_5.txt: samples of packets and counters.
//   version | address type | agent | sub_agent_id | sequence | uptime | samples
//   a sample: enterprise and format | length | sequence, source, … | records: format, length, data

const { u32 } = require('../packet/bytes');
const { decode_child, layer_class } = require('../packet/layer');
const { MAX_LISTED } = require('../packet/limits');
const EthernetPacket = require('./ethernet_packet');
const IPv4Addr = require('./ipv4_addr');
const IPv6Addr = require('./ipv6_addr');
const { Message } = require('./message');

const FLOW = 1;
const COUNTERS = 2;
const EXPANDED_FLOW = 3;
const EXPANDED_COUNTERS = 4;
const RAW_HEADER = 1;
const ETHERNET = 1;

class SFlow extends Message {
  constructor(emitter) {
    super(emitter);
    this.version = undefined;
    this.agent = undefined;
    this.sub_agent_id = undefined;
    this.sequence = undefined;
    this.uptime = undefined;
    this.samples = undefined;
  }

  read_header(bytes, offset) {
    this.version = u32(bytes, offset);
  }

  read_body(cursor) {
    if (this.version !== 5) {
      cursor.fail(`version ${this.version} is not 5`);
      return;
    }
    const is_ipv6 = cursor.u32() === 2;
    const agent = cursor.take(is_ipv6 ? 16 : 4);
    const fields = [cursor.u32(), cursor.u32(), cursor.u32(), cursor.u32()];
    if (cursor.error !== undefined) return;
    this.agent = is_ipv6 ? IPv6Addr.at(agent, 0) : IPv4Addr.at(agent, 0);
    const [sub_agent_id, sequence, uptime, count] = fields;
    Object.assign(this, { sub_agent_id, sequence, uptime, samples: [] });
    while (this.samples.length < Math.min(count, MAX_LISTED) && cursor.has(8)) {
      this.samples.push(this.#read_sample(cursor));
    }
  }

  #read_sample(cursor) {
    const kind = cursor.u32();
    const length = cursor.u32();
    const inside = cursor.within(length);
    const sample = { enterprise: kind >>> 12, format: kind & 0xfff, length };
    if (sample.enterprise !== 0) return { ...sample, data: inside.rest() };
    const { format } = sample;
    if (format === FLOW || format === EXPANDED_FLOW) read_flow(sample, inside);
    else if (format === COUNTERS || format === EXPANDED_COUNTERS) read_counters(sample, inside);
    else return { ...sample, data: inside.rest() };
    if (inside.error !== undefined) return { enterprise: 0, format, length };
    const is_flow = format === FLOW || format === EXPANDED_FLOW;
    const decode_frame = (data, length_of_frame) =>
      decode_child(this, EthernetPacket, data, 0, length_of_frame, undefined);
    sample.records = read_records(inside, is_flow ? decode_frame : undefined);
    return sample;
  }

  toString() {
    const count = this.samples?.length ?? 0;
    return `sFlowv${this.version}, agent ${this.agent?.to_short_string()}, seqnum ${this.sequence}, samples ${count}`;
  }
}

/** Where a sample is from, and a packet's ports: expanded forms have type and number apart. */
function read_flow(sample, cursor) {
  sample.sequence = cursor.u32();
  read_source(sample, cursor);
  sample.sampling_rate = cursor.u32();
  sample.sample_pool = cursor.u32();
  sample.drops = cursor.u32();
  sample.input = read_port(sample, cursor);
  sample.output = read_port(sample, cursor);
}

function read_counters(sample, cursor) {
  sample.sequence = cursor.u32();
  read_source(sample, cursor);
}

function read_source(sample, cursor) {
  const is_expanded = sample.format >= EXPANDED_FLOW;
  const first = cursor.u32();
  sample.source_type = is_expanded ? first : first >>> 24;
  sample.source_index = is_expanded ? cursor.u32() : first & 0xffffff;
}

function read_port({ format }, cursor) {
  const first = cursor.u32();
  if (format === EXPANDED_FLOW) return { format: first, value: cursor.u32() };
  return { format: first >>> 30, value: first & 0x3fffffff };
}

/** `[{ enterprise, format, length, data }]`; the packet that a raw header is of is decoded. */
function read_records(cursor, decode_frame) {
  const records = [];
  const count = cursor.u32();
  while (records.length < Math.min(count, MAX_LISTED) && cursor.left >= 8) {
    const kind = cursor.u32();
    const length = cursor.u32();
    const inside = cursor.within(length);
    const record = { enterprise: kind >>> 12, format: kind & 0xfff, length };
    const is_raw = decode_frame !== undefined && kind === RAW_HEADER;
    if (is_raw && inside.left >= 16) read_raw_header(record, inside, decode_frame);
    else record.data = inside.rest();
    records.push(record);
  }
  return records;
}

function read_raw_header(record, cursor, decode_frame) {
  record.header_protocol = cursor.u32();
  record.frame_length = cursor.u32();
  record.stripped = cursor.u32();
  const size = Math.min(cursor.u32(), cursor.left);
  record.header = cursor.take(size);
  if (record.header_protocol !== ETHERNET) return;
  record.packet = decode_frame(record.header, record.frame_length - record.stripped);
}

SFlow.header_size = 4;
layer_class(SFlow, 'sflow', true);

module.exports = SFlow;
