'use strict';

// A tag of an 802.11 management frame: IEEE 802.11-2020 calls it an element, 9.4.2.
//    0        8        16
//   +--------+--------+-----------------------
//   | typeId | length | value, length bytes
//   +--------+--------+-----------------------

const { EMPTY, clamp_end, view } = require('../../packet/bytes');
const { tag_names, extension_names } = require('./tag_names');
const decode_rsn = require('./rsn');

// v3's names for tags, which programs compare; `name` has the standard's for all of them.
const TYPES = new Map([
  [0, 'ssid'],
  [1, 'rates'],
  [3, 'channel'],
  [5, 'TIM'],
  [42, 'ERP'],
  [48, 'RSN'],
  [50, 'extended_rates'],
  [221, 'vendor_specific'],
]);

const VENDOR_SPECIFIC = 221;
const EXTENSION = 255;

/** The class has v3's name, misspelt as it is: programs compare `constructor.name`. */
class RadioMangementFrameTag {
  constructor() {
    this.type = undefined;
    this.typeId = undefined;
    this.length = undefined;
    this.value = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length = undefined) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset >= 1) {
      this.typeId = bytes[offset];
      this.type = TYPES.get(this.typeId) ?? 'unknown';
    }
    if (end - offset < 2) return this;
    this.length = bytes[offset + 1];
    this.value = view(bytes, offset + 2, Math.min(end, offset + 2 + this.length));
    if (this.typeId === 0) this.ssid = this.value.toString('utf8');
    if (this.typeId === 3 && this.value.length > 0) this.channel = this.value[0];
    return this;
  }

  /** The element's name in the standard; `tag 200` where it has none. */
  get name() {
    if (this.typeId === EXTENSION) {
      return extension_names.get(this.extension_id) ?? `extension ${this.extension_id}`;
    }
    return tag_names.get(this.typeId) ?? `tag ${this.typeId}`;
  }

  /** Which element an element of id 255 is. */
  get extension_id() {
    return this.typeId === EXTENSION ? this.value?.[0] : undefined;
  }

  /**
   * Of tags 1 and 50: `[{ rate, basic }]`, rates in Mb/s, `basic` where stations must know them.
   */
  get rates() {
    if (this.typeId !== 1 && this.typeId !== 50) return undefined;
    return Array.from(this.value ?? [], (octet) => ({
      rate: (octet & 0x7f) / 2,
      basic: (octet & 0x80) !== 0,
    }));
  }

  /** Of a country tag (7), its two letters. */
  get country() {
    return this.typeId === 7 ? this.value?.toString('latin1', 0, 2) : undefined;
  }

  /** Of a vendor's tag (221), the three octets that say whose it is. */
  get oui() {
    if (this.typeId !== VENDOR_SPECIFIC || !(this.value?.length >= 3)) return undefined;
    return [...this.value.subarray(0, 3)];
  }

  /** Of a vendor's tag (221), which of the vendor's kinds it is. */
  get vendor_type() {
    return this.typeId === VENDOR_SPECIFIC ? this.value?.[3] : undefined;
  }

  /** Of an RSN tag (48): version, ciphers, key management; as far as the tag goes. */
  get rsn() {
    return this.typeId === 48 && this.value ? decode_rsn(this.value) : undefined;
  }

  toString() {
    return `${this.name} (${this.length})`;
  }
}

module.exports = RadioMangementFrameTag;
