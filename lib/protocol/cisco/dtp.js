'use strict';

// Cisco's Dynamic Trunking Protocol.
//    0           8
//   +-----------+---------------------------------------------
//   |  version  | items: type (16), length (16, all of it), data …
//   +-----------+---------------------------------------------

const { EMPTY, clamp_end } = require('../../packet/bytes');
const { FieldReader } = require('../../packet/field_reader');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../../packet/layer');
const { known } = require('../../text/text');
const EthernetAddr = require('../ethernet_addr');

const HEADER = 1;
const DOMAIN = 1;
const STATUS = 2;
const TYPE = 3;
const NEIGHBOR = 4;
const NAMES = new Map([
  [DOMAIN, 'domain'],
  [STATUS, 'status'],
  [TYPE, 'type'],
  [NEIGHBOR, 'neighbor'],
]);

class DTP extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.version = undefined;
    this.tlvs = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) return truncated_header(this, 'dtp', HEADER, bytes, offset, end);
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    const reader = new FieldReader(bytes, offset + HEADER, end);
    this.tlvs = reader.tlvs({ size: 2, counts_header: true }, NAMES);
    reader.report(this, 'dtp');
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.version = bytes[offset];
  }

  get domain() {
    return data_of(this, DOMAIN)?.toString('latin1').replace(/\0.*$/s, '');
  }

  /** Upper bit: it is a trunk. Lower three: 1 on, 2 off, 3 desirable, 4 auto. */
  get status() {
    return data_of(this, STATUS)?.[0];
  }

  /** Upper three bits: 1 native, 2 ISL, 5 802.1Q in use; lower three: wanted. */
  get trunk_type() {
    return data_of(this, TYPE)?.[0];
  }

  /** The sender's address. */
  get neighbor() {
    const data = data_of(this, NEIGHBOR);
    return data?.length >= 6 ? new EthernetAddr(data, 0) : undefined;
  }

  toString() {
    const domain = JSON.stringify(this.domain ?? '');
    const rest = known(', status ', this.status) + known(', neighbor ', this.neighbor);
    return `DTPv${this.version}, domain ${domain}${rest}`;
  }
}

function data_of(dtp, type) {
  return dtp.tlvs?.find?.((tlv) => tlv.type === type)?.data;
}

layer_class(DTP, 'dtp', true);

module.exports = DTP;
