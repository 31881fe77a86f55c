'use strict';

// What PTP's messages say after the header, in version 2.

const read_time = (reader) => ({ seconds: reader.u48(), nanoseconds: reader.u32() });

const read_port = (reader) => {
  const clock_identity = reader.take(8).toString('hex');
  return { clock_identity, port_number: reader.u16() };
};

const read_origin = (reader) => ({ timestamp: read_time(reader) });

const read_response = (reader) => ({
  timestamp: read_time(reader),
  requesting_port: read_port(reader),
});

function read_announce(reader) {
  const timestamp = read_time(reader);
  const utc_offset = reader.u16();
  reader.skip(1);
  const priority1 = reader.u8();
  const clock_class = reader.u8();
  const clock_accuracy = reader.u8();
  const clock_variance = reader.u16();
  const priority2 = reader.u8();
  const grandmaster = reader.take(8).toString('hex');
  const steps_removed = reader.u16();
  const quality = { clock_class, clock_accuracy, clock_variance };
  const master = { priority1, priority2, grandmaster, ...quality };
  return { timestamp, utc_offset, ...master, steps_removed, time_source: reader.u8() };
}

function read_signaling(reader) {
  return { target_port: read_port(reader), tlvs: reader.tlvs({ size: 2 }, TLVS) };
}

function read_management(reader) {
  const target_port = read_port(reader);
  const starting_hops = reader.u8();
  const hops = reader.u8();
  const action = reader.u8();
  reader.skip(1);
  const tlvs = reader.tlvs({ size: 2 }, TLVS);
  return { target_port, starting_hops, hops, action: action & 15, tlvs };
}

const TLVS = new Map([
  [1, 'management'],
  [2, 'management error status'],
  [3, 'organization extension'],
  [4, 'request unicast transmission'],
  [5, 'grant unicast transmission'],
  [6, 'cancel unicast transmission'],
  [7, 'acknowledge cancel unicast transmission'],
  [8, 'path trace'],
  [9, 'alternate time offset indicator'],
]);

const READERS = new Map([
  [0, read_origin],
  [1, read_origin],
  [2, read_origin],
  [3, read_response],
  [8, read_origin],
  [9, read_response],
  [10, read_response],
  [11, read_announce],
  [12, read_signaling],
  [13, read_management],
]);

/** What a message says; undefined for types that nothing is known of. */
function read_message(reader, type) {
  return READERS.get(type)?.(reader);
}

exports.read_message = read_message;
