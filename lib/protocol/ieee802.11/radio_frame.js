'use strict';

// IEEE 802.11 frames, IEEE 802.11-2020, 9.2 and 9.3. Little-endian. How much of the header there is
// depends on the frame:
//    0              2          4         10        16        22        24
//   +--------------+----------+---------+---------+---------+---------+-
//   | frameControl | duration |  bssid  |  shost  |  dhost  | fragSeq |
//   +--------------+----------+---------+---------+---------+---------+-
//    24         30
//   +----------+-------------+------------+--------
//   | address4 | qos_control | ht_control | body …
//   +----------+-------------+------------+--------
// bssid, shost and dhost are v3's names for the first, second and third address, whatever these
// are. What an address means depends on ToDS and FromDS: receiver, transmitter, destination, source
// and bss_id say it.

const { EMPTY, clamp_end, u16le, u32le } = require('../../packet/bytes');
const {
  Layer,
  layer_class,
  set_payload,
  truncated_header,
  emit,
  decode_child,
} = require('../../packet/layer');
const EthernetAddr = require('../ethernet_addr');
const RadioBeaconFrame = require('./radio_beacon_frame');
const RadioManagementFrame = require('./radio_management_frame');
const RadioProbeFrame = require('./radio_probe_frame');
const RadioFrameFlags = require('./radio_frame_flags');
const { frame_name } = require('./radio_codes');

const MANAGEMENT = 0;
const CONTROL = 1;
const DATA = 2;

/** Control frames that have no more than a receiver. */
const CONTROL_WRAPPER = 7;
const CLEAR_TO_SEND = 12;
const ACKNOWLEDGMENT = 13;
const PS_POLL = 10;
const CF_END = 14;
const CF_END_ACK = 15;

/** Management frames that v3 has a class for. */
const PROBE_REQUEST = 4;
const BEACON = 8;

/** Bits of a data frame's subtype. */
const NO_DATA = 4;
const QOS = 8;

/** Bits of the QoS control field. */
const A_MSDU = 0x80;
const MESH_CONTROL = 0x100;

/**
 * In frame control: to and from an access point at once, and the bit that says "ordered" or "HT
 * control follows".
 */
const TO_AND_FROM_DS = 0x0300;
const ORDERED = 0x8000;

/** How long a frame's header is, by its frame control. */
function header_size(control) {
  const type = (control >> 2) & 3;
  const subtype = (control >> 4) & 15;
  if (type === CONTROL) {
    const short =
      subtype === CLEAR_TO_SEND || subtype === ACKNOWLEDGMENT || subtype === CONTROL_WRAPPER;
    return short ? 10 : 16;
  }
  if (type === MANAGEMENT) return control & ORDERED ? 28 : 24;
  if (type !== DATA) return 10;
  const size = (control & TO_AND_FROM_DS) === TO_AND_FROM_DS ? 30 : 24;
  if ((subtype & QOS) === 0) return size;
  return control & ORDERED ? size + 6 : size + 2;
}

function bss_id_of_control(frame) {
  if (frame.subType === PS_POLL) return frame.bssid;
  return frame.subType === CF_END || frame.subType === CF_END_ACK ? frame.shost : undefined;
}

