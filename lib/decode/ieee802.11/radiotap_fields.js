'use strict';

// The fields of radiotap's own namespace by their bit in the present words: https://www.radiotap.org/fields/defined
// Names of fields and of their parts are properties of RadioPacket#fields. Numbers are little-endian; a field begins at
// a multiple of `align` bytes from the header's start.

const { view, u16le, u32le } = require('../bytes');

/** Unsigned 64-bit number, little-endian, as a BigInt. */
function u64le(bytes, o) {
  return (BigInt(u32le(bytes, o + 4)) << 32n) | BigInt(u32le(bytes, o));
}

const TYPES = {
  u8: { size: 1, read: (bytes, o) => bytes[o] },
  s8: { size: 1, read: (bytes, o) => (bytes[o] << 24) >> 24 },
  u16: { size: 2, read: u16le },
  u32: { size: 4, read: u32le },
  u64: { size: 8, read: u64le },
  bytes4: { size: 4, read: (bytes, o) => view(bytes, o, o + 4) },
};

/** A field of one number. */
function single(name, align, type) {
  const { size, read } = TYPES[type];
  return { name, align, size, read };
}

/** A field of several parts, which becomes an object: `{ frequency: 'u16', flags: 'u16' }`. */
function group(name, align, parts) {
  const readers = [];
  let size = 0;
  for (const [part, type] of Object.entries(parts)) {
    readers.push({ part, at: size, read: TYPES[type].read });
    size += TYPES[type].size;
  }
  const read = (bytes, o) => {
    const value = {};
    for (const { part, at, read: read_part } of readers) value[part] = read_part(bytes, o + at);
    return value;
  };
  return { name, align, size, read };
}

const radiotap_fields = [
  single('tsft', 8, 'u64'), // 0: microseconds of the radio's clock
  single('flags', 1, 'u8'), // 1: see FLAGS in radio_packet.js
  single('rate', 1, 'u8'), // 2: in 500 kb/s
  group('channel', 2, { frequency: 'u16', flags: 'u16' }), // 3: MHz, bits
  group('fhss', 1, { hop_set: 'u8', hop_pattern: 'u8' }), // 4
  single('antenna_signal', 1, 's8'), // 5: dBm
  single('antenna_noise', 1, 's8'), // 6: dBm
  single('lock_quality', 2, 'u16'), // 7: without unit
  single('tx_attenuation', 2, 'u16'), // 8: without unit, from the factory's maximum
  single('db_tx_attenuation', 2, 'u16'), // 9: dB, from the factory's maximum
  single('dbm_tx_power', 1, 's8'), // 10: dBm
  single('antenna', 1, 'u8'), // 11: index
  single('db_antenna_signal', 1, 'u8'), // 12: dB over a reference that nobody knows
  single('db_antenna_noise', 1, 'u8'), // 13: the same
  single('rx_flags', 2, 'u16'), // 14
  single('tx_flags', 2, 'u16'), // 15
  single('rts_retries', 1, 'u8'), // 16
  single('data_retries', 1, 'u8'), // 17
  group('xchannel', 4, { flags: 'u32', frequency: 'u16', channel: 'u8', max_power: 'u8' }), // 18
  group('mcs', 1, { known: 'u8', flags: 'u8', mcs: 'u8' }), // 19: 802.11n
  group('a_mpdu_status', 4, {
    reference_number: 'u32',
    flags: 'u16',
    delimiter_crc: 'u8',
    reserved: 'u8',
  }), // 20
  group('vht', 2, {
    known: 'u16',
    flags: 'u8',
    bandwidth: 'u8',
    mcs_nss: 'bytes4',
    coding: 'u8',
    group_id: 'u8',
    partial_aid: 'u16',
  }), // 21: 802.11ac
  group('timestamp', 8, { timestamp: 'u64', accuracy: 'u16', unit_position: 'u8', flags: 'u8' }), // 22
  group('he', 2, {
    data1: 'u16',
    data2: 'u16',
    data3: 'u16',
    data4: 'u16',
    data5: 'u16',
    data6: 'u16',
  }), // 23: 802.11ax
  group('he_mu', 2, {
    flags1: 'u16',
    flags2: 'u16',
    RU_channel1: 'bytes4',
    RU_channel2: 'bytes4',
  }), // 24
  group('he_mu_other_user', 2, {
    per_user_1: 'u16',
    per_user_2: 'u16',
    per_user_position: 'u8',
    per_user_known: 'u8',
  }), // 25
  single('zero_length_psdu', 1, 'u8'), // 26: no frame follows; why
  group('l_sig', 2, { data1: 'u16', data2: 'u16' }), // 27
];

exports.radiotap_fields = radiotap_fields;
exports.u64le = u64le;
