'use strict';

// Traffic and flow specifications of integrated services, RFC 2210, 3.1 and 3.2: a header, then for
// each service its number, its length in words, and parameters.

const TOKEN_BUCKET = 127;
const GUARANTEED = 130;

/** Rates in octets a second, sizes in octets. */
function read_bucket(part) {
  const bucket = { token_bucket_rate: part.f32(), token_bucket_size: part.f32() };
  const peak_data_rate = part.f32();
  const minimum_policed_unit = part.u32();
  return { ...bucket, peak_data_rate, minimum_policed_unit, maximum_packet_size: part.u32() };
}

function read_parameter(reader) {
  const id = reader.u8();
  reader.skip(1);
  const words = reader.u16();
  const part = reader.part(4 * (words ?? 0));
  if (id === TOKEN_BUCKET) return read_bucket(part);
  return id === GUARANTEED ? { rate: part.f32(), slack_term: part.u32() } : {};
}

/** `service`: 1 default, 2 guaranteed, 5 controlled load. */
function read_service(reader) {
  const service = reader.u8();
  reader.skip(1);
  const words = reader.u16();
  const part = reader.part(4 * (words ?? 0));
  return Object.assign({ service }, ...part.list_rest(read_parameter));
}

/** `{ services: [{ service, token_bucket_rate, … }] }` */
function read_traffic(reader) {
  reader.skip(4);
  return { services: reader.list_rest(read_service) };
}

exports.read_traffic = read_traffic;