class RadioFrame extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.frameControl = undefined;
    this.version = undefined;
    this.type = undefined;
    this.subType = undefined;
    this.flags = undefined;
    this.duration = undefined;
    this.bssid = undefined;
    this.shost = undefined;
    this.dhost = undefined;
    this.fragSeq = undefined;
    this.beacon = undefined;
    this.llc = undefined;
    this.probe = undefined;
    this.management = undefined;
    this.subframes = undefined;
    this.address4 = undefined;
    this.qos_control = undefined;
    this.ht_control = undefined;
  }

  /**
   * @param {boolean} [padded]  whether the radio put in bytes to begin the body at a multiple of
   * four
   */
  decode(bytes = EMPTY, offset = 0, length = bytes.length - offset, padded = false) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < 10) return truncated_header(this, 'ieee802.11', 10, bytes, offset, end);
    const size = header_size(u16le(bytes, offset));
    if (end - offset < size) return truncated_header(this, 'ieee802.11', size, bytes, offset, end);
    this.read_header(bytes, offset);
    const header = padded === true ? (size + 3) & ~3 : size;
    set_payload(this, bytes, offset + header, end);
    if (end - offset > header && !this.flags.encrypted) {
      this.#decode_body(bytes, offset + header, length - header);
    }
    emit(this);
    return this;
  }

  read_header(bytes, o) {
    this.frameControl = u16le(bytes, o);
    this.version = this.frameControl & 3;
    this.type = (this.frameControl >> 2) & 3;
    this.subType = (this.frameControl >> 4) & 15;
    this.flags = new RadioFrameFlags().decode(this.frameControl >> 8);
    this.duration = u16le(bytes, o + 2);
    this.bssid = new EthernetAddr(bytes, o + 4);
    const size = header_size(this.frameControl);
    if (size < 16) return;
    this.shost = new EthernetAddr(bytes, o + 10);
    if (size < 24) return;
    this.dhost = new EthernetAddr(bytes, o + 16);
    this.fragSeq = u16le(bytes, o + 22);
    if (size > 24) this.#read_rest(bytes, o + 24);
  }

  // What only some data and management frames have.
  #read_rest(bytes, o) {
    const { frameControl } = this;
    if (this.type === DATA) {
      if ((frameControl & TO_AND_FROM_DS) === TO_AND_FROM_DS) {
        this.address4 = new EthernetAddr(bytes, o);
        o += 6;
      }
      if ((this.subType & QOS) === 0) return;
      this.qos_control = u16le(bytes, o);
      o += 2;
    }
    if (frameControl & ORDERED) this.ht_control = u32le(bytes, o);
  }

  // `length` is what the packet grants, which can be more than was captured.
  #decode_body(bytes, offset, length) {
    if (this.type === MANAGEMENT) {
      this.#decode_management(bytes, offset, length);
    } else if (this.type === DATA && (this.subType & NO_DATA) === 0 && this.fragment_number === 0) {
      if (this.qos_control & A_MSDU) {
        this.subframes = read_subframes(this, bytes, offset, length);
        this.llc = this.subframes[0]?.llc;
      } else {
        const mesh = this.#mesh_control_length(bytes, offset);
        this.llc = decode_child(this, LogicalLinkControl, bytes, offset + mesh, length - mesh);
      }
    }
  }

  #decode_management(bytes, offset, length) {
    if (this.subType === BEACON) {
      this.beacon = new RadioBeaconFrame().decode(bytes, offset, length);
    } else if (this.subType === PROBE_REQUEST) {
      this.probe = new RadioProbeFrame().decode(bytes, offset, length);
    } else {
      this.management = new RadioManagementFrame(this.emitter, this.subType).decode(
        bytes,
        offset,
        length,
      );
    }
  }

  // Inside a mesh a header of its own stands before the payload (9.2.4.8.3). That there is one can
  // only be guessed, as the bit that says so means something else outside of meshes: the frame came
  // from a mesh station, and no LLC is there.
  #mesh_control_length(bytes, offset) {
    if (!(this.qos_control & MESH_CONTROL) || !this.flags.from_ds) return 0;
    const extension = bytes[offset];
    return extension < 3 ? 6 + 6 * extension : 0;
  }

  /** `Beacon`, `QoS Data`, `Acknowledgment` … */
  get name() {
    return this.type === undefined ? undefined : frame_name(this.type, this.subType);
  }

  get sequence_number() {
    return this.fragSeq === undefined ? undefined : this.fragSeq >> 4;
  }

  get fragment_number() {
    return this.fragSeq === undefined ? undefined : this.fragSeq & 15;
  }

  /** The station that the radio sends to: the next hop. */
  get receiver() {
    return this.bssid;
  }

  /**
   * The station whose radio sends. Undefined where the frame doesn't say, as in acknowledgments.
   */
  get transmitter() {
    return this.shost;
  }

  /** Where the data ends up; undefined in control frames. */
  get destination() {
    if (this.type === MANAGEMENT) return this.bssid;
    if (this.type !== DATA) return undefined;
    return this.flags?.to_ds ? this.dhost : this.bssid;
  }

  /** Where the data comes from; undefined in control frames. */
  get source() {
    if (this.type === MANAGEMENT) return this.shost;
    if (this.type !== DATA) return undefined;
    const { to_ds, from_ds } = this.flags ?? {};
    if (!from_ds) return this.shost;
    return to_ds ? this.address4 : this.dhost;
  }

  /** The network's id, usually the access point's address; undefined where the frame has none. */
  get bss_id() {
    if (this.type === MANAGEMENT) return this.dhost;
    if (this.type === CONTROL) return bss_id_of_control(this);
    if (this.type !== DATA) return undefined;
    const { to_ds, from_ds } = this.flags ?? {};
    if (to_ds) return from_ds ? undefined : this.bssid;
    return from_ds ? this.shost : this.dhost;
  }

  toString() {
    if (this.bssid === undefined) return 'IEEE 802.11';
    const body = this.beacon ?? this.probe ?? this.management;
    const start = `${describe_addresses(this)} ${this.name}`;
    if (this.flags.encrypted) return `${start} encrypted ${this.payload_bytes?.length} bytes`;
    if (body !== undefined) return `${start}${body}`;
    if (this.subframes?.length > 0) return `${start} ${this.subframes.join(', ')}`;
    return this.llc === undefined ? start : `${start} ${this.llc}`;
  }
}

function describe_addresses(frame) {
  const { bss_id, source, destination } = frame;
  if (destination !== undefined && source !== undefined) {
    const bss = bss_id === undefined ? '' : ` BSSID:${bss_id}`;
    return `${source} -> ${destination}${bss}`;
  }
  const transmitter = frame.transmitter === undefined ? '' : ` TA:${frame.transmitter}`;
  return `RA:${frame.receiver}${transmitter}`;
}

layer_class(RadioFrame, 'radio-frame', true);

module.exports = RadioFrame; // before what may require this file again

const LogicalLinkControl = require('../llc_packet');
const read_subframes = require('./amsdu');
