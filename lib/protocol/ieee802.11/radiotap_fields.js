'use strict';

// The fields of radiotap's own namespace by their bit in the present words:
// https://www.radiotap.org/fields/defined Numbers are little-endian; a field begins at a multiple
// of `align` bytes from the header's start; `read(bytes, offset)` returns what `fields`
// (RadioPacket#fields) has under the field's name.

const { view, u16le, u32le } = require('../../packet/bytes');

/** Unsigned 64-bit number, little-endian, as a BigInt. */
function u64le(bytes, o) {
  const high = u32le(bytes, o + 4);
  // As long as a double holds it, one BigInt is made instead of four.
  if (high < 0x200000) return BigInt(high * 0x100000000 + u32le(bytes, o));
  return (BigInt(high) << 32n) | BigInt(u32le(bytes, o));
}

const u8 = (bytes, o) => bytes[o];

/** Signed octet. */
const s8 = (bytes, o) => (bytes[o] << 24) >> 24;

const field = (name, align, size, read) => ({ name, align, size, read });

const radiotap_fields = [
  // 0: microseconds of the radio's clock
  field('tsft', 8, 8, u64le),
  // 1: 0x10 an FCS is at the frame's end, 0x20 its header is padded, 0x40 the FCS is wrong
  field('flags', 1, 1, u8),
  // 2: in 500 kb/s
  field('rate', 1, 1, u8),
  // 3: MHz, bits
  field('channel', 2, 4, (b, o) => ({ frequency: u16le(b, o), flags: u16le(b, o + 2) })),
  // 4
  field('fhss', 1, 2, (b, o) => ({ hop_set: b[o], hop_pattern: b[o + 1] })),
  // 5: dBm
  field('antenna_signal', 1, 1, s8),
  // 6: dBm
  field('antenna_noise', 1, 1, s8),
  // 7: without unit
  field('lock_quality', 2, 2, u16le),
  // 8: without unit, from the factory's maximum
  field('tx_attenuation', 2, 2, u16le),
  // 9: dB, from the factory's maximum
  field('db_tx_attenuation', 2, 2, u16le),
  // 10: dBm
  field('dbm_tx_power', 1, 1, s8),
  // 11: index
  field('antenna', 1, 1, u8),
  // 12: dB over an unknown reference
  field('db_antenna_signal', 1, 1, u8),
  // 13: the same
  field('db_antenna_noise', 1, 1, u8),
  // 14: 0x0002 the checksum of the physical layer's header is wrong
  field('rx_flags', 2, 2, u16le),
  // 15
  field('tx_flags', 2, 2, u16le),
  // 16
  field('rts_retries', 1, 1, u8),
  // 17
  field('data_retries', 1, 1, u8),
  // 18
  field('xchannel', 4, 8, (b, o) => ({
    flags: u32le(b, o),
    frequency: u16le(b, o + 4),
    channel: b[o + 6],
    max_power: b[o + 7],
  })),
  // 19: 802.11n
  field('mcs', 1, 3, (b, o) => ({ known: b[o], flags: b[o + 1], mcs: b[o + 2] })),
  // 20
  field('a_mpdu_status', 4, 8, (b, o) => ({
    reference_number: u32le(b, o),
    flags: u16le(b, o + 4),
    delimiter_crc: b[o + 6],
    reserved: b[o + 7],
  })),
  // 21: 802.11ac
  field('vht', 2, 12, (b, o) => ({
    known: u16le(b, o),
    flags: b[o + 2],
    bandwidth: b[o + 3],
    mcs_nss: view(b, o + 4, o + 8),
    coding: b[o + 8],
    group_id: b[o + 9],
    partial_aid: u16le(b, o + 10),
  })),
  // 22
  field('timestamp', 8, 12, (b, o) => ({
    timestamp: u64le(b, o),
    accuracy: u16le(b, o + 8),
    unit_position: b[o + 10],
    flags: b[o + 11],
  })),
  // 23: 802.11ax
  field('he', 2, 12, (b, o) => ({
    data1: u16le(b, o),
    data2: u16le(b, o + 2),
    data3: u16le(b, o + 4),
    data4: u16le(b, o + 6),
    data5: u16le(b, o + 8),
    data6: u16le(b, o + 10),
  })),
  // 24
  field('he_mu', 2, 12, (b, o) => ({
    flags1: u16le(b, o),
    flags2: u16le(b, o + 2),
    RU_channel1: view(b, o + 4, o + 8),
    RU_channel2: view(b, o + 8, o + 12),
  })),
  // 25
  field('he_mu_other_user', 2, 6, (b, o) => ({
    per_user_1: u16le(b, o),
    per_user_2: u16le(b, o + 2),
    per_user_position: b[o + 4],
    per_user_known: b[o + 5],
  })),
  // 26: no frame follows; why
  field('zero_length_psdu', 1, 1, u8),
  // 27
  field('l_sig', 2, 4, (b, o) => ({ data1: u16le(b, o), data2: u16le(b, o + 2) })),
];

exports.radiotap_fields = radiotap_fields;
exports.u64le = u64le;
