'use strict';

// What RTCP packets of each type hold: RFC 3550, 6.4 to 6.7; feedback, RFC 4585, 6.

const { text_of } = require('../message');
const NTPTimestamp = require('../ntp/timestamp');

const NAMES = new Map([
  [200, 'sender report'],
  [201, 'receiver report'],
  [202, 'source description'],
  [203, 'goodbye'],
  [204, 'application-defined'],
  [205, 'transport feedback'],
  [206, 'payload feedback'],
  [207, 'extended report'],
]);

const ITEMS = [undefined, 'cname', 'name', 'email', 'phone', 'loc', 'tool', 'note', 'priv'];

function read_report(cursor) {
  const ssrc = cursor.u32();
  const loss = cursor.u32();
  return {
    ssrc,
    fraction_lost: loss >>> 24,
    cumulative_lost: (loss << 8) >> 8,
    highest_seq: cursor.u32(),
    jitter: cursor.u32(),
    last_sender_report: cursor.u32(),
    delay_since_last: cursor.u32(),
  };
}

function read_reports(count, cursor) {
  const found = [];
  while (found.length < count && cursor.left >= 24) found.push(read_report(cursor));
  return found;
}

function sender_report({ count }, cursor) {
  return {
    ssrc: cursor.u32(),
    ntp_timestamp: new NTPTimestamp(cursor.u32(), cursor.u32()),
    rtp_timestamp: cursor.u32(),
    packet_count: cursor.u32(),
    octet_count: cursor.u32(),
    reports: read_reports(count, cursor),
  };
}

function receiver_report({ count }, cursor) {
  return { ssrc: cursor.u32(), reports: read_reports(count, cursor) };
}

/** Each source's items end with a zero, and are padded to four octets. */
function source_description({ count }, cursor) {
  const chunks = [];
  while (chunks.length < count && cursor.left >= 4) {
    const start = cursor.offset;
    const chunk = { ssrc: cursor.u32(), items: [] };
    while (cursor.left > 0) {
      const type = cursor.u8();
      if (type === 0) break;
      const text = text_of(cursor.string());
      if (cursor.error === undefined) chunk.items.push({ type, name: ITEMS[type], text });
    }
    const size = cursor.offset - start;
    cursor.skip(Math.min((4 - (size % 4)) % 4, cursor.left));
    chunks.push(chunk);
  }
  return { chunks };
}

function goodbye({ count }, cursor) {
  const sources = [];
  while (sources.length < count && cursor.left >= 4) sources.push(cursor.u32());
  return { sources, reason: cursor.left > 0 ? text_of(cursor.string()) : undefined };
}

function application({ count }, cursor) {
  return {
    subtype: count,
    ssrc: cursor.u32(),
    application: cursor.take(4).toString('latin1'),
    data: cursor.rest(),
  };
}

function feedback({ count }, cursor) {
  return { format: count, ssrc: cursor.u32(), media_ssrc: cursor.u32(), data: cursor.rest() };
}

const READ = new Map([
  [200, sender_report],
  [201, receiver_report],
  [202, source_description],
  [203, goodbye],
  [204, application],
  [205, feedback],
  [206, feedback],
]);

/** The fields of one packet, from `cursor`; none where its bytes end too early. */
function read_packet(packet, cursor) {
  const read = READ.get(packet.packet_type);
  const found = read === undefined ? { data: cursor.rest() } : read(packet, cursor);
  return cursor.error === undefined ? found : {};
}

exports.packet_name = (type) => NAMES.get(type);
exports.read_packet = read_packet;
