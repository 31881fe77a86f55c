import { EventEmitter } from 'node:events';

/**
 * Where programs add decoders of their own to the types, so that `payload` knows them:
 *
 *     declare module 'pcap/decode/layers' {
 *       interface CustomLayers { dhcp: Dhcp }
 *     }
 */
export interface CustomLayers {}

type Custom = CustomLayers[keyof CustomLayers];

/**
 * What all layers have. A layer that failed (`_error`) keeps the fields that were read before;
 * those after are `undefined`, whatever their types say: look at `packet.error` first.
 */
export declare abstract class Layer {
  /** Who is told about layers, an emitter that was given to `decode.packet`. */
  emitter?: EventEmitter | undefined;
  /** The event that the emitter gets, where `eventsOnDecode`. */
  readonly decoderName: string;
  /** Whether an emitter is told of layers of this class. */
  readonly eventsOnDecode: boolean;
  /** Why this layer is not whole: `udp: needs 8 bytes at offset 34, has 5`. */
  _error?: string | undefined;
  /**
   * The bytes after the header, decoded or not, as far as they were captured; `undefined` in a
   * copy.
   */
  readonly payload_bytes: Buffer;
  /**
   * Decodes the bytes from `offset` (0) on, `length` of them (all), and returns this. Never throws.
   */
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  /** Its part of `String(packet)`. */
  toString(): string;
  /** What `JSON.stringify` shows. */
  toJSON(): object;
}

// ---------------------------------------------------------------------------------- addresses

/** A MAC address. */
export declare class EthernetAddr {
  constructor(bytes?: Uint8Array, offset?: number);
  /** Six octets. */
  addr: number[];
  /** `02:00:00:00:00:01` */
  toString(): string;
  /** The shortest text form; for all but IPv6 that of `toString()`. */
  to_short_string(): string;
  /** What `JSON.stringify` shows. */
  toJSON(): { addr: number[] };
}

/** An IPv4 address. */
export declare class IPv4Addr {
  /** The name that events and `packet.layer()` have for it. */
  readonly decoderName: 'ipv4-addr';
  /** Four octets. */
  addr: number[];
  /** Decodes bytes into this object and returns it. */
  decode(bytes?: Uint8Array, offset?: number): this;
  /** The address as a signed 32-bit number. */
  word(index?: 0): number;
  /** `192.0.2.1` */
  toString(): string;
  /** The shortest text form; for all but IPv6 that of `toString()`. */
  to_short_string(): string;
  /** What `JSON.stringify` shows. */
  toJSON(): { addr: number[] };
}

/** An IPv6 address. */
export declare class IPv6Addr {
  /** The name that events and `packet.layer()` have for it. */
  readonly decoderName: 'ipv6-addr';
  /** Sixteen octets. */
  addr: number[];
  /** Decodes bytes into this object and returns it. */
  decode(bytes?: Uint8Array, offset?: number): this;
  /** The `index`-th of four signed 32-bit numbers. */
  word(index: number): number;
  /** The long form: `2001:0db8:0000:0000:0000:0000:0000:0001` */
  toString(): string;
  /** The form of RFC 5952: `2001:db8::1` */
  to_short_string(): string;
  /** What `JSON.stringify` shows. */
  toJSON(): { addr: number[] };
}

/** A link-layer address of any length. */
export declare class SLLAddr {
  constructor(bytes?: Uint8Array, offset?: number, length?: number);
  /** The name that events and `packet.layer()` have for it. */
  readonly decoderName: 'ssl-addr';
  /** Octets. */
  addr: number[];
  /** Its part of the packet's line. */
  toString(): string;
  /** The shortest text form; for all but IPv6 that of `toString()`. */
  to_short_string(): string;
}

// ---------------------------------------------------------------------------------- the packet

/** The link types that this package decodes; sessions can have any other that libpcap knows. */
export type DecodedLinkType =
  | 'LINKTYPE_NULL'
  | 'LINKTYPE_ETHERNET'
  | 'LINKTYPE_PPP'
  | 'LINKTYPE_PPP_HDLC'
  | 'LINKTYPE_PPP_ETHER'
  | 'LINKTYPE_ATM_RFC1483'
  | 'LINKTYPE_RAW'
  | 'LINKTYPE_C_HDLC'
  | 'LINKTYPE_IEEE802_11'
  | 'LINKTYPE_FDDI'
  | 'LINKTYPE_LOOP'
  | 'LINKTYPE_LINUX_SLL'
  | 'LINKTYPE_IEEE802_11_PRISM'
  | 'LINKTYPE_IEEE802_11_RADIO'
  | 'LINKTYPE_IEEE802_11_AVS'
  | 'LINKTYPE_PPI'
  | 'LINKTYPE_IPV4'
  | 'LINKTYPE_IPV6'
  | 'LINKTYPE_NFLOG'
  | 'LINKTYPE_LINUX_SLL2'
  | 'LINKTYPE_BLUETOOTH_HCI_H4'
  | 'LINKTYPE_USB_LINUX'
  | 'LINKTYPE_IEEE802_15_4_WITHFCS'
  | 'LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR'
  | 'LINKTYPE_USB_LINUX_MMAPPED'
  | 'LINKTYPE_CAN_SOCKETCAN'
  | 'LINKTYPE_IEEE802_15_4_NOFCS'
  | 'LINKTYPE_USBPCAP'
  | 'LINKTYPE_BLUETOOTH_LE_LL'
  | 'LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR'
  | 'LINKTYPE_IEEE802_15_4_TAP';

/**
 * What packets begin with, named as at https://www.tcpdump.org/linktypes.html; `Unknown linktype N`
 * where the number has no name here.
 */
export type LinkType = DecodedLinkType | `LINKTYPE_${string}` | `Unknown linktype ${number}`;

/** libpcap's header of a packet. */
export declare class PcapHeader {
  /** Time of capture: seconds since 1970 … */
  tv_sec: number;
  /** … and microseconds. */
  tv_usec: number;
  /** Bytes that were captured. */
  caplen: number;
  /** Bytes that the packet had. */
  len: number;
}

/** What is wrong with a packet: the first layer that failed. */
export interface DecodeError {
  /**
   * `ERR_PCAP_TRUNCATED`: the capture holds less than the packet had. `ERR_PCAP_MALFORMED`: the
   * bytes contradict themselves.
   */
  code: 'ERR_PCAP_TRUNCATED' | 'ERR_PCAP_MALFORMED';
  /** The layer, which has the fields that could be read. */
  layer: AnyLayer;
  /** The layer's `_error`. */
  message: string;
}

/** A decoded packet. */
export declare class PcapPacket {
  constructor(emitter?: EventEmitter);
  /** As the session has it: `LINKTYPE_ETHERNET`, … */
  link_type: LinkType;
  /** When the packet was captured, and its lengths. */
  pcap_header: PcapHeader;
  /** The link layer, `null` where the link type is not known. */
  payload: LinkLayer | null;
  /** An older name of `payload`. */
  readonly link: LinkLayer | undefined;
  /** What decoders emit their events on. */
  emitter: EventEmitter | undefined;
  /** What is wrong with the packet, `undefined` where nothing is. */
  readonly error: DecodeError | undefined;
  /** All captured bytes. */
  readonly payload_bytes: Buffer;
  /** Decodes a raw packet and returns this. */
  decode(raw_packet: RawPacketLike): this;
  /**
   * The first layer with this `decoderName`, from the link layer on; `undefined` where there is
   * none.
   */
  layer<Name extends AnyLayer['decoderName']>(
    name: Name,
  ): Extract<AnyLayer, { readonly decoderName: Name }> | undefined;
  /** When it was captured: milliseconds since 1970, for `new Date(time)`. */
  readonly time: number | undefined;
  /** The same in nanoseconds, as exactly as the session keeps it (`tstamp_precision`). */
  readonly time_ns: bigint | undefined;
  /**
   * One line without its time, as tcpdump's and tshark's readers know it:
   * `10.0.0.1:5353 → 10.0.0.2:53 DNS A? example.org`. Has no control characters.
   */
  summary(): string;
  /**
   * Whether the checksum of a layer is right, computed now; without a name whether all are.
   * Undefined where that can't be told: fragments, captures that are cut, none, or one that the
   * sender's device completes after the capture.
   */
  checksum_ok(name?: 'ipv4' | 'tcp' | 'udp' | 'icmp' | 'icmpv6'): boolean | undefined;
  /** Plain data for JSON: `layers` names them, addresses are text, bytes hexadecimal. */
  to_object(): PacketObject;
  /** Version 3's line. */
  toString(): string;
  /** What `JSON.stringify` shows. */
  toJSON(): object;
}

/** What `packet.to_object()` gives: besides these, each layer under its name in `layers`. */
export interface PacketObject {
  /** ISO 8601, with six digits of a second, or nine. */
  time?: string;
  /** `LINKTYPE_…`, as in the packet. */
  link_type: string;
  /** Captured bytes. */
  caplen?: number;
  /** Bytes on the wire. */
  len?: number;
  /** `['ethernet', 'ipv4', 'tcp']`; a second layer of a name is `ipv4_2`. */
  layers: string[];
  /** What is wrong with the packet. */
  error?: { code: string; message: string };
  /** Each layer, by the name of its decoder. */
  [layer: string]: unknown;
}

/** What `decode.packet` takes: a raw packet as sessions emit it, or anything of its shape. */
export interface RawPacketLike {
  /** The captured bytes. */
  buf: Uint8Array;
  /** 16 octets: `tv_sec`, `tv_usec`, `caplen`, `len`, each 32 bits, little-endian. */
  header: Uint8Array;
  /** What the bytes begin with: `LINKTYPE_ETHERNET`, … */
  link_type: string;
  /** Where it was captured, of copies of raw packets that know it. */
  interface?: { index: number; name: string | undefined } | undefined;
}

// ---------------------------------------------------------------------------------- link layers

/** Ethernet II and IEEE 802.3. */
export declare class EthernetPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ethernet-packet';
  /** Destination address. */
  dhost: EthernetAddr;
  /** Source address. */
  shost: EthernetAddr;
  /** After all VLAN tags; 0 where the field is a length (IEEE 802.3) and LLC follows. */
  ethertype: number;
  /** The outermost tag, `null` without tags. */
  vlan: Vlan | null;
  /** The next layer; `null` where no decoder is known for it. */
  payload: NetworkLayer | LogicalLinkControl | null;
  /** All tags, the outermost first. */
  readonly vlan_tags: Vlan[];
  /** `payload`, where it is IPv4: an older name. */
  readonly ip: IPv4 | undefined;
  /** `payload`, where it is IPv6: an older name. */
  readonly ipv6: IPv6 | undefined;
  /** `payload`, where it is ARP: an older name. */
  readonly arp: Arp | undefined;
}

/** A VLAN tag where the layer around it is not Ethernet: in cooked packets, SNAP, GRE, Geneve … */
export declare class VlanTag extends Layer {
  readonly decoderName: 'vlan';
  /** 0 to 7. */
  priority: number;
  /** 802.1Q's canonical format indicator, 802.1ad's drop eligible indicator: 0 or 1. */
  canonical_format: number;
  /** 0 to 4095. */
  id: number;
  /** The EtherType of what follows; below 0x600 its length, and LLC follows. */
  ethertype: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | LogicalLinkControl | undefined;
}

/** A tag of IEEE 802.1Q or 802.1ad in an Ethernet frame. */
export declare class Vlan {
  /** The name that events and `packet.layer()` have for it. */
  readonly decoderName: 'vlan';
  /** Why the tag is not whole. */
  _error?: string | undefined;
  /** Decodes bytes into this object and returns it. */
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  /** `priority canonical_format id` */
  toString(): string;
  /** 0 to 7. */
  priority: number;
  /** 802.1Q's canonical format indicator, 802.1ad's drop eligible indicator: 0 or 1. */
  canonical_format: number;
  /** 0 to 4095. */
  id: number;
  /** The next tag inwards. */
  vlan: Vlan | undefined;
}

/** IEEE 802.2 logical link control, and SNAP. */
export declare class LogicalLinkControl extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'llc';
  /** Destination service access point. */
  dsap: number;
  /** Source service access point. */
  ssap: number;
  /** LLC's control octet. */
  controlField: number;
  /** SNAP's three octets of organization. */
  orgCode: number[] | undefined;
  /** SNAP's type: an EtherType where the organization is 0. */
  type: number | undefined;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | STP | DTP | UDLD | VTP | ISIS | undefined;
}

/** BSD loopback: LINKTYPE_NULL and LINKTYPE_LOOP. */
export declare class NullPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'null-packet';
  /** The address family as the capturing system numbers it. */
  pftype: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | undefined;
  /** `payload`, where it is IPv4: an older name. */
  readonly ip: IPv4 | undefined;
  /** `payload`, where it is IPv6: an older name. */
  readonly ipv6: IPv6 | undefined;
  /** `payload`, where it is ARP: an older name. */
  readonly arp: Arp | undefined;
}

/** Linux cooked capture: LINKTYPE_LINUX_SLL, what the device `any` gives. */
export declare class SLLPacket extends Layer {
  constructor(emitter?: EventEmitter);
  /** v3's spelling. */
  readonly decoderName: 'ssl-packet';
  /** 0 to us, 1 broadcast, 2 multicast, 3 between others, 4 sent by us. */
  packet_type: number;
  /** Linux's ARPHRD_ number of the device. */
  address_type: number;
  /** Octets. */
  address_len: number;
  /** The sender's link-layer address. */
  address: SLLAddr;
  /** 0 where Linux has a number of its own here. */
  ethertype: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | LogicalLinkControl | null;
  /** `payload`, where it is IPv4: an older name. */
  readonly ip: IPv4 | undefined;
  /** `payload`, where it is IPv6: an older name. */
  readonly ipv6: IPv6 | undefined;
  /** `payload`, where it is ARP: an older name. */
  readonly arp: Arp | undefined;
}

/** Linux cooked capture version 2, LINKTYPE_LINUX_SLL2. */
export declare class SLL2Packet extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'sll2-packet';
  /** EtherType of what follows; 0 for Linux's own numbers. */
  ethertype: number;
  /** The device's number. */
  interface_index: number;
  /** ARPHRD number of the device (if_arp.h). */
  address_type: number;
  /** 0 to us, 1 broadcast, 2 multicast, 3 to others, 4 from us. */
  packet_type: number;
  /** Octets. */
  address_len: number;
  /** The sender's address on the link. */
  address: SLLAddr;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | LogicalLinkControl | null;
  /** `payload`, where it is IPv4: an older name. */
  readonly ip: IPv4 | undefined;
  /** `payload`, where it is IPv6: an older name. */
  readonly ipv6: IPv6 | undefined;
  /** `payload`, where it is ARP: an older name. */
  readonly arp: Arp | undefined;
}

/** Linux netfilter log, LINKTYPE_NFLOG. */
export declare class NFLog extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'nflog';
  /** 2 is IPv4, 10 IPv6. */
  family: number;
  /** The protocol's version. */
  version: number;
  /** The rule's group. */
  resource_id: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: IPv4 | IPv6 | undefined;
  /** All TLVs in wire order. */
  readonly tlvs: { type: number; data: Buffer }[];
  /** EtherType of the packet. */
  readonly hw_protocol: number | undefined;
  /** 0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting. */
  readonly hook: number | undefined;
  /** The packet's mark. */
  readonly mark: number | undefined;
  /** Index of the device that the packet came from. */
  readonly in_interface: number | undefined;
  /** Index of the device that the packet leaves by. */
  readonly out_interface: number | undefined;
  /** The rule's prefix. */
  readonly prefix: string | undefined;
}

// ---------------------------------------------------------------------------------- IEEE 802.11

/** Fields of a radiotap header by name, see https://www.radiotap.org/fields/defined. */
export interface RadiotapFields {
  /** Microseconds of the radio's clock. */
  tsft?: bigint;
  /**
   * 0x10: an FCS is at the end of the frame, 0x20: the header is padded, 0x40: the FCS is wrong.
   */
  flags?: number;
  /** In units of 500 kb/s. */
  rate?: number;
  /** Frequency in MHz. */
  channel?: { frequency: number; flags: number };
  /** Frequency hopping: set and pattern. */
  fhss?: { hop_set: number; hop_pattern: number };
  /** dBm */
  antenna_signal?: number;
  /** dBm */
  antenna_noise?: number;
  /** Signal quality, without unit. */
  lock_quality?: number;
  /** Distance from the factory's maximum power, without unit. */
  tx_attenuation?: number;
  /** dB */
  db_tx_attenuation?: number;
  /** dBm */
  dbm_tx_power?: number;
  /** Index of the antenna. */
  antenna?: number;
  /** dB */
  db_antenna_signal?: number;
  /** dB */
  db_antenna_noise?: number;
  /** 0x0002: the checksum of the physical header is wrong. */
  rx_flags?: number;
  /** Bits about a frame that was sent. */
  tx_flags?: number;
  /** How often RTS was sent again. */
  rts_retries?: number;
  /** How often the data was sent again. */
  data_retries?: number;
  /** Extended channel: flags, MHz, number, and the most dBm. */
  xchannel?: { flags: number; frequency: number; channel: number; max_power: number };
  /** 802.11n */
  mcs?: { known: number; flags: number; mcs: number };
  /** The A-MPDU that the frame was part of. */
  a_mpdu_status?: {
    /** The same for all frames of an A-MPDU. */
    reference_number: number;
    /** Bits, as radiotap.org lists them. */
    flags: number;
    /** The delimiter's CRC. */
    delimiter_crc: number;
    /** 0. */
    reserved: number;
  };
  /** 802.11ac */
  vht?: {
    /** Bits: which of the others are known. */
    known: number;
    /** Bits, as radiotap.org lists them. */
    flags: number;
    /** Number of the bandwidth: 0 is 20 MHz, 1 40 MHz, 4 80 MHz … */
    bandwidth: number;
    /** Four users' coding index (upper four bits) and streams (lower four). */
    mcs_nss: Buffer;
    /** Four users' coding: a bit each, 1 is LDPC. */
    coding: number;
    /** Number of the group that the frame is for. */
    group_id: number;
    /** A part of the receiver's association ID. */
    partial_aid: number;
  };
  /** When the frame was received, and how exact that is. */
  timestamp?: { timestamp: bigint; accuracy: number; unit_position: number; flags: number };
  /** 802.11ax */
  he?: { data1: number; data2: number; data3: number; data4: number; data5: number; data6: number };
  /** 802.11ax, multi-user: bits and resource units. */
  he_mu?: { flags1: number; flags2: number; RU_channel1: Buffer; RU_channel2: Buffer };
  /** 802.11ax: what is known of other users. */
  he_mu_other_user?: {
    /** Bits of the first word of HE-MU-other-user. */
    per_user_1: number;
    /** Bits of the second word. */
    per_user_2: number;
    /** Position of the user. */
    per_user_position: number;
    /** Bits: which of the others are known. */
    per_user_known: number;
  };
  /** Why no frame follows: 0 sounding, 1 no data captured, 255 vendor. */
  zero_length_psdu?: number;
  /** The legacy signal field's two words. */
  l_sig?: { data1: number; data2: number };
  /** Vendors' namespaces, not decoded. */
  vendor?: { oui: number[]; sub_namespace: number; data: Buffer }[];
  /** Fields in the TLV form. */
  tlvs?: {
    /** Number of the field. */
    type: number;
    /** Octets of the data. */
    length: number;
    /** The field's content. */
    data: Buffer;
    /** Of a vendor: who it is. */
    oui?: number[];
    /** Of a vendor: which of its namespaces. */
    sub_namespace?: number;
    /** Of a vendor: the type of the content. */
    vendor_type?: number;
  }[];
  /** What later radiotap namespaces say, one per receive chain as a rule. */
  antennas?: RadiotapFields[];
}

/** Radiotap, LINKTYPE_IEEE802_11_RADIO: what the radio knows of a frame. */
export declare class RadioPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'radio-packet';
  /** Decodes bytes into this object and returns it. */
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  /** Decodes bytes into this object and returns it. */
  decode(bytes: Uint8Array, offset: number, options: { decodeLower?: boolean }): this;
  /** Radiotap's version: 0. */
  headerRevision: number;
  /** Padding octet. */
  headerPad: number;
  /** Bytes. */
  headerLength: number;
  /** Bits of the fields that are there; a BigInt where they take more than one word. */
  presentFields: number | bigint;
  /** The fields that are present, by name. */
  fields: RadiotapFields;
  /** The frame; undefined where none follows. */
  ieee802_11Frame: RadioFrame | undefined;
  /** The frame check sequence, where the capture has it. */
  readonly fcs: number | undefined;
}

/** The second octet of the frame control field. */
export declare class RadioFrameFlags {
  /** The octet. */
  raw: number;
  /** Whether more fragments follow. */
  moreFragments: boolean;
  /** Whether the frame is sent again. */
  isRetry: boolean;
  /** Whether more frames wait for a sleeping station. */
  moreData: boolean;
  /** Whether the body is encrypted. */
  encrypted: boolean;
  /** Whether order must be kept, or HT control follows. */
  ordered: boolean;
  /** Whether the frame goes to the access point's network. */
  readonly to_ds: boolean;
  /** Whether the frame comes from the access point's network. */
  readonly from_ds: boolean;
  /** Whether the station goes to sleep after it. */
  readonly power_management: boolean;
  /** Decodes bytes into this object and returns it. */
  decode(flags?: number): this;
}

/** An IEEE 802.11 frame: LINKTYPE_IEEE802_11, and after radiotap. */
export declare class RadioFrame extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'radio-frame';
  /** The first two octets. */
  frameControl: number;
  /** 0 for all of today. */
  version: number;
  /** 0 management, 1 control, 2 data, 3 extension. */
  type: number;
  /** 0 to 15, within the type. */
  subType: number;
  /** The frame control field's second octet. */
  flags: RadioFrameFlags;
  /** Microseconds, or an association id. */
  duration: number;
  /** The first address, whatever it means: `receiver`, `destination`, `bss_id` say it. */
  bssid: EthernetAddr;
  /** The second address. */
  shost: EthernetAddr | undefined;
  /** The third address. */
  dhost: EthernetAddr | undefined;
  /** Sequence control: fragment number in the low 4 bits, sequence number above. */
  fragSeq: number | undefined;
  /** The body of a beacon. */
  beacon: RadioBeaconFrame | undefined;
  /** What a data frame carries. */
  llc: LogicalLinkControl | undefined;
  /** The body of a probe request or response. */
  probe: RadioProbeFrame | undefined;
  /** The body of other management frames. */
  management: RadioManagementFrame | undefined;
  /** Of an aggregate (A-MSDU). */
  subframes: RadioSubframe[] | undefined;
  /** Only with to_ds and from_ds both set. */
  address4: EthernetAddr | undefined;
  /** QoS control, of QoS data. */
  qos_control: number | undefined;
  /** HT control, where it is present. */
  ht_control: number | undefined;
  /** `Beacon`, `QoS Data`, … */
  readonly name: string | undefined;
  /** 12 bits. */
  readonly sequence_number: number | undefined;
  /** 4 bits. */
  readonly fragment_number: number | undefined;
  /** The station that the radio sends to. */
  readonly receiver: EthernetAddr | undefined;
  /** The station whose radio sends. */
  readonly transmitter: EthernetAddr | undefined;
  /** Where the data ends up. */
  readonly destination: EthernetAddr | undefined;
  /** Where the data comes from. */
  readonly source: EthernetAddr | undefined;
  /** The network's id. */
  readonly bss_id: EthernetAddr | undefined;
}

/** Per-Packet Information, LINKTYPE_PPI. */
export declare class PpiPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ppi-packet';
  /** 0. */
  version: number;
  /** 0x01: fields are aligned to 4 octets. */
  flags: number;
  /** Bytes. */
  headerLength: number;
  /** Number of the link type that follows. */
  dlt: number;
  /** The fields of the header. */
  fields: { type: number; length: number; data: Buffer }[] | undefined;
  /** The 802.11 common field, by radiotap's names. */
  radio: RadiotapFields | undefined;
  /** The next layer; absent where no decoder is known for it. */
  payload: LinkLayer | undefined;
}

/** Prism and AVS headers: LINKTYPE_IEEE802_11_PRISM, LINKTYPE_IEEE802_11_AVS. */
export declare class PrismPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'prism-packet';
  /** 0x41 or 0x44. */
  messageCode: number;
  /** Bytes. */
  headerLength: number;
  /** Name of the capturing device. */
  device_name: string | undefined;
  /** What the driver wrote, by name. */
  fields: PrismFields | undefined;
  /** The next layer; absent where no decoder is known for it. */
  payload: RadioFrame | undefined;
}

/**
 * What Prism's and AVS's headers tell of a frame's reception; which of them, is the driver's
 * choice.
 */
export interface PrismFields {
  /** The host's clock, in ticks. */
  host_time?: number;
  /** The radio's clock, in microseconds. */
  mac_time?: number;
  /** Microseconds of the radio's clock. */
  tsft?: bigint;
  /** Number of the channel. */
  channel?: number;
  /** Signal strength, without unit. */
  rssi?: number;
  /** Signal quality, without unit. */
  sq?: number;
  /** dBm */
  antenna_signal?: number;
  /** dBm */
  antenna_noise?: number;
  /** In units of 500 kb/s. */
  rate?: number;
  /** Index of the antenna. */
  antenna?: number;
  /** 1 for a frame that was sent. */
  is_tx?: number;
  /** Bytes of the frame. */
  frame_length?: number;
}

/** One packet of an aggregate. */
export declare class RadioSubframe extends Layer {
  readonly decoderName: 'a-msdu';
  /** DA of the subframe. */
  destination: EthernetAddr;
  /** SA of the subframe. */
  source: EthernetAddr;
  /** Bytes. */
  length: number;
  /** What a data frame carries. */
  llc: LogicalLinkControl | undefined;
}

/** Body of a management frame; which fields there are is a matter of the subtype. */
export declare class RadioManagementFrame extends Layer {
  /** Microseconds of the access point's clock. */
  timestamp?: bigint;
  /** Between beacons, in units of 1.024 ms. */
  interval?: number;
  /** Capability bits. */
  capabilities?: number;
  /** In beacon intervals. */
  listen_interval?: number;
  /** Status code; 0 is success. */
  status?: number;
  /** Number of the station. */
  association_id?: number;
  /** The access point that the station comes from. */
  current_ap?: EthernetAddr;
  /** Reason code. */
  reason?: number;
  /** 0 open system, 1 shared key, 3 SAE. */
  auth_algorithm?: number;
  /** Which message of the exchange. */
  auth_sequence?: number;
  /** Category of the action. */
  category?: number;
  /** Number of the action. */
  action?: number;
  /** The tags, in wire order. */
  tags: RadioMangementFrameTag[];
  /** The network's name. */
  readonly ssid: string | undefined;
}

/** A beacon: an access point announces its network. */
export declare class RadioBeaconFrame extends RadioManagementFrame {}
/** A probe request or response. */
export declare class RadioProbeFrame extends RadioManagementFrame {}

/**
 * Robust security network: the ciphers and key management of a network, IEEE 802.11 section
 * 9.4.2.24.
 */
export interface RSN {
  /** 1. */
  version?: number;
  /** Cipher of broadcasts. */
  group_cipher?: string;
  /** Ciphers of unicasts. */
  pairwise_ciphers?: string[];
  /** Ways of authentication. */
  key_management?: string[];
  /** Capability bits. */
  capabilities?: number;
}

/** A tag (element) of a management frame. v3's spelling. */
export declare class RadioMangementFrameTag {
  /** v3's names: `ssid`, `rates`, `channel`, …, `unknown`. */
  type: string;
  /** Element ID, IEEE 802.11 section 9.4.2. */
  typeId: number;
  /** Bytes. */
  length: number;
  /** The content, as far as it was captured. */
  value: Buffer;
  /** The network's name. */
  ssid?: string;
  /** Of a DS parameter set: the channel. */
  channel?: number;
  /** The standard's name. */
  readonly name: string;
  /** Of element 255: which extension. */
  readonly extension_id: number | undefined;
  /** Rates in Mb/s. */
  readonly rates: { rate: number; basic: boolean }[] | undefined;
  /** Of a country element: its two letters. */
  readonly country: string | undefined;
  /** Of a vendor's element: three octets. */
  readonly oui: number[] | undefined;
  /** Of a vendor's element: the octet after the OUI. */
  readonly vendor_type: number | undefined;
  /** Of an RSN element: ciphers and key management. */
  readonly rsn: RSN | undefined;
  /** Decodes bytes into this object and returns it. */
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  /** Its part of the packet's line. */
  toString(): string;
}

/** Point-to-Point Protocol, RFC 1661 and 1662. */
export declare class PPP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ppp';
  /** 255, all stations; absent where it is compressed away. */
  address: number | undefined;
  /** 3, unnumbered information; absent where it is compressed away. */
  control: number | undefined;
  /** Number of what follows. */
  protocol: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: PPPLayer | undefined;
}

/** PPP's control protocols: LCP, IPCP, … */
export declare class PPPControl extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ppp-control';
  /** Which message of its type. */
  code: number;
  /** Identifier. */
  id: number;
  /** Bytes, header counted. */
  length: number;
  /** Of configure messages. */
  readonly options: { type: number; length: number; data: Buffer }[] | undefined;
}

/** PPP over Ethernet, RFC 2516. */
export declare class PPPoE extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'pppoe';
  /** 1. */
  version: number;
  /** 1. */
  type: number;
  /** 0 is session data. */
  code: number;
  /** Number of the session. */
  session_id: number;
  /** Bytes after this header. */
  length: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: PPP | undefined;
  /** Of discovery packets. */
  readonly tags: { type: number; length: number; data: Buffer }[] | undefined;
}

/** Cisco's HDLC framing. */
export declare class CHDLC extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'chdlc';
  /** 0x0f unicast, 0x8f broadcast. */
  address: number;
  /** 0. */
  control: number;
  /** What follows, as an EtherType. */
  ethertype: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | undefined;
}

/** Fiber Distributed Data Interface, ISO 9314. */
export declare class FDDI extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'fddi';
  /** 0x50 to 0x57: LLC follows. */
  frame_control: number;
  /** Destination address. */
  dhost: EthernetAddr;
  /** Source address. */
  shost: EthernetAddr;
  /** The next layer; absent where no decoder is known for it. */
  payload: LogicalLinkControl | undefined;
}

/** One entry of an MPLS label stack, RFC 3032. */
export declare class MPLS extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'mpls';
  /** 20 bits. */
  label: number;
  /** 3 bits. */
  traffic_class: number;
  /** Whether no label follows. */
  bottom_of_stack: boolean;
  /** Time to live, in hops. */
  ttl: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: MPLS | IPv4 | IPv6 | EthernetPacket | undefined;
}

/** EAP over LAN, IEEE 802.1X. */
export declare class EAPOL extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'eapol';
  /** 1 (2001), 2 (2004), 3 (2010). */
  version: number;
  /** 0 is EAP, 3 a key. */
  type: number;
  /** Bytes after this header. */
  length: number;
  /** RFC 3748 */
  readonly eap:
    | { code: number; id: number; length: number; type: number | undefined; data: Buffer }
    | undefined;
  /** Of the 802.11 key handshakes; `message` is the place, 1 to 4, in the four-way one. */
  readonly key: EAPOLKey | undefined;
}

/** A key frame: one message of the four-way handshake, or of another one. */
export interface EAPOLKey {
  /** 2 for RSN, 254 for WPA. */
  descriptor: number;
  /** Bits, IEEE 802.11 section 12.7.2. */
  key_info: number;
  /** Which of the four of the handshake; undefined for another key frame. */
  message: number | undefined;
  /** Bytes of the temporal key. */
  key_length: number;
  /** In decimal. */
  replay_counter: string;
  /** NS, RFC 3540's nonce sum; accurate ECN uses the bit today. */
  nonce: Buffer;
  /** 16 bytes. */
  iv: Buffer;
  /** The frame's integrity code. */
  mic: Buffer;
  /** Key data, encrypted or not. */
  data: Buffer;
}

/** Link Layer Discovery Protocol, IEEE 802.1AB. */
export declare class LLDP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'lldp';
  /** In wire order. */
  readonly tlvs: { type: number; name: string; length: number; data: Buffer }[];
  /** Names the system. */
  readonly chassis_id: EthernetAddr | IPv4Addr | IPv6Addr | string | undefined;
  /** Names the port. */
  readonly port_id: EthernetAddr | IPv4Addr | IPv6Addr | string | undefined;
  /** Seconds. */
  readonly ttl: number | undefined;
  /** The port in words. */
  readonly port_description: string | undefined;
  /** The system's name. */
  readonly system_name: string | undefined;
  /** The system in words. */
  readonly system_description: string | undefined;
  /** Names of what the system can do, and of what is switched on. */
  readonly capabilities: { system: string[]; enabled: string[] } | undefined;
  /** All addresses that are announced for management. */
  readonly management_addresses: (IPv4Addr | IPv6Addr)[];
  /** Organizations' own TLVs. */
  readonly organization_specific: { oui: number; subtype: number; data: Buffer }[];
}

/** `8000.02:00:00:00:00:01` */
export interface BridgeId {
  /** Lower becomes root. */
  priority: number;
  /** The bridge's MAC address. */
  address: EthernetAddr;
}

/** Spanning tree, IEEE 802.1D. Timers are in units of 1/256 s. */
export declare class STP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'stp';
  /** 0. */
  protocol: number;
  /** 0 STP, 2 RSTP, 3 MSTP. */
  version: number;
  /** 128 is a topology change, which has no more fields. */
  type: number;
  /** 0x01 topology change, 0x80 its acknowledgement; RSTP uses all bits. */
  flags: number | undefined;
  /** The spanning tree's root. */
  root: BridgeId | undefined;
  /** Cost to the root. */
  path_cost: number | undefined;
  /** The sender. */
  bridge: BridgeId | undefined;
  /** Number of the sending port. */
  port: number | undefined;
  /** Seconds since the root sent it. */
  message_age: number | undefined;
  /** Seconds until it is dropped. */
  max_age: number | undefined;
  /** Seconds between messages. */
  hello_time: number | undefined;
  /** Seconds that ports wait before they forward. */
  forward_delay: number | undefined;
}

// ---------------------------------------------------------------------------------- network layers

/** Address Resolution Protocol, RFC 826. */
export declare class Arp extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'arp';
  /** Hardware type: 1 is Ethernet. */
  htype: number;
  /** Protocol type: an EtherType. */
  ptype: number;
  /** Octets of a hardware address. */
  hlen: number;
  /** Octets of a protocol address. */
  plen: number;
  /** 1 request, 2 reply, 3 and 4 reverse ARP. */
  operation: number;
  /** Sender's hardware address. */
  sender_ha: EthernetAddr | SLLAddr | undefined;
  /** Sender's protocol address. */
  sender_pa: IPv4Addr | IPv6Addr | SLLAddr | undefined;
  /** Target's hardware address. */
  target_ha: EthernetAddr | SLLAddr | undefined;
  /** Target's protocol address. */
  target_pa: IPv4Addr | IPv6Addr | SLLAddr | undefined;
}

/** The three flags of an IPv4 header. */
export declare class IPFlags {
  /** Reserved bits. */
  reserved: boolean;
  /** Whether routers must not fragment the packet. */
  doNotFragment: boolean;
  /** Whether more fragments follow. */
  moreFragments: boolean;
  /** Decodes bytes into this object and returns it. */
  decode(octet: number): this;
  /** `[dm]` */
  toString(): string;
}

/** An option of an IPv4 header. */
export interface IPv4Option {
  /** Copied flag, class and number in one octet. */
  type: number;
  /** `RR`, `TS`, … or `option 99` */
  name: string;
  /** Octets, type and length counted. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
}

/** Internet Protocol version 4, RFC 791. */
export declare class IPv4 extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ipv4';
  /** 4. */
  version: number;
  /** Bytes, 20 to 60. */
  headerLength: number;
  /** DSCP in the upper six bits, ECN in the lower two. */
  diffserv: number;
  /** Bytes, header counted; 0 where segmentation offload left it so. */
  length: number;
  /** The same in all fragments of a packet. */
  identification: number;
  /** Fragmentation flags. */
  flags: IPFlags;
  /** Bytes. */
  fragmentOffset: number;
  /** Time to live, in hops. */
  ttl: number;
  /** Number of the protocol that follows: 6 is TCP. */
  protocol: number;
  /** As it stands in the header; it is not verified. */
  headerChecksum: number;
  /** Source address. */
  saddr: IPv4Addr;
  /** Destination address. */
  daddr: IPv4Addr;
  /** `Unknown` where no decoder is known for `protocol`. */
  protocolName: string | undefined;
  /** `undefined` for unknown protocols and for fragments other than the first. */
  payload: TransportLayer | undefined;
  /** The three flags as a number, in the upper bits of an octet. */
  readonly flag_bits: number;
  /** The header's options, in wire order. */
  readonly options: IPv4Option[];
  /** `payload`, where it is TCP: an older name. */
  readonly tcp: TCP | undefined;
  /** `payload`, where it is UDP: an older name. */
  readonly udp: UDP | undefined;
  /** `payload`, where it is ICMP: an older name. */
  readonly icmp: ICMP | undefined;
  /** `payload`, where it is IGMP: an older name. */
  readonly igmp: IGMP | undefined;
}

/** Internet Protocol version 6, RFC 8200. */
export declare class IPv6 extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ipv6';
  /** 6. */
  version: number;
  /** DSCP in the upper six bits, ECN in the lower two. */
  trafficClass: number;
  /** 20 bits that are the same for all packets of a flow. */
  flowLabel: number;
  /** Bytes after this header; 0 in jumbograms and where segmentation offload left it so. */
  payloadLength: number;
  /** Number of the header that follows: 6 is TCP. */
  nextHeader: number;
  /** Time to live, in hops. */
  hopLimit: number;
  /** Source address. */
  saddr: IPv6Addr;
  /** Destination address. */
  daddr: IPv6Addr;
  /** The next layer; absent where no decoder is known for it. */
  payload: TransportLayer | undefined;
  /** `Unknown` where no decoder is known. */
  protocolName?: string | undefined;
  /** `payload`, where it is TCP: an older name. */
  readonly tcp: TCP | undefined;
  /** `payload`, where it is UDP: an older name. */
  readonly udp: UDP | undefined;
}

/**
 * IPv6 extension headers, RFC 8200: hop-by-hop and destination options, and others of their form.
 */
export declare class HeaderExtension extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'header-extension';
  /** The next layer; absent where no decoder is known for it. */
  payload: TransportLayer | undefined;
  /** Number of the header that follows: 6 is TCP. */
  nextHeader: number;
  /** Bytes. */
  headerLength: number;
  /** `Unknown` where no decoder is known. */
  protocolName: string | undefined;
  /** The header after its length field. */
  readonly header_data: Buffer;
  // Of a fragment header:
  /** Bytes. */
  fragmentOffset?: number;
  /** Whether more fragments follow. */
  moreFragments?: boolean;
  /** The same in all fragments of a packet. */
  identification?: number;
  // Of an authentication header:
  /** Security parameters index. */
  spi?: number;
  /** Sequence number. */
  seq?: number;
  /** Integrity check value. */
  readonly icv?: Buffer;
  // Of hop-by-hop and destination options:
  /** The options in the header. */
  readonly options?: { type: number; length: number; data: Buffer }[];
  // Of a routing header:
  /** Which kind of routing header. */
  routing_type?: number;
  /** How many stops are left. */
  segments_left?: number;
  /** The addresses, in wire order. */
  readonly addresses?: IPv6Addr[] | undefined;
  // Of a mobility header:
  /** Which mobility message. */
  mobility_type?: number;
  /** As it stands in the header; it is not verified. */
  checksum?: number;
}

/** IPv6's next header 59: nothing follows. */
export declare class NoNext extends Layer {
  readonly decoderName: 'no-next';
}

/**
 * Internet Control Message Protocol, RFC 792. What a message's type does not have is `undefined`.
 */
export declare class ICMP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'icmp';
  /** Number of the message: 8 is an echo request. */
  type: number;
  /** Which message of its type. */
  code: number;
  /** As it stands in the header; it is not verified. */
  checksum: number;
  /** Identifier of echo, timestamp, information and mask messages. */
  readonly id: number | undefined;
  /** Sequence number. */
  readonly seq: number | undefined;
  /** An echo's data. */
  readonly data: Buffer | undefined;
  /** A redirect's better gateway. */
  readonly gateway: IPv4Addr | undefined;
  /** Bytes: the next hop's MTU where fragmentation was required. */
  readonly mtu: number | undefined;
  /** A parameter problem's offset in the quoted packet. */
  readonly pointer: number | undefined;
  /** The packet that an error message is about, usually cut. */
  readonly quoted: IPv4 | undefined;
}

/** ICMPv6, RFC 4443; neighbour discovery, RFC 4861; MLD, RFC 3810. */
export declare class ICMPv6 extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'icmpv6';
  /** Number of the message: 128 is an echo request. */
  type: number;
  /** Which message of its type. */
  code: number;
  /** As it stands in the header; it is not verified. */
  checksum: number;
  /** Identifier. */
  readonly id: number | undefined;
  /** Sequence number. */
  readonly seq: number | undefined;
  /** An echo's data. */
  readonly data: Buffer | undefined;
  /** Bytes. */
  readonly mtu: number | undefined;
  /** Offset of the problem in the quoted packet. */
  readonly pointer: number | undefined;
  /** The packet that an error message is about. */
  readonly quoted: IPv6 | undefined;
  /** Whom neighbour solicitation, advertisement and redirect are about. */
  readonly target: IPv6Addr | undefined;
  /** Of a redirect: the address that it is about. */
  readonly destination: IPv6Addr | undefined;
  /** Of neighbour and router advertisements. */
  readonly flags:
    | { router: boolean; solicited: boolean; override: boolean }
    | { managed: boolean; other: boolean; home_agent: boolean }
    | undefined;
  /** Of a router advertisement: lifetime in seconds, times in milliseconds. */
  readonly router:
    | { hop_limit: number; lifetime: number; reachable_time: number; retrans_timer: number }
    | undefined;
  /** Of neighbour discovery: its options. */
  readonly options: NeighbourOption[] | undefined;
  /** Milliseconds (MLD version 1), or a response code. */
  readonly max_response: number | undefined;
  /** The multicast address. */
  readonly group: IPv6Addr | undefined;
  /** Source addresses. */
  readonly sources: IPv6Addr[] | undefined;
  /** Of an MLD version 2 report: its records. */
  readonly records: MLDRecord[] | undefined;
}

/** An option of neighbour discovery; which fields there are is a matter of its type. */
export interface NeighbourOption {
  /** Number of the type. */
  type: number;
  /** The type's name. */
  name: string;
  /** Octets, type and length counted. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
  /** Of types 1 and 2: the link-layer address. */
  address?: EthernetAddr;
  /** In bits. */
  prefix_length?: number;
  /** Whether addresses with the prefix are on the link. */
  on_link?: boolean;
  /** Whether stations may make addresses with it. */
  autonomous?: boolean;
  /** Seconds. */
  valid_lifetime?: number;
  /** Seconds. */
  preferred_lifetime?: number;
  /** Of type 3: the prefix. */
  prefix?: IPv6Addr;
  /** Bytes. */
  mtu?: number;
  /** Seconds. */
  lifetime?: number;
  /** The addresses, in wire order. */
  addresses?: IPv6Addr[];
  /** Of a search list: the domains. */
  names?: string[];
}

/** One record of an MLDv2 report: a group, and the sources that are wanted or not. */
export interface MLDRecord {
  /** 1 to 6, RFC 3810 section 5.2.12. */
  type: number;
  /** The multicast address. */
  group: IPv6Addr;
  /** Source addresses. */
  sources: IPv6Addr[];
  /** Auxiliary data of the record. */
  auxiliary: Buffer;
}

/** Internet Group Management Protocol, versions 1 to 3. */
export declare class IGMP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'igmp';
  /** Number of the message. */
  type: number;
  /** By the type alone: 3 for every query. */
  version: number | undefined;
  /** Tenths of a second. */
  maxResponseTime: number;
  /** As it stands in the header; it is not verified. */
  checksum: number;
  /** The multicast address. */
  groupAddress: IPv4Addr;
  /** The sources of a version 3 query. */
  readonly sources: IPv4Addr[] | undefined;
  /** The records of a version 3 report. */
  readonly records: IGMPRecord[] | undefined;
}

/** One record of an IGMPv3 report: a group, and the sources that are wanted or not. */
export interface IGMPRecord {
  /** 1 to 6, RFC 3376 section 4.2.12. */
  type: number;
  /** The multicast address. */
  group: IPv4Addr;
  /** Source addresses. */
  sources: IPv4Addr[];
  /** Auxiliary data of the record. */
  auxiliary: Buffer;
}

// ------------------------------------------------------------------------- transport layers

/** The flags of a TCP header. */
export declare class TCPFlags {
  /** NS, RFC 3540's nonce sum; accurate ECN uses the bit today. */
  nonce: boolean;
  /** Congestion window reduced. */
  cwr: boolean;
  /** ECN echo. */
  ece: boolean;
  /** The urgent pointer counts. */
  urg: boolean;
  /** The acknowledgment number counts. */
  ack: boolean;
  /** Push. */
  psh: boolean;
  /** Reset. */
  rst: boolean;
  /** Synchronize: the first segment of a direction. */
  syn: boolean;
  /** Finish: the last segment of a direction. */
  fin: boolean;
  /** Decodes bytes into this object and returns it. */
  decode(first: number, second: number): this;
  /** `[as]` */
  toString(): string;
}

/** An option of a TCP header. */
export interface TCPOption {
  /** RFC 9293 section 3.2, and IANA. */
  kind: number;
  /** `mss`, … or `kind 99` */
  name: string;
  /** Octets, kind and length counted. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
}

/** TCP options by name, `null` where the segment does not have them. */
export declare class TCPOptions {
  /** Bytes. */
  mss: number | null;
  /** The shift count. */
  window_scale: number | null;
  /** True where selective acknowledgments are permitted, otherwise null. */
  sack_ok: boolean | null;
  /** Blocks of [left edge, right edge], sequence numbers. */
  sack: [left: number, right: number][] | null;
  /** Timestamp value of the timestamps option. */
  timestamp: number | null;
  /** Timestamp echo reply of the same. */
  echo: number | null;
  /** All options in wire order. */
  readonly list: TCPOption[];
  /** Decodes bytes into this object and returns it. */
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  /** Its part of the packet's line. */
  toString(): string;
}

/** Transmission Control Protocol, RFC 9293. */
export declare class TCP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'tcp';
  /** Source port. */
  sport: number;
  /** Destination port. */
  dport: number;
  /** Sequence number, as it stands in the header. */
  seqno: number;
  /** Acknowledgment number, as it stands in the header. */
  ackno: number;
  /** Bytes, 20 to 60. */
  headerLength: number;
  /** Reserved bits. */
  reserved: number;
  /** The nine flags. */
  flags: TCPFlags;
  /** As sent, without the window scale. */
  windowSize: number;
  /** As it stands in the header; it is not verified. */
  checksum: number;
  /** Where urgent data ends, from `seqno`; only with the URG flag. */
  urgentPointer: number;
  /** Options by name; `list` has all of them. */
  options: TCPOptions;
  /** Bytes of data that IP grants the segment; more than `data` holds where the capture cut it. */
  dataLength: number;
  /** The segment's data, `null` where it has none. */
  data: Buffer | null;
  /** The nine flags as a number, fin lowest. */
  readonly flag_bits: number;
  /** The data of this segment decoded, where `decode.tcp_ports` knows the port. */
  readonly payload: ApplicationLayer | undefined;
}

/** User Datagram Protocol, RFC 768. */
export declare class UDP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'udp';
  /** Source port. */
  sport: number;
  /** Destination port. */
  dport: number;
  /** Bytes, header counted. */
  length: number;
  /** As it stands in the header; it is not verified. */
  checksum: number;
  /** What the datagram carries, as far as it was captured. */
  data: Buffer;
  /** The data decoded, where `decode.udp_ports` knows the port. */
  readonly payload: ApplicationLayer | undefined;
}

// ------------------------------------------------------------------------- tunnels and others

/** Generic Routing Encapsulation, RFC 2784, 2890; PPTP, RFC 2637. */
export declare class GRE extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'gre';
  /** Flag bits of the first two octets. */
  flags: number;
  /** 1 is PPTP's. */
  version: number;
  /** An EtherType. */
  protocol: number;
  /** As it stands in the header; it is not verified. */
  checksum: number | undefined;
  /** Key, where the header has one. */
  key: number | undefined;
  /** Sequence number. */
  seq: number | undefined;
  /** The acknowledgment number counts. */
  ack: number | undefined;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | undefined;
  /** PPTP's, from the key. */
  readonly call_id: number | undefined;
}

/** IP Encapsulating Security Payload, RFC 4303: the rest is encrypted. */
export declare class ESP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'esp';
  /** Security parameters index. */
  spi: number;
  /** Sequence number. */
  seq: number;
}

/** Stream Control Transmission Protocol, RFC 9260. */
export declare class SCTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'sctp';
  /** Source port. */
  sport: number;
  /** Destination port. */
  dport: number;
  /** The same in all packets of a direction. */
  verification_tag: number;
  /** As it stands in the header; it is not verified. */
  checksum: number;
  /** In wire order. */
  readonly chunks: SCTPChunk[];
}

/** A chunk of an SCTP packet. */
export interface SCTPChunk {
  /** 0 is DATA; RFC 9260 section 3.2. */
  type: number;
  /** `DATA`, … or `chunk 99` */
  name: string;
  /** Bits, as the header has them. */
  flags: number;
  /** Octets, header counted. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
  // Of DATA chunks:
  /** Transmission sequence number. */
  tsn?: number;
  /** Number of the stream. */
  stream_id?: number;
  /** Number of the message in its stream. */
  stream_seq?: number;
  /** What the data is, by IANA's registry. */
  protocol_id?: number;
}

/** Virtual eXtensible LAN, RFC 7348. */
export declare class VXLAN extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'vxlan';
  /** 0x08: the network identifier is valid. */
  flags: number;
  /** Network identifier. */
  vni: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: EthernetPacket | IPv4 | IPv6 | NSH | MPLS | Custom | undefined;
}

/**
 * QUIC, RFC 9000 and (version 2) RFC 9369: a packet with a long header. Others are no layer:
 * nothing tells them from other bytes.
 */
export declare class QUIC extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'quic';
  /** Absent where the version is not known. */
  type: 'initial' | '0-rtt' | 'handshake' | 'retry' | 'version negotiation' | undefined;
  /** The version, of long headers. */
  version: number;
  /** Destination and source connection ID. */
  dcid: Buffer;
  /** The sender's connection ID. */
  scid: Buffer;
  /** Of an Initial or Retry packet. */
  token: Buffer | undefined;
  /** Bytes of packet number and payload. */
  length: number | undefined;
  /** Of Version Negotiation. */
  supported_versions: number[] | undefined;
  /** The next packet of the datagram. */
  payload: QUIC | undefined;
  /** `1`, `2`, `draft-29`. */
  readonly version_name: string | undefined;
  /**
   * What an Initial packet of a client carries of the handshake, opened with the keys that come
   * from its `dcid`; undefined where it does not open. See `QUICTracker`, which puts ClientHellos
   * together.
   */
  readonly crypto_frames: { offset: number; data: Buffer }[] | undefined;
  /** The same with the keys of the `dcid` of the client's first packet, of either sender. */
  open_crypto(
    dcid: Buffer,
    sender?: 'client' | 'server',
  ): { offset: number; data: Buffer }[] | undefined;
}

/** Generic Network Virtualization Encapsulation, RFC 8926. */
export declare class Geneve extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'geneve';
  /** 0. */
  version: number;
  /** Bytes, options counted. */
  headerLength: number;
  /** 0x80: control packet, 0x40: critical options. */
  flags: number;
  /** An EtherType. */
  protocol: number;
  /** Network identifier. */
  vni: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: NetworkLayer | undefined;
  /** `length` is that of the data, in octets. */
  readonly options: { class: number; type: number; length: number; data: Buffer }[] | undefined;
}

/** GPRS Tunnelling Protocol, user plane, 3GPP TS 29.281. */
export declare class GTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'gtp';
  /** 1. */
  version: number;
  /** 0x04 extension header, 0x02 sequence number, 0x01 N-PDU number. */
  flags: number;
  /** 255 is user data. */
  message_type: number;
  /** Bytes after the first eight. */
  length: number;
  /** Tunnel endpoint identifier. */
  teid: number;
  /** Sequence number. */
  seq: number | undefined;
  /** The next layer; absent where no decoder is known for it. */
  payload: IPv4 | IPv6 | undefined;
}

/** Encapsulated Remote SPAN, types II and III. */
export declare class ERSPAN extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'erspan';
  /** 1 is type II, 2 type III. */
  version: number;
  /** VLAN of the mirrored frame. */
  vlan_id: number;
  /** Class of service. */
  cos: number;
  /** Whether the mirrored frame was cut. */
  truncated: boolean;
  /** Number of the session. */
  session_id: number;
  /** The next layer; absent where no decoder is known for it. */
  payload: EthernetPacket | undefined;
}

/** High-availability Seamless Redundancy, IEC 62439-3. */
export declare class HSR extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'hsr';
  /** Network identifier and ring's lane, 4 bits. */
  path: number;
  /** Octets from this field to the end of the data. */
  lsdu_size: number;
  /** The same on both copies of a frame. */
  sequence: number;
  /** What is carried. */
  ethertype: number;
  /** The next layer; absent where no decoder is known for `ethertype`. */
  payload: NetworkLayer | undefined;
}

/** Network Service Header, RFC 8300. */
export declare class NSH extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'nsh';
  /** 0. */
  version: number;
  /** Whether it is a packet of operations, administration and maintenance. */
  oam: boolean;
  /** How many more service functions may forward it. */
  ttl: number;
  /** Octets of the header, the context included. */
  length: number;
  /** What the context is: 1 for four words, 2 for TLVs. */
  md_type: number;
  /** 1 IPv4, 2 IPv6, 3 Ethernet, 4 NSH, 5 MPLS. */
  next_protocol: number;
  /** Identifier of the path, 24 bits. */
  service_path: number;
  /** Where on the path it is; counts down. */
  service_index: number;
  /** The context, undivided; absent where the header is cut. */
  context: Buffer | undefined;
  /** The next layer; absent where no decoder is known for it. */
  payload: IPv4 | IPv6 | EthernetPacket | NSH | MPLS | undefined;
}

/** MAC Security, IEEE 802.1AE: the SecTAG. */
export declare class MACsec extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'macsec';
  /** 0. */
  version: number;
  /** Whether the sender's address and port 1 are its identifier. */
  end_station: boolean;
  /** Whether `sci` is there. */
  has_sci: boolean;
  /** Whether it came from a passive optical network's broadcast channel. */
  single_copy_broadcast: boolean;
  /** Whether the data is encrypted. */
  is_encrypted: boolean;
  /** Whether the data was changed, by encryption or otherwise. */
  is_changed: boolean;
  /** Which of the channel's four keys. */
  association_number: number;
  /** Octets of the data where they are fewer than 48; 0 otherwise. */
  short_length: number;
  /** The lower 32 bits of it. */
  packet_number: number;
  /** Secure channel identifier: a MAC address and a port; absent without `has_sci`. */
  sci: Buffer | undefined;
  /** What is carried; absent where that is encrypted. */
  ethertype: number | undefined;
  /** Integrity check value, 16 octets; absent where it is cut. */
  readonly icv: Buffer | undefined;
  /** The next layer; absent where it is encrypted, or no decoder is known for `ethertype`. */
  payload: NetworkLayer | undefined;
}

// ---------------------------------------------------------------------------------- DNS

/** The flags and codes of a DNS header. */
export declare class DnsFlags {
  /** QR: an answer, not a question. */
  isResponse: boolean;
  /** Kind of query; 0 is a standard one. */
  opcode: number;
  /** AA: the server is an authority for the name. */
  isAuthority: boolean;
  /** TC: the message was cut to fit. */
  isTruncated: boolean;
  /** RD: the server is asked to ask others. */
  isRecursionDesired: boolean;
  /** v3's spelling. */
  isRecursionAvailible: boolean;
  /** Three bits, of which DNSSEC uses two. */
  z: number;
  /** Lower four bits of the code; 0 is no error, 3 no such name. */
  responseCode: number;
  /** `QUERY`, `NOTIFY`, `UPDATE` …; undefined for one without a name. */
  readonly opcode_name: string | undefined;
  /** `NOERROR`, `NXDOMAIN` … of `responseCode`; undefined for one without a name. */
  readonly rcode_name: string | undefined;
  /** AD: the server vouches for the data. */
  readonly is_authentic_data: boolean;
  /** CD: the client wants data that can not be vouched for, too. */
  readonly is_checking_disabled: boolean;
  /** Its part of the packet's line. */
  toString(): string;
}

/** One section of a message. */
export declare class DNSRRSet {
  /** The records, in wire order. */
  rrs: DNSRR[];
  /** Its part of the packet's line. */
  toString(): string;
}

/** A question or a resource record. */
export declare class DNSRR {
  /**
   * `www.example.org`; the root is the empty string. As zone files have it: dots in labels and
   * backslashes after a backslash, what is not printable ASCII as `\195`; valid UTF-8 of multicast
   * DNS as it is.
   */
  name: string;
  /** Number of the type: 1 is A. */
  type: number;
  /** Number of the class: 1 is IN. */
  class: number;
  /** Seconds; null in questions. */
  ttl: number | null;
  /** Bytes; null in questions. */
  rdlength: number | null;
  /** null in questions and for types that are not decoded: see `rdata_bytes`. */
  rdata: Rdata | null;
  /** Whether this is a question, which has no data. */
  is_question: boolean;
  /** `A`, `MX`; `TYPE1234` for one without a name. */
  readonly type_name: string | undefined;
  /**
   * `IN`, `CH`; `CLASS1234` for one without a name. Without the top bit that multicast DNS has
   * there; OPT has none.
   */
  readonly class_name: string | undefined;
  /** The data as it is on the wire, as far as it was captured. */
  readonly rdata_bytes: Buffer;
  /** v3's place for an AAAA record's address. */
  readonly data: IPv6Addr | undefined;
  /** Its part of the packet's line. */
  toString(): string;
}

/**
 * What a record says, by its type: an address (A, AAAA), a name (NS, CNAME, PTR, DNAME, MB, MG,
 * MR), or an object of its type's fields.
 */
export type Rdata =
  | IPv4Addr
  | IPv6Addr
  | string
  | MX
  | SOA
  | SRV
  | TXT
  | CAA
  | NAPTR
  | SSHFP
  | TLSA
  | OPT
  | SVCB
  | DNSKEY
  | DS
  | RRSIG
  | NSEC
  | NSEC3
  | NSEC3PARAM;

/** Where mail for a domain goes, RFC 1035. */
export interface MX {
  /** Lower is preferred. */
  preference: number;
  /** The mail host's name. */
  exchange: string;
}
/** Times in seconds. */
export interface SOA {
  /** Name of the zone's primary server. */
  mname: string;
  /** Mailbox of the one responsible, as a name. */
  rname: string;
  /** Version of the zone. */
  serial: number;
  /** Seconds until a secondary looks again. */
  refresh: number;
  /** Seconds until it tries again. */
  retry: number;
  /** Seconds until it stops answering. */
  expire: number;
  /** Seconds that negative answers may be kept. */
  minimum: number;
}
/** Where a service is, RFC 2782. */
export interface SRV {
  /** Lower is preferred. */
  priority: number;
  /** Share among records of the same priority. */
  weight: number;
  /** The service's port. */
  port: number;
  /** The host's name. */
  target: string;
}
/** TXT, SPF, HINFO. */
export interface TXT {
  /** The character strings, as Buffers. */
  strings: string[];
}
/** Who may issue certificates for a domain, RFC 8659. */
export interface CAA {
  /** 128: critical. */
  flags: number;
  /** `issue`, `issuewild`, `iodef` … */
  tag: string;
  /** The tag's value. */
  value: string;
  /** Whether an issuer that does not know the tag must refuse. */
  readonly is_critical: boolean;
}
/** A rule that rewrites a name, RFC 3403. */
export interface NAPTR {
  /** Lower ones are tried first. */
  order: number;
  /** Lower is preferred. */
  preference: number;
  /** `S`, `A`, `U`, `P` or none. */
  flags: string;
  /** Protocol and service. */
  services: string;
  /** Substitution, RFC 3402. */
  regexp: string;
  /** The next name to ask for. */
  replacement: string;
}
/** The fingerprint of an SSH host's key, RFC 4255. */
export interface SSHFP {
  /** Number of the algorithm. */
  algorithm: number;
  /** 1 SHA-1, 2 SHA-256. */
  fingerprint_type: number;
  /** The key's digest. */
  fingerprint: Buffer;
}
/** TLSA, SMIMEA. */
export interface TLSA {
  /** 0 to 3, RFC 6698 section 2.1.1. */
  usage: number;
  /** 0 the whole certificate, 1 its public key. */
  selector: number;
  /** 0 as it is, 1 SHA-256, 2 SHA-512. */
  matching_type: number;
  /** The certificate, key or hash. */
  association: Buffer;
}
/** EDNS. */
export interface OPT {
  /** Bytes. */
  udp_payload_size: number;
  /** The upper 8 bits of the response code. */
  extended_rcode: number;
  /** 0. */
  version: number;
  /** The DO bit. */
  dnssec_ok: boolean;
  /** The options, in the order in which they were sent. */
  options: { code: number; name: string; data: Buffer }[];
}
/** SVCB, HTTPS. */
export interface SVCB {
  /** Lower is preferred. */
  priority: number;
  /** The host's name. */
  target: string;
  /** RFC 9460 section 14.3. */
  params: { key: number; name: string; value: Buffer }[];
}
/** A zone's public key, RFC 4034. */
export interface DNSKEY {
  /** 256 zone key, 257 with the SEP bit. */
  flags: number;
  /** 3. */
  protocol: number;
  /** Number of the algorithm. */
  algorithm: number;
  /** The key, in its algorithm's form. */
  public_key: Buffer;
  /** Short number of a key. */
  readonly key_tag: number;
}
/** The digest of a child zone's key, RFC 4034. */
export interface DS {
  /** Short number of a key. */
  key_tag: number;
  /** Number of the algorithm. */
  algorithm: number;
  /** Number of the digest's algorithm. */
  digest_type: number;
  /** Digest of the key. */
  digest: Buffer;
}
/** Times in seconds since 1970. */
export interface RRSIG {
  /** Type of the records that were signed. */
  type_covered: number;
  /** Number of the algorithm. */
  algorithm: number;
  /** Labels of the owner, without the root and a wildcard. */
  labels: number;
  /** Time to live of the records that were signed, in seconds. */
  original_ttl: number;
  /** Valid until, in seconds since 1970. */
  expiration: number;
  /** Valid from, in seconds since 1970. */
  inception: number;
  /** Short number of a key. */
  key_tag: number;
  /** Name of the zone that signed. */
  signer_name: string;
  /** The signature, in its algorithm's form. */
  signature: Buffer;
}
/** The next name of a zone, which proves that there is none between, RFC 4034. */
export interface NSEC {
  /** The next name of the zone. */
  next_name: string;
  /** Types that the name has. */
  types: number[];
}
/** How a zone hashes its names, RFC 5155. */
export interface NSEC3PARAM {
  /** Number of the hash. */
  hash_algorithm: number;
  /** 0. */
  flags: number;
  /** How often names are hashed again. */
  iterations: number;
  /** Added to names before they are hashed. */
  salt: Buffer;
}
/** The next hashed name of a zone, RFC 5155. */
export interface NSEC3 extends NSEC3PARAM {
  /** The next hashed name of the zone. */
  next_hash: Buffer;
  /** Types that the name has. */
  types: number[];
}

/** Domain Name System, RFC 1035. */
export declare class DNS extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'dns';
  /** Flags and codes. */
  header: DnsFlags;
  /** The questions. */
  question: DNSRRSet;
  /** The answers. */
  answer: DNSRRSet;
  /** Records that point to an authority. */
  authority: DNSRRSet;
  /** Additional records. */
  additional: DNSRRSet;
  /** The bytes that hold the message. */
  raw_packet: Uint8Array;
  /** Where in them reading has come to. */
  offset: number;
  /** The same in question and answer. */
  id: number;
  /** Number of questions that the header announces. */
  qdcount: number;
  /** Number of answers that the header announces. */
  ancount: number;
  /** Number of authority records that the header announces. */
  nscount: number;
  /** Number of additional records that the header announces. */
  arcount: number;
  /** Reads `count` records at the place that is reached. */
  decode_RRs(count: number, is_question: boolean): DNSRRSet;
  /** Reads the next record. */
  decode_RR(is_question: boolean): DNSRR;
  /** Reads the next name. */
  read_name(): string;
  /** Of a TCP segment: all messages that are whole in it. */
  readonly messages?: DNS[];
}

// ------------------------------------------------------------------------- between routers

/** An address and the length of its mask, as PIM has them. */
export interface PIMAddress {
  /**
   * Of a group: 128 is bidirectional. Of a source: 4 sparse, 2 wildcard, 1 rendezvous point tree.
   */
  flags: number;
  /** Bits of the prefix. */
  mask_length: number;
  /** undefined for a family that is unknown. */
  address: IPv4Addr | IPv6Addr | undefined;
}
/** What a group is joined or pruned for, or which rendezvous points it has. */
export interface PIMGroup {
  /** The group. */
  group: PIMAddress;
  /** Sources to join. */
  joins?: PIMAddress[];
  /** Sources to prune. */
  prunes?: PIMAddress[];
  /** How many rendezvous points the group has, in all fragments. */
  rp_count?: number;
  /** Of a bootstrap: the rendezvous points. */
  rps?: {
    /** The rendezvous point. */
    address: IPv4Addr | IPv6Addr | undefined;
    /** Seconds that it is valid. */
    holdtime: number | undefined;
    /** Lower is preferred. */
    priority: number | undefined;
  }[];
}
/** An option of a Hello; what it holds, by its type. */
export interface PIMOption {
  /** Number of the type. */
  type: number;
  /** The type's name. */
  name: string;
  /** Bytes, as the field says. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
  /** Holdtime. */
  seconds?: number | undefined;
  /** DR priority, generation id. */
  value?: number | undefined;
  /** LAN prune delay: whether joins are tracked. */
  can_track?: boolean;
  /** LAN prune delay, in milliseconds. */
  propagation_delay?: number;
  /** LAN prune delay, in milliseconds. */
  override_interval?: number | undefined;
  /** Address list: the neighbor's other addresses. */
  addresses?: (IPv4Addr | IPv6Addr | undefined)[];
}
/** What a PIM message says; which properties it has depends on its type. */
export interface PIMMessage {
  /** Hello. */
  options?: PIMOption[];
  /** Register: from a border router. */
  border?: boolean;
  /** Register: carries no packet. */
  null_register?: boolean;
  /** Register-Stop, Assert, State-Refresh. */
  group?: PIMAddress;
  /** Register-Stop, Assert, State-Refresh. */
  source?: IPv4Addr | IPv6Addr | undefined;
  /** State-Refresh. */
  originator?: IPv4Addr | IPv6Addr | undefined;
  /** Join / Prune: whom it is for. */
  upstream_neighbor?: IPv4Addr | IPv6Addr | undefined;
  /** Seconds. */
  holdtime?: number | undefined;
  /** Of join/prune and bootstrap: groups; of a candidate RP: its groups. */
  groups?: (PIMGroup | PIMAddress)[];
  /** Bootstrap: the router that it comes from. */
  bsr?: IPv4Addr | IPv6Addr | undefined;
  /** Of a bootstrap: the higher one wins. */
  bsr_priority?: number | undefined;
  /** Of a bootstrap: equal in all its fragments. */
  fragment_tag?: number | undefined;
  /** Of a bootstrap: bits of a group that are hashed. */
  hash_mask_length?: number | undefined;
  /** Candidate RP Advertisement, DF-Election: the rendezvous point. */
  rp?: IPv4Addr | IPv6Addr | undefined;
  /** Of a candidate RP: the lower one wins. */
  priority?: number | undefined;
  /** Assert: of the tree by way of the rendezvous point. */
  rpt?: boolean;
  /** Of an assert: preference of the routing protocol. */
  metric_preference?: number;
  /** Of an assert: the route's. */
  metric?: number | undefined;
  /** DF-Election: 1 offer, 2 winner, 3 backoff, 4 pass. */
  subtype?: number;
}

/** Protocol Independent Multicast version 2, RFC 7761. */
export declare class PIM extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'pim';
  /** 2. */
  version: number;
  /** 0 is a Hello. */
  type: number;
  /** Of a DF-Election: the subtype, in the upper half. */
  reserved: number;
  /** As sent; it is not verified. */
  checksum: number;
  /** `undefined` for unknown types. */
  message: PIMMessage | undefined;
  /** The packet that a Register carries. */
  payload: IPv4 | IPv6 | undefined;
  /** `Hello`, `Join / Prune`, … */
  readonly type_name: string | undefined;
}

/** Virtual Router Redundancy Protocol, versions 2 and 3. */
export declare class VRRP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'vrrp';
  /** 2 or 3. */
  version: number;
  /** 1 is an advertisement, the only type. */
  type: number;
  /** The virtual router's number. */
  vrid: number;
  /** 255 is the addresses' owner, 0 a router that steps down. */
  priority: number;
  /** How many addresses. */
  count: number;
  /** Version 2 alone. */
  auth_type: number | undefined;
  /** Between advertisements: in seconds, in version 3 in hundredths. */
  interval: number;
  /** As sent; it is not verified. */
  checksum: number;
  /** The virtual router's. */
  addresses: (IPv4Addr | IPv6Addr)[];
  /** Seconds between advertisements, in either version. */
  readonly interval_seconds: number | undefined;
}

/** Cisco's Hot Standby Router Protocol, versions 1 (0 on the wire) and 2. */
export declare class HSRP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'hsrp';
  /** 1 or 2. */
  version: number;
  /** 0 hello, 1 coup, 2 resign, 3 advertise. */
  opcode: number;
  /** Numbered differently in the two versions: see `state_name`. */
  state: number;
  /** Version 2: 4 or 6. */
  ip_version: number | undefined;
  /** Number of the group. */
  group: number;
  /** Version 2: the sender's MAC address. */
  identifier: EthernetAddr | undefined;
  /** The higher one becomes active. */
  priority: number;
  /** Seconds; milliseconds in version 2. */
  hello_time: number;
  /** Seconds; milliseconds in version 2. */
  hold_time: number;
  /** The password. */
  authentication: string | undefined;
  /** The virtual router's. */
  address: IPv4Addr | IPv6Addr | undefined;
  /** Of version 1's opcode 3, which names no group. */
  advertisement:
    | {
        /** 1: an advertisement. */
        type: number;
        /** Octets. */
        length: number;
        /** 1 dormant, 2 passive, 3 active. */
        state: number;
        /** Active groups on the interface. */
        active_groups: number;
        /** Passive groups on the interface. */
        passive_groups: number;
      }
    | undefined;
  /** Version 2: all items. */
  tlvs: { type: number; name: string; length: number; data: Buffer }[] | undefined;
  /** `hello`, `coup`, … */
  readonly opcode_name: string | undefined;
  /** `active`, `standby`, … */
  readonly state_name: string | undefined;
}

/** An entry of RIP; version 1 has family, address and metric. */
export interface RIPEntry {
  /** 2 is IP. */
  family: number;
  /** Route tag, of version 2. */
  tag?: number;
  /** The network. */
  address: IPv4Addr;
  /** Of version 2. */
  subnet_mask?: IPv4Addr;
  /** 0.0.0.0: the sender. Of version 2. */
  next_hop?: IPv4Addr;
  /** 16 is out of reach. */
  metric: number;
}
/** A password (type 2), or a digest and where it is (type 3). */
export interface RIPAuthentication {
  /** 2 password, 3 digest. */
  type: number | undefined;
  /** The password, in plain text. */
  password?: string;
  /** Bytes before the digest. */
  digest_offset?: number | undefined;
  /** Number of the key. */
  key_id?: number | undefined;
  /** Bytes of the digest. */
  digest_length?: number | undefined;
  /** Grows with each packet. */
  sequence?: number | undefined;
  /** The authentication code, as far as it was captured. */
  digest?: Buffer;
  /** The content, as far as it was captured. */
  data?: Buffer;
}

/** Routing Information Protocol, versions 1 and 2. */
export declare class RIP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'rip';
  /** 1 request, 2 response. */
  command: number;
  /** 1 or 2. */
  version: number;
  /** Routing domain; 0. */
  domain: number;
  /** Version 2. */
  authentication: RIPAuthentication | undefined;
  /** The routes. */
  entries: RIPEntry[];
  /** `Request`, `Response`. */
  readonly command_name: string | undefined;
}

/** RIPng, for IPv6, RFC 2080. */
export declare class RIPng extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ripng';
  /** 1 request, 2 response. */
  command: number;
  /** 1. */
  version: number;
  /** One with `is_next_hop` names the next hop of those that follow. */
  entries: {
    /** The destination; of a next hop, its address. */
    prefix: IPv6Addr;
    /** Route tag. */
    tag: number;
    /** Bits of the prefix that count. */
    prefix_length: number;
    /** Hops; 16 is unreachable. */
    metric: number;
    /** It has the next hop of the entries after it, RFC 2080 section 2.1.1. */
    is_next_hop: boolean;
  }[];
}

/** Bidirectional Forwarding Detection, RFC 5880. Intervals are in microseconds. */
export declare class BFD extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'bfd';
  /** 1. */
  version: number;
  /** Why the session went down last: see `diagnostic_name`. */
  diagnostic: number;
  /** 0 AdminDown, 1 Down, 2 Init, 3 Up. */
  state: number;
  /** 32 poll, 16 final, 8 control plane independent, 4 authentication, 2 demand, 1 multipoint. */
  flags: number;
  /** So many packets may be lost. */
  detect_mult: number;
  /** Bytes of the packet. */
  length: number;
  /** The sender's number of the session. */
  my_discriminator: number;
  /** The receiver's; 0 until it is known. */
  your_discriminator: number;
  /** Microseconds. */
  desired_min_tx_interval: number;
  /** Microseconds. */
  required_min_rx_interval: number;
  /** Microseconds; 0: no echo. */
  required_min_echo_rx_interval: number;
  /** With flag 4. */
  authentication:
    | {
        /** 1 password, 2 MD5, 3 meticulous MD5, 4 SHA-1, 5 meticulous SHA-1. */
        type: number | undefined;
        /** Octets, type and length counted. */
        length: number | undefined;
        /** Number of the key or password. */
        key_id: number | undefined;
        /** Of type 1. */
        password?: Buffer;
        /** Of types 2 to 5: counts packets. */
        sequence?: number | undefined;
        /** Of types 2 to 5. */
        digest?: Buffer;
      }
    | undefined;
  /** `Up`, `Down`, … */
  readonly state_name: string | undefined;
  /** `No Diagnostic`, `Control Detection Time Expired`, … */
  readonly diagnostic_name: string | undefined;
}

/** Header of a link state advertisement, and in an update its bytes. */
export interface OSPFAdvertisement {
  /** Seconds; the highest bit says that it does not age. */
  age: number | undefined;
  /** Version 2. */
  options?: number | undefined;
  /** 1 router, 2 network, 3 and 4 summary, 5 external … */
  type: number | undefined;
  /** Version 3: a number. */
  id: IPv4Addr | number | undefined;
  /** Router ID of the originator. */
  advertising_router: IPv4Addr | undefined;
  /** Signed; the larger is the newer. */
  sequence: number | undefined;
  /** As sent; it is not verified. */
  checksum: number | undefined;
  /** Header included. */
  length: number | undefined;
  /** What follows the header, in an LS-Update. */
  data?: Buffer;
  /** What that says; `undefined` for types that are not known. */
  body?: OSPFBody | undefined;
}
/** A link of a router's advertisement. */
export interface OSPFLink {
  /** 1 point to point, 2 a network with others on it, 3 stub (version 2), 4 virtual. */
  type: number | undefined;
  /** Cost of sending there. */
  metric: number | undefined;
  /** Version 2: neighbor, designated router or network. */
  id?: IPv4Addr | undefined;
  /** Version 2: address of the interface, or mask. */
  data?: IPv4Addr | undefined;
  /** Version 2: metrics for types of service. */
  tos?: { tos: number | undefined; metric: number | undefined }[];
  /** Version 3: the router's own. */
  interface_id?: number | undefined;
  /** Version 3: the neighbor's. */
  neighbor_interface_id?: number | undefined;
  /** Version 3. */
  neighbor_router_id?: IPv4Addr | undefined;
}
/** A prefix in an advertisement of version 3. */
export interface OSPFPrefix {
  /** Bits. */
  prefix_length: number | undefined;
  /** 1 not for unicast, 2 an address of the router, 8 propagate. */
  prefix_options: number | undefined;
  /** Zeros after its bits. */
  prefix: IPv6Addr | undefined;
  /** Of a prefix within the area: its cost. */
  metric?: number | undefined;
}
/** What an advertisement says; which properties it has depends on its type. */
export interface OSPFBody {
  /**
   * Router: 1 area border, 2 AS boundary, 4 virtual link. External of version 3: 4 type 2, 2
   * address, 1 tag.
   */
  flags?: number | undefined;
  /** Version 3. */
  options?: number | undefined;
  /** Of a router. */
  links?: OSPFLink[];
  /** Version 2. */
  network_mask?: IPv4Addr | undefined;
  /** On a network. */
  routers?: (IPv4Addr | undefined)[];
  /** Cost. */
  metric?: number | undefined;
  /** External, version 2: the metric is larger than any within. */
  is_type_2?: boolean | undefined;
  /** Summary and external, version 2: metrics for types of service. */
  tos?: {
    /** Type of service. */
    tos: number | undefined;
    /** Cost. */
    metric: number | undefined;
    /** Of external routes: the metric is larger than any within. */
    is_type_2?: boolean | undefined;
    /** Of external routes: who to send to. */
    forwarding_address?: IPv4Addr | undefined;
    /** Of external routes: route tag. */
    tag?: number | undefined;
  }[];
  /** External: who to send to; 0.0.0.0 is the originator. */
  forwarding_address?: IPv4Addr | IPv6Addr | undefined;
  /** External: for routers at the boundary. */
  tag?: number | undefined;
  /** Opaque: upper octet of the identifier. */
  opaque_type?: number | undefined;
  /**
   * Opaque: `traffic engineering`, `grace`, `router information`, `extended prefix`, `extended
   * link`.
   */
  opaque_name?: string;
  /** Opaque, router information: their items. */
  tlvs?: { type: number | undefined; length: number | undefined; data: Buffer }[];
  /** Inter-area and external prefixes of version 3: bits. */
  prefix_length?: number | undefined;
  /** As OSPFPrefix has it. */
  prefix_options?: number | undefined;
  /** Inter-area and external prefixes of version 3. */
  prefix?: IPv6Addr | undefined;
  /** Inter-area router. */
  destination_router_id?: IPv4Addr | undefined;
  /** Version 3: type of the advertisement that this one belongs to. */
  referenced_type?: number | undefined;
  /** Version 3: its identifier. */
  referenced_id?: number | undefined;
  /** Version 3: its originator. */
  referenced_router?: IPv4Addr | undefined;
  /** Link: priority on the link. */
  priority?: number | undefined;
  /** Link. */
  link_local_address?: IPv6Addr | undefined;
  /** Link and prefixes within the area. */
  prefixes?: OSPFPrefix[];
}
/** What an OSPF message says; which properties it has depends on its type. */
export interface OSPFMessage {
  /** Hello of version 2. */
  network_mask?: IPv4Addr | undefined;
  /** Hello of version 3. */
  interface_id?: number | undefined;
  /** Seconds. */
  hello_interval?: number | undefined;
  /** Hello, Database Description. */
  options?: number | undefined;
  /** To become the designated router; 0 never does. */
  priority?: number | undefined;
  /** Seconds. */
  dead_interval?: number | undefined;
  /** 0.0.0.0: none. */
  designated_router?: IPv4Addr | undefined;
  /** 0.0.0.0: none. */
  backup_router?: IPv4Addr | undefined;
  /** Router IDs that were heard. */
  neighbors?: (IPv4Addr | undefined)[];
  /** Database Description: of the interface. */
  mtu?: number | undefined;
  /** Database Description: 1 master, 2 more, 4 init. */
  flags?: number | undefined;
  /** Database Description. */
  sequence?: number | undefined;
  /** LS-Request. */
  requests?: {
    /** Type of the advertisement. */
    type: number | undefined;
    /** Its link state ID. */
    id: IPv4Addr | number | undefined;
    /** Who originates it. */
    advertising_router: IPv4Addr | undefined;
  }[];
  /** LS-Update: how many advertisements. */
  count?: number | undefined;
  /** The advertisements. */
  lsas?: OSPFAdvertisement[];
}

/** Open Shortest Path First, versions 2 and 3. */
export declare class OSPF extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ospf';
  /** 2 or 3. */
  version: number;
  /** 1 Hello, 2 Database Description, 3 LS-Request, 4 LS-Update, 5 LS-Ack. */
  type: number;
  /** Header included. */
  length: number;
  /** Of the sender. */
  router_id: IPv4Addr;
  /** 0.0.0.0: the backbone. */
  area_id: IPv4Addr;
  /** As sent; it is not verified. */
  checksum: number;
  /** Version 2: 0 none, 1 password, 2 digest. */
  auth_type: number | undefined;
  /** Version 2: eight octets. */
  authentication: Buffer | undefined;
  /** Version 3. */
  instance_id: number | undefined;
  /** `undefined` for unknown types. */
  message: OSPFMessage | undefined;
  /** `Hello`, `LS-Update`, … */
  readonly type_name: string | undefined;
}

// ------------------------------------------------------------------------- buses and radios

/** A CAN or CAN FD frame of Linux's SocketCAN; its data is in `payload_bytes`. */
export declare class CAN extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'can';
  /** Whether the id has 29 bits, not 11. */
  is_extended: boolean;
  /** A request for the data of this id. */
  is_remote: boolean;
  /** The controller's report of an error. */
  is_error: boolean;
  /** 11 bits, or 29 of an extended frame. */
  id: number;
  /** Octets of data. */
  length: number;
  /** CAN FD: 1 bit rate switch, 2 error state, 4 says that it is FD. */
  fd_flags: number;
  /** Whether this is a frame of CAN FD. */
  readonly is_fd: boolean | undefined;
}

/** An IEEE 802.15.4 frame. A short address is a number, a long one text. */
export declare class WPAN extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'wpan';
  /** 0 beacon, 1 data, 2 acknowledgement, 3 command. */
  type: number;
  /** An auxiliary security header follows. */
  is_secure: boolean;
  /** Whether the sender has more for the receiver. */
  is_pending: boolean;
  /** The receiver is to acknowledge it. */
  wants_ack: boolean;
  /** Whether the source's network is left out. */
  pan_compression: boolean;
  /** Information elements, which are not decoded. */
  has_elements: boolean;
  /** 0 none, 2 short, 3 long. */
  dst_mode: number;
  /** 0 of 2003, 1 of 2006, 2 of 2015. */
  version: number;
  /** 0 none, 2 short, 3 long. */
  src_mode: number;
  /** Sequence number. */
  sequence: number | undefined;
  /** PAN identifier of the receiver. */
  dst_pan: number | undefined;
  /** A short address, or 8 octets as text. */
  dst: number | string | undefined;
  /** The destination's, where the frame leaves it out. */
  src_pan: number | undefined;
  /** A short address, or 8 octets as text. */
  src: number | string | undefined;
  /** The auxiliary security header. */
  security: { level: number; frame_counter: number | undefined; key_id: Buffer } | undefined;
  /** Zigbee where it is recognized. */
  payload: ZigbeeNWK | undefined;
  /** Frame check sequence, where it was captured. */
  fcs: number | undefined;
  /** `Beacon`, `Data`, `Ack`, `Command`, … */
  readonly type_name: string | undefined;
}

/** What a receiver knows of an 802.15.4 frame. */
export declare class WPANTap extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'wpan-tap';
  /** 0. */
  version: number;
  /** Octets of this header. */
  length: number;
  /** The items, in the order in which they were sent. */
  tlvs: {
    /** 0 FCS type, 1 RSS, 3 channel … */
    type: number | undefined;
    /** The type's name, or `type 99`. */
    name: string;
    /** Octets of the data. */
    length: number | undefined;
    /** The content. */
    data: Buffer;
  }[];
  /** The frame. */
  payload: WPAN | undefined;
  /** Octets of frame check sequence. */
  readonly fcs_length: number | undefined;
  /** Received signal strength in dBm. */
  readonly rss: number | undefined;
  /** Number of the channel. */
  readonly channel: number | undefined;
  /** Link quality, 0 to 255. */
  readonly lqi: number | undefined;
}

/** Zigbee's network layer. */
export declare class ZigbeeNWK extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'zbee_nwk';
  /** 0 data, 1 command. */
  type: number;
  /** 2 for Zigbee Pro. */
  version: number;
  /** 0 no, 1 if needed. */
  discover_route: number;
  /** The receiver is a group. */
  is_multicast: boolean;
  /** Whether what follows is encrypted. */
  is_secure: boolean;
  /** 16 bits. */
  dst: number;
  /** 16 bits. */
  src: number;
  /** Hops that are left. */
  radius: number;
  /** Sequence number. */
  sequence: number;
  /** 8 octets as text, where present. */
  extended_dst: string | undefined;
  /** 8 octets as text, where present. */
  extended_src: string | undefined;
  /** Of a source route. */
  relays: (number | undefined)[] | undefined;
  /** The auxiliary header, where the frame is secured. */
  security:
    | {
        /** 1 is the network's. */
        key: number;
        /** Counts the sender's frames. */
        frame_counter: number | undefined;
        /** The extended address of the sender. */
        source: string | undefined;
        /** Number of the network key. */
        key_sequence: number | undefined;
      }
    | undefined;
  /** `Route Request`, `Link Status`, …, where it is not encrypted. */
  readonly command_name: string | undefined;
}

/** An item of Bluetooth advertising data; what it says, by its type. */
export interface AdvertisingItem {
  /** Common data types of Bluetooth's assigned numbers. */
  type: number;
  /** `flags`, `complete local name`, `manufacturer specific`, … */
  name: string;
  /** Of type and data. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
  /** A name. */
  text?: string;
  /** Flags, transmit power in dBm, appearance, role, interval in units of 0.625 ms. */
  value?: number;
  /** Services. */
  uuids?: string[];
  /** Whose service data follows. */
  uuid?: string;
  /** After the service identifier. */
  service_data?: Buffer;
  /** The manufacturer, by its number. */
  company?: number;
  /** After the company identifier. */
  company_data?: Buffer;
}

/** What a receiver knows of a Bluetooth Low Energy packet. */
export declare class BTLERF extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'btle_rf';
  /** Of the radio, 0 to 39. */
  channel: number;
  /** dBm. */
  signal: number | undefined;
  /** dBm. */
  noise: number | undefined;
  /** Wrong bits in the access address. */
  aa_offenses: number;
  /** The access address that the sniffer expected. */
  reference_access_address: number;
  /** What of this header is valid, and the state of the CRC. */
  flags: number;
  /** The packet. */
  payload: BTLE | undefined;
  /** `undefined` where it was not checked. */
  readonly crc_is_valid: boolean | undefined;
}

/** A packet of the Bluetooth Low Energy link layer: an advertisement, or one of a connection. */
export declare class BTLE extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'btle';
  /** 0x8e89bed6 on advertising channels. */
  access_address: number;
  /** Of an advertisement: 0 is ADV_IND. */
  type: number | undefined;
  /** Whether the sender's address is random. */
  tx_random: boolean | undefined;
  /** Whether the receiver's address is random. */
  rx_random: boolean | undefined;
  /** In a connection: 1 continued, 2 first, 3 control. */
  llid: number | undefined;
  /** In a connection: the next packet that is expected, modulo 2. */
  nesn: number | undefined;
  /** In a connection: this packet's number, modulo 2. */
  sn: number | undefined;
  /** The MD bit, of data. */
  more_data: boolean | undefined;
  /** Octets after the header, without the checksum. */
  length: number;
  /** AdvA. */
  advertiser: EthernetAddr | undefined;
  /** Whom it is for, or who asks. */
  target: EthernetAddr | undefined;
  /** 24 bits. */
  crc: number | undefined;
  /** The access address is that of advertising. */
  readonly is_advertisement: boolean | undefined;
  /** `ADV_IND`, `SCAN_RSP`, … */
  readonly type_name: string | undefined;
  /** What the device says of itself. */
  readonly advertising_data: AdvertisingItem[] | undefined;
  /** The name that is advertised. */
  readonly local_name: string | undefined;
}

/** An advertisement that a Bluetooth controller tells of. */
export interface AdvertisingReport {
  /** 0 connectable, 3 not connectable, 4 scan response … */
  event_type: number | undefined;
  /** 0 public, 1 random. */
  address_type: number | undefined;
  /** Of the advertiser. */
  address: EthernetAddr | undefined;
  /** dBm. */
  rssi: number | undefined;
  /** The name that is advertised. */
  local_name: string | undefined;
  /** The items. */
  advertising_data: AdvertisingItem[];
}

/** A packet between a Bluetooth controller and its host. */
export declare class HCI extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'hci_h4';
  /** As the host sees it; `undefined` where the link type does not tell. */
  direction: 'sent' | 'received' | undefined;
  /** 1 command, 2 data, 3 audio, 4 event, 5 isochronous data. */
  type: number;
  /** Of a command. */
  opcode: number | undefined;
  /** Of an event. */
  event: number | undefined;
  /** Of event 0x3e, Low Energy's. */
  subevent: number | undefined;
  /** The connection that data is of. */
  handle: number | undefined;
  /** Of data. */
  flags: number | undefined;
  /** Octets after the header. */
  length: number | undefined;
  /** `Command`, `Event`, `ACL Data`, … */
  readonly type_name: string | undefined;
  /** Of an LE advertising report event. */
  readonly advertising_reports: AdvertisingReport[] | undefined;
}

/** The setup of a USB control transfer. */
export interface USBSetup {
  /** Direction, type and recipient: bmRequestType. */
  request_type: number | undefined;
  /** bRequest. */
  request: number | undefined;
  /** Of a standard request: `GET DESCRIPTOR`, … */
  request_name: string | undefined;
  /** wValue. */
  value: number | undefined;
  /** wIndex. */
  index: number | undefined;
  /** Octets that are asked for, or follow. */
  length: number | undefined;
}

/** A USB request or its end, as Linux's usbmon tells it; its data is in `payload_bytes`. */
export declare class USBPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'usb';
  /** The same in a request and its end. */
  id: string;
  /** `S` submit, `C` complete, `E` error. */
  event: string;
  /** 0 isochronous, 1 interrupt, 2 control, 3 bulk. */
  transfer: number;
  /** Number of the endpoint, without direction. */
  endpoint: number;
  /** Whether data goes to the host. */
  is_in: boolean;
  /** Address of the device. */
  device: number;
  /** Number of the bus. */
  bus: number;
  /** Seconds since 1970. */
  tv_sec: number;
  /** Microseconds of that second. */
  tv_usec: number;
  /** 0, or the kernel's error, negative. */
  status: number;
  /** Octets that are asked for, or were transferred. */
  urb_length: number;
  /** Octets that were captured. */
  data_length: number;
  /** Of a control request. */
  setup: USBSetup | undefined;
  /** Of isochronous transfers, which these precede the data of. */
  descriptor_count: number | undefined;
  /** The transfer's type as a word. */
  readonly transfer_name: string | undefined;
  /** `submit`, `complete`, `error`. */
  readonly event_name: string | undefined;
}

/** A USB request or its end, as Windows' USBPcap tells it; its data is in `payload_bytes`. */
export declare class USBPcap extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'usbpcap';
  /** Bytes of the header. */
  header_length: number;
  /** The same in a request and its end. */
  id: string;
  /** 0 is success. */
  status: number;
  /** Windows' number of what is asked for. */
  function: number;
  /** 1 is an end. */
  info: number;
  /** Number of the bus. */
  bus: number;
  /** Address of the device. */
  device: number;
  /** Number of the endpoint, without direction. */
  endpoint: number;
  /** Whether data goes to the host. */
  is_in: boolean;
  /** 0 isochronous, 1 interrupt, 2 control, 3 bulk. */
  transfer: number;
  /** Bytes of data. */
  data_length: number;
  /** Of a control transfer: 0 setup, 1 data, 2 status, 3 complete. */
  stage: number | undefined;
  /** Of the setup stage of a control transfer. */
  setup: USBSetup | undefined;
  /** From the device to the host. */
  readonly is_completion: boolean | undefined;
  /** The transfer's type as a word. */
  readonly transfer_name: string | undefined;
}

// ------------------------------------------------------------------------- neighbors on a link

/** An item of a discovery protocol. */
export interface DiscoveryItem {
  /** Number of the type. */
  type: number;
  /** The type's name. */
  name: string;
  /** As on the wire: with type and length where the protocol counts them. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
}

/** Cisco Discovery Protocol. */
export declare class CDP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'cdp';
  /** 1 or 2. */
  version: number;
  /** Seconds that this holds. */
  ttl: number;
  /** As sent; it is not verified. */
  checksum: number;
  /** In wire order. */
  tlvs: DiscoveryItem[];
  /** The sender's name. */
  readonly device_id: string | undefined;
  /** The sender's port. */
  readonly port_id: string | undefined;
  /** The model. */
  readonly platform: string | undefined;
  /** Free text. */
  readonly software_version: string | undefined;
  /** The sender's SNMP name. */
  readonly system_name: string | undefined;
  /** VTP management domain. */
  readonly vtp_domain: string | undefined;
  /** `router`, `switch`, `voip phone`, … */
  readonly capabilities: string[] | undefined;
  /** All addresses of the port. */
  readonly addresses: (IPv4Addr | IPv6Addr | undefined)[] | undefined;
  /** Where management is reached. */
  readonly management_addresses: (IPv4Addr | IPv6Addr | undefined)[] | undefined;
  /** The VLAN of untagged frames. */
  readonly native_vlan: number | undefined;
  /** For telephones. */
  readonly voice_vlan: number | undefined;
  /** Milliwatts. */
  readonly power_consumption: number | undefined;
  /** Of the port. */
  readonly duplex: 'full' | 'half' | undefined;
}

/** Cisco's Dynamic Trunking Protocol. */
export declare class DTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'dtp';
  /** The protocol's version. */
  version: number;
  /** The items, in the order in which they were sent. */
  tlvs: DiscoveryItem[];
  /** Name of the management domain. */
  readonly domain: string | undefined;
  /** Upper bit: it is a trunk. Lower three: 1 on, 2 off, 3 desirable, 4 auto. */
  readonly status: number | undefined;
  /** Upper three bits: 1 native, 2 ISL, 5 802.1Q in use; lower three: wanted. */
  readonly trunk_type: number | undefined;
  /** The sender. */
  readonly neighbor: EthernetAddr | undefined;
}

/** Cisco's UniDirectional Link Detection, RFC 5171. */
export declare class UDLD extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'udld';
  /** 1. */
  version: number;
  /** 1 probe, 2 echo, 3 flush. */
  opcode: number;
  /** 1 recommended timeout, 2 resynchronize. */
  flags: number;
  /** As sent; it is not verified. */
  checksum: number;
  /** The items, in the order in which they were sent. */
  tlvs: DiscoveryItem[];
  /** The sender's name. */
  readonly device_id: string | undefined;
  /** The sender's port. */
  readonly port_id: string | undefined;
  /** Free text. */
  readonly device_name: string | undefined;
  /** Seconds. */
  readonly message_interval: number | undefined;
  /** Seconds. */
  readonly timeout_interval: number | undefined;
  /** Number of the message. */
  readonly sequence: number | undefined;
  /** `Probe`, `Echo`, `Flush`. */
  readonly opcode_name: string | undefined;
}

/** Cisco's VLAN Trunking Protocol. */
export declare class VTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'vtp';
  /** The protocol's version. */
  version: number;
  /** 1 summary, 2 subset, 3 request, 4 join. */
  code: number;
  /** How many subsets follow a summary; in a subset, its number. */
  followers: number;
  /** Name of the management domain. */
  domain: string;
  /** Of the configuration: the larger is the newer. */
  revision: number | undefined;
  /** Of a summary. */
  updater: IPv4Addr | undefined;
  /** Of a summary: `yymmddhhmmss`. */
  timestamp: string | undefined;
  /** Of a summary: MD5. */
  digest: Buffer | undefined;
  /** Of a subset. */
  vlans:
    | {
        /** 0: it is in use; 1: suspended. */
        status: number | undefined;
        /** 1 Ethernet, 2 FDDI … */
        type: number | undefined;
        /** Number of the VLAN. */
        id: number | undefined;
        /** Bytes. */
        mtu: number | undefined;
        /** Name of the VLAN. */
        name: string;
      }[]
    | undefined;
  /** Of a request: the first subset that is wanted. */
  start_value: number | undefined;
  /** The code's name; undefined where it is unknown. */
  readonly code_name: string | undefined;
}

/** One of Ethernet's slow protocols. */
export declare class SlowProtocol extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'slow';
  /** 1 LACP, 2 marker, 3 OAM. */
  subtype: number;
  /** undefined for another subtype. */
  payload: LACP | OAM | undefined;
}

/** An end of an aggregated link. */
export interface LACPEnd {
  /** The lower one decides. */
  system_priority: number | undefined;
  /** Address of the system. */
  system: EthernetAddr | undefined;
  /** Ports with the same key may be one link. */
  key: number | undefined;
  /** The lower one is chosen first. */
  port_priority: number | undefined;
  /** Number of the port. */
  port: number | undefined;
  /** Bits, IEEE 802.1AX section 6.4.2.3. */
  state: number | undefined;
  /** Names of the bits of `state`: `activity`, `synchronization`, … */
  states: string[];
}

/** Link Aggregation Control Protocol, IEEE 802.1AX. */
export declare class LACP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'lacp';
  /** 1 or 2. */
  version: number;
  /** The sender. */
  actor: LACPEnd | undefined;
  /** What the sender knows of the other end. */
  partner: LACPEnd | undefined;
  /** Tens of microseconds. */
  collector_max_delay: number | undefined;
  /** The items, in the order in which they were sent. */
  tlvs: DiscoveryItem[];
}

/** Ethernet's operation, administration and maintenance, IEEE 802.3 clause 57. */
export declare class OAM extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'oam';
  /** Bits, IEEE 802.3 section 57.4.2.1. */
  flags: number;
  /** 0 is information. */
  code: number;
  /** Of code 0. */
  information:
    | (DiscoveryItem & {
        /** 1. */
        version?: number | undefined;
        /** Changes with the information. */
        revision?: number | undefined;
        /** Bits: what the multiplexer and parser do. */
        state?: number | undefined;
        /** Bits: what the sender can do. */
        config?: number | undefined;
        /** Bytes of the largest OAM frame. */
        pdu_config?: number | undefined;
        /** The vendor's number. */
        oui?: number | undefined;
        /** What the vendor says of its product. */
        vendor?: number | undefined;
      })[]
    | undefined;
  /** The code's name; undefined where it is unknown. */
  readonly code_name: string | undefined;
}

/** A time of PTP. */
export interface PTPTime {
  /** Since 1970, on PTP's own scale. */
  seconds: number | undefined;
  /** Of the second. */
  nanoseconds: number | undefined;
}
/** A port of PTP. */
export interface PTPPort {
  /** Hexadecimal digits. */
  clock_identity: string;
  /** Of the clock; from 1. */
  port_number: number | undefined;
}
/** What a PTP message says; which properties it has depends on its type. */
export interface PTPMessage {
  /** When it, or what it follows up, was sent or received. */
  timestamp?: PTPTime;
  /** Whose request is answered. */
  requesting_port?: PTPPort;
  /** Announce: seconds between PTP's scale and UTC. */
  utc_offset?: number | undefined;
  /** Announce: lower is better. */
  priority1?: number | undefined;
  /** Of the grandmaster: lower is better. */
  clock_class?: number | undefined;
  /** Of the grandmaster: IEEE 1588 table 5. */
  clock_accuracy?: number | undefined;
  /** Of the grandmaster: log of its variance. */
  clock_variance?: number | undefined;
  /** Of the grandmaster: the lower one wins. */
  priority2?: number | undefined;
  /** Announce: the best clock's identity, hexadecimal digits. */
  grandmaster?: string;
  /** Boundary clocks in between. */
  steps_removed?: number | undefined;
  /** 0x20 GNSS, 0x40 PTP, 0x50 NTP … */
  time_source?: number | undefined;
  /** Signaling, Management. */
  target_port?: PTPPort;
  /** Of management: hops at first. */
  starting_hops?: number | undefined;
  /** Of management: hops that are left. */
  hops?: number | undefined;
  /** Management: 0 get, 1 set, 2 response, 3 command, 4 acknowledge. */
  action?: number;
  /** The items, in the order in which they were sent. */
  tlvs?: DiscoveryItem[];
}

/** Precision Time Protocol, IEEE 1588, versions 1 and 2. */
export declare class PTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ptp';
  /** Upper four bits from the first octet: 1 is 802.1AS. */
  sdo_id: number | undefined;
  /** 0 is Sync. In version 1: 1 event, 2 general. */
  type: number;
  /** 1 for IEEE 1588-2019. */
  minor_version: number | undefined;
  /** 1 or 2. */
  version: number;
  /** Octets of the whole message; version 1 does not say. */
  length: number | undefined;
  /** A name in version 1. */
  domain: number | string;
  /** Bits, as the header has them. */
  flags: number;
  /** Nanoseconds. */
  correction: number | undefined;
  /** Depends on the type. */
  type_specific: number | undefined;
  /** Hexadecimal digits. */
  clock_identity: string;
  /** Of the sender's clock. */
  port_number: number;
  /** Sequence number. */
  sequence: number;
  /** What version 1 has as its type. */
  control: number;
  /** Logarithm of the seconds between messages. */
  log_interval: number | undefined;
  /** `undefined` for unknown types. */
  message: PTPMessage | undefined;
  /** `Sync`, `Announce`, … */
  readonly type_name: string | undefined;
}

/** An item of IS-IS; what it says, by its type. */
export interface ISISItem extends DiscoveryItem {
  /** Area addresses, hexadecimal digits. */
  areas?: string[];
  /** MAC addresses in hellos; nodes and their metrics in reachability. */
  neighbors?: (EthernetAddr | ISISNeighbor | undefined)[];
  /** Of other systems' packets. */
  entries?: {
    /** Seconds. */
    remaining_lifetime: number | undefined;
    /** Which link state packet. */
    lsp_id: string | undefined;
    /** Its number. */
    sequence: number | undefined;
    /** The packet's. */
    checksum: number | undefined;
  }[];
  /** Network protocols: 204 is IPv4, 142 IPv6. */
  protocols?: (number | undefined)[];
  /** Of the interface. */
  addresses?: (IPv4Addr | IPv6Addr | undefined)[];
  /** Of reachability: what is reached. */
  prefixes?: (ISISPrefix | undefined)[];
  /** Host name. */
  text?: string;
  /** Of the adjacency: 0 up, 1 initializing, 2 down. */
  state?: number | undefined;
  /** Of the adjacency: the sender's circuit. */
  circuit_id?: number | undefined;
  /** Of the adjacency and of a restart: `1921.6800.1001`. */
  neighbor_id?: string | undefined;
  /** Of the adjacency: the neighbor's circuit. */
  neighbor_circuit_id?: number | undefined;
  /**
   * Restart: 1 request, 2 acknowledgement, 4 suppress. Capability: 1 scope of the domain, 2 led
   * down.
   */
  flags?: number | undefined;
  /** Restart: seconds. */
  remaining_time?: number | undefined;
  /** Authentication: 1 password, 3 key and digest, 54 HMAC-MD5. */
  auth_type?: number | undefined;
  /** Authentication of type 3. */
  key_id?: number | undefined;
  /** Authentication: password or digest. */
  value?: Buffer;
  /** Of the whole packet. */
  checksum?: number | undefined;
  /** Octets of the largest LSP. */
  size?: number | undefined;
  /** Traffic engineering, capabilities. */
  router_id?: IPv4Addr | IPv6Addr | undefined;
  /** Of neighbors and prefixes of one topology: 2 is IPv6 unicast. */
  topology?: number | undefined;
  /** Topologies that the sender is in; of an instance their numbers. */
  topologies?: ({ topology: number; overload: boolean; attached: boolean } | number | undefined)[];
  /** RFC 8202. */
  instance_id?: number | undefined;
  /** Who purged the LSP, and from whom that came. */
  systems?: (string | undefined)[];
  /** Of reachability with small metrics: over a path of the other level. */
  is_virtual?: boolean;
  /** Of capabilities. */
  sub_tlvs?: ISISSubItem[];
}
/** An item within an item. */
export interface ISISSubItem {
  /** Its meaning depends on the item around it. */
  type: number | undefined;
  /** Octets of data. */
  length: number | undefined;
  /** As sent. */
  data: Buffer;
}
/** A node that is reached. */
export interface ISISNeighbor {
  /** `1921.6800.1001.00` */
  id: string | undefined;
  /** Cost. */
  metric: number | undefined;
  /** Of extended reachability. */
  sub_tlvs?: ISISSubItem[];
  /** Small metrics: of a kind of its own. */
  is_external?: boolean;
  /** Small metrics: was led down. */
  is_down?: boolean;
  /** Small metrics, where supported. */
  delay?: number | undefined;
  /** Small metrics, where supported. */
  expense?: number | undefined;
  /** Small metrics, where supported. */
  error?: number | undefined;
}
/** A prefix that is reached. */
export interface ISISPrefix {
  /** Cost. */
  metric: number | undefined;
  /** Was led down from level 2. */
  is_down?: boolean;
  /** IPv6, and small metrics: from another protocol. */
  is_external?: boolean;
  /** Bits; with small metrics `mask` is there instead. */
  prefix_length?: number;
  /** Zeros after its bits. */
  prefix: IPv4Addr | IPv6Addr | undefined;
  /** With small metrics. */
  mask?: IPv4Addr | undefined;
  /** Small metrics, where supported. */
  delay?: number | undefined;
  /** Small metrics, where supported. */
  expense?: number | undefined;
  /** Small metrics, where supported. */
  error?: number | undefined;
  /** Of extended reachability. */
  sub_tlvs?: ISISSubItem[];
}
/** The fields of an IS-IS packet; which it has depends on its type. */
export interface ISISMessage {
  /** Octets of the whole packet. */
  pdu_length: number | undefined;
  /** Hello: 1, 2 or 3 for both levels. */
  circuit_type?: number | undefined;
  /** `1921.6800.1001`, in sequence numbers packets with the circuit: `1921.6800.1001.00`. */
  source_id?: string | undefined;
  /** Hello: seconds. */
  holding_time?: number | undefined;
  /** Hello on a LAN. */
  priority?: number | undefined;
  /** Hello on a LAN: the designated system's. */
  lan_id?: string | undefined;
  /** Point-to-point hello. */
  circuit_id?: number | undefined;
  /** LSP: seconds. */
  remaining_lifetime?: number | undefined;
  /** LSP: `1921.6800.1001.00-00`. */
  lsp_id?: string | undefined;
  /** Of an LSP: the larger is the newer. */
  sequence?: number | undefined;
  /** Of an LSP. */
  checksum?: number | undefined;
  /** LSP: 4 overload, the lower two the type of system. */
  flags?: number | undefined;
  /** CSNP. */
  start_lsp_id?: string | undefined;
  /** CSNP. */
  end_lsp_id?: string | undefined;
}

/** Intermediate System to Intermediate System, ISO 10589. */
export declare class ISIS extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'isis';
  /** Of the header by type, too. */
  header_length: number;
  /** 1. */
  version: number;
  /** Octets of a system's id; 0 stands for 6. */
  id_length: number;
  /** 15 and 16 LAN hellos, 17 point-to-point, 18 and 20 LSPs, 24 to 27 sequence numbers. */
  pdu_type: number;
  /** 0 means 3. */
  max_areas: number;
  /** `undefined` for unknown types. */
  message: ISISMessage | undefined;
  /** In their order. */
  tlvs: ISISItem[] | undefined;
  /** `L1 Lan IIH`, `L2 LSP`, … */
  readonly type_name: string | undefined;
}

/** An item of EIGRP; what it says, by its type. */
export interface EIGRPItem extends DiscoveryItem {
  /** Parameters: how metrics are weighed. */
  k_values?: (number | undefined)[];
  /** Parameters: seconds. */
  hold_time?: number | undefined;
  /** Software version. */
  release?: number | undefined;
  /** Software version. */
  tlv_version?: number | undefined;
  /** Routes; 0.0.0.0 is the sender. */
  next_hop?: IPv4Addr | undefined;
  /** External routes. */
  originating_router?: IPv4Addr | undefined;
  /** External routes. */
  originating_system?: number | undefined;
  /** External routes. */
  route_tag?: number | undefined;
  /** External routes. */
  external_metric?: number | undefined;
  /** External routes. */
  external_protocol?: number | undefined;
  /** External routes. */
  external_flags?: number | undefined;
  /** Tens of microseconds, times 256. */
  delay?: number | undefined;
  /** 2,560,000,000 divided by kilobits a second. */
  bandwidth?: number | undefined;
  /** Bytes. */
  mtu?: number | undefined;
  /** Routers in between. */
  hop_count?: number | undefined;
  /** 255 is best. */
  reliability?: number | undefined;
  /** 1 is best. */
  load?: number | undefined;
  /** Of an external route. */
  tag?: number | undefined;
  /** Of a route. */
  flags?: number | undefined;
  /** What is reached. */
  prefixes?: { prefix_length: number | undefined; prefix: IPv4Addr }[];
}

/** Enhanced Interior Gateway Routing Protocol, RFC 7868. */
export declare class EIGRP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'eigrp';
  /** 2. */
  version: number;
  /** 1 update, 3 query, 4 reply, 5 hello. */
  opcode: number;
  /** As sent; it is not verified. */
  checksum: number;
  /** 1 init, 2 conditional receive, 4 restart, 8 end of table. */
  flags: number;
  /** 0 where no acknowledgement is asked for. */
  sequence: number;
  /** 0 acknowledges nothing. */
  ack: number;
  /** Virtual router; 0. */
  vrid: number;
  /** Number of the process. */
  autonomous_system: number;
  /** The items, in the order in which they were sent. */
  tlvs: EIGRPItem[];
  /** `Update`, `Hello`, … */
  readonly opcode_name: string | undefined;
}

/** An item of an LDP message; what it says, by its type. */
export interface LDPItem extends DiscoveryItem {
  /** What to do with an item of an unknown type: 2 ignore it, 3 and pass it on. */
  flags: number;
  /** FEC: what labels are for. */
  elements?: {
    /** 1 wildcard, 2 prefix, 128 pseudowire. */
    type: number | undefined;
    /** 1 IPv4, 2 IPv6. */
    family?: number | undefined;
    /** Bits of the prefix that count. */
    prefix_length?: number | undefined;
    /** Zeros after its bits. */
    prefix?: IPv4Addr | IPv6Addr;
    /** Of a pseudowire. */
    has_control_word?: boolean;
    /** 4 Ethernet with VLANs, 5 Ethernet … */
    pw_type?: number;
    /** Of a pseudowire: the group. */
    group_id?: number | undefined;
    /** Undefined: all of the group. */
    pw_id?: number | undefined;
    /** Of a pseudowire: parameters of its interface. */
    parameters?: { type: number | undefined; length: number | undefined; data: Buffer }[];
    /** Of unknown types. */
    data?: Buffer;
  }[];
  /** Address list: 1 IPv4, 2 IPv6. */
  family?: number | undefined;
  /** Address list, path vector. */
  addresses?: (IPv4Addr | IPv6Addr | undefined)[];
  /** Hop count, configuration sequence. */
  value?: number | undefined;
  /** 20 bits. */
  label?: number | undefined;
  /** Code, RFC 5036 section 4.4. */
  status?: number | undefined;
  /** Of a status: the message that it is about. */
  message_id?: number | undefined;
  /** Of a status: the type of that message. */
  message_type?: number | undefined;
  /** Hello: seconds. */
  hold_time?: number | undefined;
  /** Of hello. */
  is_targeted?: boolean;
  /** Of hello: asks for targeted hellos. */
  wants_targeted?: boolean;
  /** Transport address. */
  address?: IPv4Addr | IPv6Addr | undefined;
  /** 1. */
  version?: number | undefined;
  /** Session: seconds. */
  keepalive_time?: number | undefined;
  /** 0: no loop detection. */
  path_vector_limit?: number | undefined;
  /** Bytes. */
  max_pdu_length?: number | undefined;
  /** To whom the session is opened. */
  receiver_lsr_id?: IPv4Addr | undefined;
  /** 0: of the whole platform. */
  receiver_label_space?: number | undefined;
}

/** Label Distribution Protocol, RFC 5036: hellos on UDP, and TCP segments that hold it whole. */
export declare class LDP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ldp';
  /** 1. */
  version: number;
  /** Octets after this field. */
  length: number;
  /** Of the sender. */
  lsr_id: IPv4Addr;
  /** 0: of the whole platform. */
  label_space: number;
  /** In their order. */
  messages: {
    /** Number of the message. */
    type: number;
    /** `Hello`, `Label Mapping`, … */
    name: string;
    /** Octets after the length. */
    length: number;
    /** Number of this message. */
    id: number | undefined;
    /** The parameters, in their order. */
    tlvs: LDPItem[];
  }[];
  /** The next one in the same segment. */
  payload: LDP | undefined;
}

/** An object of RSVP; what it says, by class and ctype. */
export interface RSVPObject {
  /** Class number. */
  class: number;
  /** Type within the class. */
  ctype: number;
  /** `session`, `label request`, … */
  name: string;
  /** Bytes, header included. */
  length: number;
  /** The content, as far as it was captured. */
  data: Buffer;
  /** Session. */
  destination?: IPv4Addr | IPv6Addr | undefined;
  /** Of a session: protocol number of IP. */
  protocol?: number | undefined;
  /** Of a session. */
  dport?: number | undefined;
  /** Of an LSP tunnel. */
  tunnel_id?: number | undefined;
  /** Of an LSP tunnel. */
  extended_tunnel_id?: number | IPv6Addr | undefined;
  /** Sender template, filter specification. */
  sender?: IPv4Addr | IPv6Addr | undefined;
  /** Of a sender. */
  sport?: number | undefined;
  /** Of an LSP tunnel. */
  lsp_id?: number | undefined;
  /** Hop, confirmation, notify request. */
  address?: IPv4Addr | IPv6Addr | undefined;
  /** Scope: senders. */
  addresses?: (IPv4Addr | IPv6Addr | undefined)[];
  /** Of the previous or next hop. */
  interface_handle?: number | undefined;
  /** Milliseconds. */
  refresh_period?: number | undefined;
  /** Error specification. */
  node?: IPv4Addr | IPv6Addr | undefined;
  /** RFC 2205 appendix B. */
  error_code?: number | undefined;
  /** Depends on the code. */
  error_value?: number | undefined;
  /** Bits, as the header has them. */
  flags?: number | undefined;
  /** Option vector. */
  style?: number | undefined;
  /** Of MPLS. */
  label?: number | undefined;
  /** Hello. */
  source_instance?: number | undefined;
  /** Of hello. */
  destination_instance?: number | undefined;
  /** Restart capability, milliseconds. */
  restart_time?: number | undefined;
  /** Milliseconds. */
  recovery_time?: number | undefined;
  /** Session attribute. */
  setup_priority?: number | undefined;
  /** 0 to 7, lower is stronger. */
  holding_priority?: number | undefined;
  /** Session attribute: the name. */
  text?: string;
  /** Traffic and flow specifications. */
  services?: RSVPService[];
  /** Explicit and recorded routes. */
  route?: (RSVPHop | undefined)[];
  /** Label request: Ethernet type of what is carried. */
  protocol_id?: number | undefined;
  /** Generalized label request, RFC 3471. */
  encoding?: number | undefined;
  /** Generalized label request. */
  switching_type?: number | undefined;
  /** Message ids: a random number of the sender's run. */
  epoch?: number | undefined;
  /** Message id and its acknowledgement. */
  message_id?: number | undefined;
  /** Summary refresh. */
  message_ids?: (number | undefined)[];
  /** Session attribute, fast reroute: links with any of these bits are left out. */
  exclude_any?: number | undefined;
  /** Links need any of these bits. */
  include_any?: number | undefined;
  /** Links need all of these bits. */
  include_all?: number | undefined;
  /** Fast reroute: hops that the detour may have more. */
  hop_limit?: number | undefined;
  /** Fast reroute: octets a second. */
  bandwidth?: number | undefined;
}
/** What a service of a traffic or flow specification asks for. */
export interface RSVPService {
  /** 1 default, 2 guaranteed, 5 controlled load. */
  service: number | undefined;
  /** Octets a second. */
  token_bucket_rate?: number | undefined;
  /** Octets. */
  token_bucket_size?: number | undefined;
  /** Octets a second. */
  peak_data_rate?: number | undefined;
  /** Octets. */
  minimum_policed_unit?: number | undefined;
  /** Octets. */
  maximum_packet_size?: number | undefined;
  /** Guaranteed: octets a second. */
  rate?: number | undefined;
  /** Guaranteed: microseconds. */
  slack_term?: number | undefined;
}
/** A hop of a route. */
export interface RSVPHop {
  /** 1 IPv4, 2 IPv6, 3 label, 4 interface without address, 32 AS. */
  type: number;
  /** Of explicit routes: others may be on the way to it. */
  is_loose: boolean;
  /** Of types 1 and 2. */
  address?: IPv4Addr | IPv6Addr | undefined;
  /** Bits of the address that count. */
  prefix_length?: number | undefined;
  /** Of recorded routes: 1 protection is there, 2 is in use. */
  flags?: number | undefined;
  /** Of a label. */
  ctype?: number | undefined;
  /** Of type 3. */
  label?: number | undefined;
  /** Of type 4. */
  router_id?: IPv4Addr | undefined;
  /** Of type 4. */
  interface_id?: number | undefined;
  /** Of type 32. */
  autonomous_system?: number | undefined;
  /** Of types that are not known. */
  data?: Buffer;
}

/** Resource ReSerVation Protocol, RFC 2205 and RFC 3209. */
export declare class RSVP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'rsvp';
  /** 1. */
  version: number;
  /** 4 bits. */
  flags: number;
  /** 1 Path, 2 Resv, 20 Hello. */
  type: number;
  /** As sent; it is not verified. */
  checksum: number;
  /** That the message was sent with. */
  ttl: number;
  /** Header included. */
  length: number;
  /** In their order. */
  objects: RSVPObject[];
  /** `Path`, `Resv`, … */
  readonly type_name: string | undefined;
}

// ---------------------------------------------------------------------------------- WebSocket

/** A frame of RFC 6455. */
export declare class WebSocketFrame extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'websocket';
  /** Finish: the last segment of a direction. */
  fin: boolean;
  /** With permessage-deflate: the message is compressed. */
  rsv1: boolean;
  /** Reserved bit. */
  rsv2: boolean;
  /** Reserved bit. */
  rsv3: boolean;
  /** Kind of query; 0 is a standard one. */
  opcode: number;
  /** Whether the payload is masked, as clients do. */
  mask: boolean;
  /** Bytes. */
  headerLength: number;
  /** Bytes of data, as the frame says. */
  length: number;
  /** Four octets. */
  masking_key: Buffer | undefined;
  /** Unmasked; shorter than `length` where the bytes end before the frame. */
  data: Buffer;
  /** `text`, `binary`, `close`, … */
  readonly opcode_name: string;
}

// ------------------------------------------------------------------------- messages in datagrams

/** An option of DHCP. Parts of one option (RFC 3396) are put together. */
export interface DHCPOption {
  /** The option's number, RFC 2132 and IANA. */
  code: number;
  /** `host_name`, `router` …; `option_200` where no standard names it. */
  name: string;
  /** Octets of `data`. */
  length: number;
  /** The option's bytes. */
  data: Buffer;
  /**
   * What they mean: a number, a truth value, text, an address, a list of these, an object for
   * options with parts, the bytes where no more is known; `undefined` where there are too few of
   * them.
   */
  value: unknown;
}

/**
 * Dynamic Host Configuration Protocol, RFC 2131, with options of RFC 2132 and later; BOOTP, RFC
 * 951.
 */
export declare class DHCP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'dhcp';
  /** 1 from clients, 2 from servers. */
  op: number;
  /** Type of the hardware address: 1 is Ethernet. */
  htype: number;
  /** Octets of the hardware address. */
  hlen: number;
  /** Relay agents on the way. */
  hops: number;
  /** Transaction: a reply has its request's. */
  xid: number;
  /** Seconds since the client began. */
  secs: number;
  /** 0x8000: answer by broadcast. */
  flags: number;
  /** The client's address, where it has one. */
  ciaddr: IPv4Addr;
  /** The address that it is given. */
  yiaddr: IPv4Addr;
  /** The next server, to boot from. */
  siaddr: IPv4Addr;
  /** The relay agent. */
  giaddr: IPv4Addr;
  /** The client's hardware address; bytes where `hlen` is not 6. */
  chaddr: EthernetAddr | Buffer;
  /** Server's name; absent where options fill its place. */
  sname: string | undefined;
  /** Boot file's name; absent where options fill its place. */
  file: string | undefined;
  /** In wire order; absent in BOOTP. */
  options: DHCPOption[] | undefined;
  /** Whether answers are to be broadcast. */
  readonly broadcast: boolean | undefined;
  /** Option 53. */
  readonly message_type: number | undefined;
  /** `'Discover'`, `'Offer'`, `'Request'`, `'ACK'` … */
  readonly message_type_name: string | undefined;
  /** Option 12. */
  readonly host_name: string | undefined;
  /** Option 50. */
  readonly requested_ip_address: IPv4Addr | undefined;
  /** Option 54. */
  readonly server_identifier: IPv4Addr | undefined;
  /** Option 60. */
  readonly vendor_class_identifier: string | undefined;
  /** Option 51, in seconds. */
  readonly ip_address_lease_time: number | undefined;
  /** The value of an option by its name or code: `option('router')`, `option(3)`. */
  option(name_or_code: string | number): unknown;
}

/** A time in NTP's form, RFC 5905, 6. */
export declare class NTPTimestamp {
  constructor(seconds?: number, fraction?: number);
  /** Since 1900, modulo 2^32. */
  seconds: number;
  /** In units of 2^-32 s. */
  fraction: number;
  /** Seconds since 1970; `NaN` for 0, which means that the time is not known. */
  readonly unix_time: number;
  /** `2026-11-22T08:26:25.022739000Z`; `unknown` for 0. */
  toString(): string;
  /** The same text. */
  toJSON(): string;
}

/** Network Time Protocol, RFC 5905; its control messages, RFC 9327. */
export declare class NTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ntp';
  /** 3: the clock is not synchronized. */
  leap_indicator: number;
  /** 3 or 4. */
  version: number;
  /** 3 from clients, 4 from servers, 6 control, 7 private. */
  mode: number;
  /**
   * Distance from a clock; 0 with a kiss code. Absent in control and private messages, as all up to
   * `digest`.
   */
  stratum: number;
  /** Interval of polling, as a power of two seconds. */
  poll: number;
  /** The clock's precision, as a power of two seconds. */
  precision: number;
  /** Seconds. */
  root_delay: number;
  /** Seconds. */
  root_dispersion: number;
  /** Four letters of a source, or an address. */
  reference_id: number;
  /** When the clock was last set. */
  reference_timestamp: NTPTimestamp;
  /** When the request left the client. */
  origin_timestamp: NTPTimestamp;
  /** When the request came to the server. */
  receive_timestamp: NTPTimestamp;
  /** When this packet left. */
  transmit_timestamp: NTPTimestamp;
  /** Extension fields, RFC 7822. */
  extensions: { type: number; length: number; data: Buffer }[];
  /** Number of the key. */
  key_id: number | undefined;
  /** The authentication code, as far as it was captured. */
  digest: Buffer | undefined;
  /** The header of a message of mode 6. */
  control:
    | {
        /** An answer, not a request. */
        is_response: boolean;
        /** The request failed; `status` says why. */
        is_error: boolean;
        /** More fragments of the message follow. */
        has_more: boolean;
        /** 1 read status, 2 read variables … */
        opcode: number;
        /** Which request, or which packet of the answer. */
        sequence: number;
        /** Of the system, a peer or a clock, as RFC 9327 has it. */
        status: number;
        /** Which association; 0 is the system. */
        association_id: number;
        /** Where the data belong in the message. */
        offset: number;
        /** Octets of data. */
        count: number;
        /** Text as a rule: names and values. */
        data: Buffer;
      }
    | undefined;
  /** The header of a message of mode 7. */
  private:
    | {
        /** An answer, not a request. */
        is_response: boolean;
        /** More fragments of the message follow. */
        has_more: boolean;
        /** A key and a digest follow. */
        is_authenticated: boolean;
        /** Which request, or which packet of the answer. */
        sequence: number;
        /** 3 for xntpd. */
        implementation: number;
        /** Number of the request: 42 is the list of monitored hosts. */
        request_code: number;
        /** 0 is success. */
        error: number;
        /** Items in the data. */
        item_count: number;
        /** Octets of an item. */
        item_size: number;
      }
    | undefined;
  /**
   * Where a server has its time from: a source or kiss code (`GPS`, `RATE`), or an IPv4 address.
   */
  readonly reference_name: string | undefined;
  /** `'Client'`, `'Server'` … */
  readonly mode_name: string | undefined;
}

/** Simple Service Discovery Protocol, UPnP Device Architecture 2.0. */
export declare class SSDP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ssdp';
  /** `'NOTIFY'`, `'M-SEARCH'`; absent in responses. */
  method: string | undefined;
  /** The URI of a request. */
  uri: string | undefined;
  /** Of HTTP. */
  version: string;
  /** Of responses. */
  status_code: number | undefined;
  /** Reason phrase of a response. */
  reason: string | undefined;
  /** In wire order. */
  headers: { name: string; value: string }[];
  /** Where the device's description is. */
  readonly location: string | undefined;
  /** What is searched, or announced. */
  readonly target: string | undefined;
  /** `'ssdp:alive'`, `'ssdp:byebye'`, `'ssdp:update'`. */
  readonly notification: string | undefined;
  /** Names the device and what it offers. */
  readonly usn: string | undefined;
  /** System and product. */
  readonly server: string | undefined;
  /** The value of the first header of that name, in any case. */
  header(name: string): string | undefined;
}

/** Dynamic Host Configuration Protocol for IPv6, RFC 8415. */
export declare class DHCPv6 extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'dhcpv6';
  /** 1 solicit, 2 advertise, 3 request …, RFC 8415 section 7.3. */
  message_type: number;
  /** Absent in relay agents' messages. */
  transaction_id: number | undefined;
  /** Of relay agents' messages. */
  hop_count: number | undefined;
  /** The client's link, of relay agents' messages. */
  link_address: IPv6Addr | undefined;
  /** Whom a message is from or for, of relay agents' messages. */
  peer_address: IPv6Addr | undefined;
  /** In wire order; those inside others are in their `value.options`. */
  options: DHCPOption[];
  /** What a relay agent carries. */
  payload: DHCPv6 | undefined;
  /** `'Solicit'`, `'Advertise'`, `'Request'`, `'Reply'` … */
  readonly message_type_name: string | undefined;
  /** All addresses that identity associations hold. */
  readonly addresses: IPv6Addr[];
  /** The value of an option by its name or code: `option('dns_servers')`, `option(23)`. */
  option(name_or_code: string | number): unknown;
}

/** A NetBIOS name: the last octet, its suffix, says what it is of. */
export interface NetBIOSName {
  /** Without padding and the type octet. */
  name: string;
  /**
   * 0x00 workstation, 0x1d master browser, 0x20 file server …; absent where a name is not encoded
   * as NetBIOS's are.
   */
  suffix: number | undefined;
  /** Where one was sent. */
  scope?: string;
}

/** A question or record of NBNS. */
export interface NBNSRecord extends NetBIOSName {
  /** 32: NB, 33: NBSTAT. */
  type: number;
  /** 1: Internet. */
  class: number;
  /** Seconds. */
  ttl?: number;
  /** Bytes of the data. */
  rdlength?: number;
  /** Of type NB. */
  addresses?: { flags: number; is_group: boolean; address: IPv4Addr }[];
  /** Of type NBSTAT: all names of a node. */
  names?: (NetBIOSName & { flags: number; is_group: boolean })[];
  /** Of type NBSTAT: the node's MAC address. */
  unit_id?: EthernetAddr | undefined;
  /** Of other types. */
  data?: Buffer;
}

/** NetBIOS name service, RFC 1002, 4.2. */
export declare class NBNS extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'nbns';
  /** Transaction number. */
  id: number;
  /** Bits, as the header has them. */
  flags: number;
  /** How many questions the header promises. */
  qdcount: number;
  /** Answers. */
  ancount: number;
  /** Authority records. */
  nscount: number;
  /** Additional records. */
  arcount: number;
  /** The questions. */
  question: NBNSRecord[];
  /** The answers. */
  answer: NBNSRecord[];
  /** Authority records. */
  authority: NBNSRecord[];
  /** Additional records. */
  additional: NBNSRecord[];
  /** The highest bit of flags. */
  readonly is_response: boolean | undefined;
  /** 0 query, 5 registration, 6 release, 8 refresh. */
  readonly opcode: number | undefined;
  /** Sent to all. */
  readonly is_broadcast: boolean | undefined;
  /** 0 is success. */
  readonly rcode: number | undefined;
}

/** NetBIOS datagram service, RFC 1002, 4.4. */
export declare class NBDGM extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'nbdgm';
  /** 16 to 22, RFC 1002 section 4.4.1. */
  message_type: number;
  /** Bits, as the header has them. */
  flags: number;
  /** Equal in all fragments. */
  datagram_id: number;
  /** The sender's address. */
  source_ip: IPv4Addr;
  /** The sender's port. */
  source_port: number;
  /** Absent in errors and queries, as the next two. */
  length: number | undefined;
  /** Of a fragment: bytes before it. */
  packet_offset: number | undefined;
  /** Who sends. */
  source_name: NetBIOSName | undefined;
  /** To whom. */
  destination_name: NetBIOSName | undefined;
  /** Of errors. */
  error_code: number | undefined;
}

/** A variable of SNMP. */
export interface SNMPVariable {
  /** `1.3.6.1.2.1.1.3.0` */
  oid: string;
  /**
   * `integer`, `octet_string`, `null`, `oid`, `ip_address`, `counter32`, `gauge32`, `time_ticks`,
   * `counter64`, `no_such_object` …
   */
  type: string;
  /**
   * A number, a BigInt where that would be inexact, text of an OID, an address, bytes, or `null`.
   */
  value: number | bigint | string | IPv4Addr | Buffer | null | undefined;
}

/** What an SNMP message asks or says. */
export interface SNMPPDU {
  /** Its tag: 0xa0 to 0xa8. */
  type: number;
  /** `GetRequest`, `GetResponse`, `V2Trap` … */
  name: string;
  /** Equal in request and response. */
  request_id?: number | bigint;
  /** 0 is success. */
  error_status?: number | bigint;
  /** `noSuchName` … */
  error_status_name?: string | undefined;
  /** Which variable the error is about, from 1. */
  error_index?: number | bigint;
  /** Of GetBulk. */
  non_repeaters?: number | bigint;
  /** Of GetBulk. */
  max_repetitions?: number | bigint;
  /** Of traps of version 1, as all below but `variables`. */
  enterprise?: string;
  /** Of a version 1 trap. */
  agent_address?: IPv4Addr | Buffer;
  /** Of a version 1 trap: 0 to 6. */
  generic_trap?: number | bigint;
  /** Of a version 1 trap: the enterprise's code. */
  specific_trap?: number | bigint;
  /** Hundredths of a second. */
  time_stamp?: number | bigint | undefined;
  /** The names and their values. */
  variables: SNMPVariable[];
}

/** Simple Network Management Protocol, versions 1, 2c (RFC 3416) and 3 (RFC 3412). */
export declare class SNMP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'snmp';
  /** 0 is version 1, 1 is 2c, 3 is 3. */
  version: number;
  /** Of versions 1 and 2c. */
  community: string | undefined;
  /** Of version 3, as all below but `pdu`. */
  message_id: number | undefined;
  /** Of version 3: bytes that the sender takes. */
  max_size: number | undefined;
  /** 1 authenticated, 2 encrypted, 4 reportable. */
  flags: number | undefined;
  /** 3 is the user-based one. */
  security_model: number | undefined;
  /** Of the user-based model. */
  security:
    | {
        /** Identifier of the authoritative engine. */
        engine_id: Buffer;
        /** How often it has started. */
        engine_boots: number | bigint;
        /** Seconds since it did. */
        engine_time: number | bigint;
        /** Who asks. */
        user_name: string;
        /** The digest. */
        authentication_parameters: Buffer;
        /** What the cipher needs beside its key. */
        privacy_parameters: Buffer;
      }
    | undefined;
  /** Of version 3. */
  context_engine_id: Buffer | undefined;
  /** Of version 3. */
  context_name: string | undefined;
  /** The PDU and its context, encrypted. */
  encrypted: Buffer | undefined;
  /** undefined where it is encrypted. */
  pdu: SNMPPDU | undefined;
  /** `'1'`, `'2c'`, `'3'` */
  readonly version_name: string | undefined;
}

/** An attribute of STUN or RADIUS. */
export interface MessageAttribute {
  /** Number of the type. */
  type: number;
  /** `xor_mapped_address`, `User-Name` … */
  name: string;
  /** Bytes, as the field says. */
  length: number;
  /** The attribute's bytes. */
  data: Buffer;
  /** What they mean: a number, text, an address, an object; the bytes where no more is known. */
  value: unknown;
}

/** Session Traversal Utilities for NAT, RFC 8489, and TURN, RFC 8656. */
export declare class STUN extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'stun';
  /** Method and class; absent in TURN's data of channels. */
  message_type: number | undefined;
  /** Of TURN's data in channels. */
  channel_number: number | undefined;
  /** Bytes after the header. */
  length: number;
  /** 0x2112a442; absent in messages of RFC 3489. */
  cookie: number | undefined;
  /** 12 bytes; 16 of RFC 3489. */
  transaction_id: Buffer | undefined;
  /** In wire order. */
  attributes: MessageAttribute[] | undefined;
  /** Of TURN's data in channels. */
  data: Buffer | undefined;
  /** 1 Binding, 3 Allocate, 4 Refresh … */
  readonly method: number | undefined;
  /** `'Binding'`, `'Allocate'` … */
  readonly method_name: string | undefined;
  /** `'Request'`, `'Indication'`, `'Success Response'`, `'Error Response'`. */
  readonly class_name: string | undefined;
  /** The sender as the server saw it. */
  readonly mapped_address: { address: IPv4Addr | IPv6Addr; port: number } | undefined;
  /** The value of the first attribute of that name: `attribute('software')`. */
  attribute(name: string): unknown;
}

/** WireGuard: its handshake and the headers of its data. */
export declare class WireGuard extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'wireguard';
  /** 1 initiation, 2 response, 3 cookie reply, 4 data. */
  type: number;
  /** Index that the sender goes by; of handshakes. */
  sender: number | undefined;
  /** Index that the receiver goes by. */
  receiver: number | undefined;
  /** Public key, 32 bytes. */
  ephemeral: Buffer | undefined;
  /** The sender's public key, encrypted. */
  encrypted_static: Buffer | undefined;
  /** TAI64N, encrypted. */
  encrypted_timestamp: Buffer | undefined;
  /** Nothing, encrypted: an authentication tag. */
  encrypted_empty: Buffer | undefined;
  /** 16 bytes. */
  mac1: Buffer | undefined;
  /** 16 bytes; zeros without a cookie. */
  mac2: Buffer | undefined;
  /** 24 bytes. */
  nonce: Buffer | undefined;
  /** 32 bytes. */
  encrypted_cookie: Buffer | undefined;
  /** Of data. */
  counter: bigint | undefined;
  /** `'Handshake Initiation'`, `'Transport Data'` … */
  readonly type_name: string | undefined;
}

/** Internet Key Exchange: version 2, RFC 7296; version 1, RFC 2408. */
export declare class ISAKMP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'isakmp';
  /** 8 bytes. */
  initiator_spi: Buffer;
  /** 8 bytes; zeros in the first message. */
  responder_spi: Buffer;
  /** Type of the first payload. */
  next_payload: number;
  /** 1 or 2. */
  major_version: number;
  /** 0. */
  minor_version: number;
  /** 34 IKE_SA_INIT, 35 IKE_AUTH … */
  exchange_type: number;
  /** Bits, RFC 7296 section 3.1. */
  flags: number;
  /** Identifies the message. */
  message_id: number;
  /** Bytes of the message. */
  length: number;
  /** In wire order, up to what is encrypted. */
  payloads: { type: number; name: string; critical: boolean; length: number; data: Buffer }[];
  /** All payloads of version 1, where a flag says that they are encrypted. */
  encrypted: Buffer | undefined;
  /** `'IKE_SA_INIT'`, `'IKE_AUTH'`, `'Identity Protection'` … */
  readonly exchange_name: string | undefined;
  /** Of version 2. */
  readonly is_response: boolean | undefined;
}

/** ESP and IKE in UDP, RFC 3948. */
export declare class UDPEncap extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'udpencap';
  /** A sign of life, one octet. */
  is_keepalive: boolean;
  /** IKE, or ESP. */
  payload: ISAKMP | ESP | undefined;
}

/** Dropbox LAN sync discovery. What a client says is JSON: values of other types are possible. */
export declare class Dropbox extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'dropbox';
  /** Tells clients apart. */
  host_int: unknown;
  /** `[2, 0]` */
  version: unknown;
  /** As sent. */
  display_name: unknown;
  /** TCP port of synchronization. */
  port: unknown;
  /** Numbers of shared folders. */
  namespaces: unknown;
}

/** Remote Authentication Dial In User Service, RFC 2865, 2866, 5176. */
export declare class RADIUS extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'radius';
  /** 1 Access-Request, 2 Access-Accept, 4 Accounting-Request … */
  code: number;
  /** A response has its request's. */
  identifier: number;
  /** Bytes of the packet. */
  length: number;
  /** 16 bytes. */
  authenticator: Buffer;
  /** In wire order. */
  attributes: MessageAttribute[];
  /** `'Access-Request'` … */
  readonly code_name: string | undefined;
  /** The value of the first attribute of that name or type: `attribute('User-Name')`. */
  attribute(name_or_type: string | number): unknown;
}

/** Trivial File Transfer Protocol, RFC 1350. */
export declare class TFTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'tftp';
  /** 1 read, 2 write, 3 data, 4 acknowledgment, 5 error, 6 options. */
  opcode: number;
  /** Of requests. */
  filename: string | undefined;
  /** Of requests: `'octet'`, `'netascii'`. */
  mode: string | undefined;
  /** RFC 2347. */
  options: { name: string; value: string }[] | undefined;
  /** Of data and acknowledgments. */
  block: number | undefined;
  /** Of DATA: up to a block. */
  data: Buffer | undefined;
  /** 0 to 8, RFC 1350 and RFC 2347. */
  error_code: number | undefined;
  /** Free text. */
  error_message: string | undefined;
  /** `'RRQ'`, `'DATA'` … */
  readonly opcode_name: string | undefined;
}

/**
 * The syslog protocol, RFC 5424, and what was before, RFC 3164. Fields that a message lacks are
 * absent.
 */
export declare class Syslog extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'syslog';
  /** 0 to 23: priority / 8. */
  facility: number;
  /** 0 emergency to 7 debug. */
  severity: number;
  /** 1 in messages of RFC 5424. */
  version: number | undefined;
  /** As sent. */
  timestamp: string | undefined;
  /** Of the sender. */
  hostname: string | undefined;
  /** The program. */
  app_name: string | undefined;
  /** PROCID of RFC 5424. */
  process_id: string | undefined;
  /** MSGID of RFC 5424. */
  message_id: string | undefined;
  /** As it stands in the message. */
  structured_data: string | undefined;
  /** Free text. */
  message: string;
  /** `'kernel'`, `'daemon'`, `'local0'` … */
  readonly facility_name: string | undefined;
  /** `'emergency'` to `'debug'`. */
  readonly severity_name: string | undefined;
}

/** Constrained Application Protocol, RFC 7252. */
export declare class CoAP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'coap';
  /** 1. */
  version: number;
  /** 0 confirmable, 1 non-confirmable, 2 acknowledgment, 3 reset. */
  type: number;
  /** Class in the upper 3 bits, detail in the lower 5. */
  code: number;
  /** Identifies the message. */
  message_id: number;
  /** A response has its request's. */
  token: Buffer;
  /** In wire order. */
  options: { number: number; name: string; length: number; data: Buffer; value: unknown }[];
  /** After the payload marker. */
  data: Buffer | undefined;
  /** `'CON'`, `'NON'`, `'ACK'`, `'RST'`. */
  readonly type_name: string | undefined;
  /** `'GET'`, `'2.05'` … */
  readonly code_name: string | undefined;
  /** Path and query: `/sensors/1?unit=C`. */
  readonly uri: string | undefined;
}

/** Session Initiation Protocol, RFC 3261. */
export declare class SIP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'sip';
  /** `'INVITE'` …; absent in responses. */
  method: string | undefined;
  /** The URI of a request. */
  uri: string | undefined;
  /** `SIP/2.0` */
  version: string;
  /** Of responses. */
  status_code: number | undefined;
  /** Reason phrase of a response. */
  reason: string | undefined;
  /** In wire order. */
  headers: { name: string; value: string }[];
  /** The body, where it is SDP; else see `payload_bytes`. */
  payload: SDP | undefined;
  /** Equal in all messages of a call. */
  readonly call_id: string | undefined;
  /** A number and a method. */
  readonly cseq: string | undefined;
  /** As sent. */
  readonly from: string | undefined;
  /** As sent. */
  readonly to: string | undefined;
  /** Free text. */
  readonly user_agent: string | undefined;
  /**
   * The value of the first header of that name, in any case, also where it stands in its short
   * form.
   */
  header(name: string): string | undefined;
}

/** An attribute of SDP: a= line. */
export interface SDPAttribute {
  /** Before the colon. */
  name: string;
  /** After the colon; undefined without one. */
  value: string | undefined;
}

/** A medium of SDP: an m= line and those after it. */
export interface SDPMedium {
  /** `'audio'`, `'video'`, `'application'` … */
  media: string;
  /** 0 refuses the medium. */
  port: number;
  /** Ports in a row. */
  port_count: number;
  /** `'RTP/AVP'` … */
  protocol: string;
  /** Payload types of RTP, as text. */
  formats: string[];
  /** `c=` of this medium. */
  connection: { address_type: string | undefined; address: string } | undefined;
  /** `a=`, in their order. */
  attributes: SDPAttribute[];
}

/** Session Description Protocol, RFC 8866. */
export declare class SDP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'sdp';
  /** 0. */
  version: number;
  /** `o=` */
  origin:
    | {
        /** Of the originator; `-` for none. */
        username: string;
        /** Unique together with the others. */
        session_id: string | undefined;
        /** Grows with each change. */
        session_version: string | undefined;
        /** `IP4`, `IP6` */
        address_type: string | undefined;
        /** The originator's host. */
        address: string | undefined;
      }
    | undefined;
  /** `s=` */
  session_name: string | undefined;
  /** `c=` of the session. */
  connection: { address_type: string | undefined; address: string } | undefined;
  /** Of the session. */
  attributes: SDPAttribute[];
  /** `m=`, with what belongs to each. */
  media: SDPMedium[];
  /**
   * Where media are to be sent by RTP, and their RTCP. To decode it: `udp_ports.set(port, RTP)`,
   * `udp_ports.set(rtcp_port, RTCP)`.
   */
  readonly rtp_ports:
    { media: string; address: string | undefined; port: number; rtcp_port: number }[] | undefined;
}

/** Real-time Transport Protocol, RFC 3550: for ports that a program names. */
export declare class RTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'rtp';
  /** 2. */
  version: number;
  /** Padding follows the payload. */
  padding: boolean;
  /** Depends on the profile: the end of a frame, for example. */
  marker: boolean;
  /** 0 to 127. */
  payload_type: number;
  /** 16 bits. */
  seq: number;
  /** In ticks of the payload type's clock. */
  timestamp: number;
  /** Identifies the source. */
  ssrc: number;
  /** Sources that a mixer combined. */
  csrcs: number[];
  /** The header extension, where there is one. */
  extension: { profile: number; data: Buffer } | undefined;
  /** Without padding. */
  data: Buffer;
}

/** A packet of RTCP: fields by its type. */
export interface RTCPPacket {
  /** Padding is at the end. */
  padding: boolean;
  /** Reports, or sources; a subtype in some. */
  count: number;
  /** 200 sender report, 201 receiver report, 202 source description, 203 goodbye … */
  packet_type: number;
  /** The type's name. */
  name: string | undefined;
  /** In words of four octets, the first not counted. */
  length: number;
  /** Of the sender. */
  ssrc?: number;
  /** Of sender reports, as the next three. */
  ntp_timestamp?: NTPTimestamp;
  /** The same moment as the NTP time, in ticks of RTP. */
  rtp_timestamp?: number;
  /** Packets sent so far. */
  packet_count?: number;
  /** Bytes of payload sent so far. */
  octet_count?: number;
  /** What was received from each source. */
  reports?: {
    /** The source that the report is about. */
    ssrc: number;
    /** In 256ths. */
    fraction_lost: number;
    /** Packets lost since the beginning. */
    cumulative_lost: number;
    /** The highest sequence number, extended by its cycles. */
    highest_seq: number;
    /** In units of the RTP timestamp. */
    jitter: number;
    /** The middle 32 bits of the last sender report's time. */
    last_sender_report: number;
    /** Since that report, in 65536ths of a second. */
    delay_since_last: number;
  }[];
  /** Of source descriptions. */
  chunks?: { ssrc: number; items: { type: number; name: string | undefined; text: string }[] }[];
  /** Of goodbyes. */
  sources?: number[];
  /** Of BYE: free text. */
  reason?: string | undefined;
  /** Of application-defined packets. */
  application?: string;
  /** Of APP. */
  subtype?: number;
  /** Of feedback. */
  format?: number;
  /** Of feedback: what it is about. */
  media_ssrc?: number;
  /** The content, as far as it was captured. */
  data?: Buffer;
}

/** RTP Control Protocol, RFC 3550: for ports that a program names. */
export declare class RTCP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'rtcp';
  /** The packets of the compound, in their order. */
  packets: RTCPPacket[];
}

/** Modbus on TCP: a message that a segment begins with. */
export declare class Modbus extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'modbus';
  /** Equal in request and response. */
  transaction_id: number;
  /** 0. */
  protocol_id: number;
  /** Bytes after this field. */
  length: number;
  /** Which device behind a gateway. */
  unit_id: number;
  /** Without the bit of exceptions. */
  function_code: number;
  /** Of an error response: 1 to 11. */
  exception_code: number | undefined;
  /** Of requests, and of responses that repeat it. */
  address: number | undefined;
  /** How many coils or registers. */
  quantity: number | undefined;
  /** Of functions 5 and 6. */
  value: number | undefined;
  /** What is not in a field. */
  data: Buffer;
  /** The next message of the segment. */
  payload: Modbus | undefined;
  /** `'Read Holding Registers'` … */
  readonly function_name: string | undefined;
  /** Of responses that read registers. */
  readonly registers: number[] | undefined;
}

/** Layer Two Tunneling Protocol, version 2, RFC 2661; version 3 on UDP, RFC 3931. */
export declare class L2TP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'l2tp';
  /** The upper twelve bits: 0x8000 control, 0x4000 length, 0x0800 sequence, 0x0200 offset. */
  flags: number;
  /** 2 or 3. */
  version: number;
  /** Bytes; undefined where the header has none. */
  length: number | undefined;
  /** Of version 3, the control connection's. */
  tunnel_id: number | undefined;
  /** Within the tunnel. */
  session_id: number | undefined;
  /** Sequence number of this message. */
  ns: number | undefined;
  /** The next one that is expected. */
  nr: number | undefined;
  /** Of control messages, in wire order. */
  avps:
    | { mandatory: boolean; hidden: boolean; vendor: number; type: number; data: Buffer }[]
    | undefined;
  /** Of data messages. */
  payload: PPP | undefined;
  /** Whether it is a control message. */
  readonly is_control: boolean | undefined;
  /** Of control messages: `'SCCRQ'`, `'ICRQ'` …; `'ZLB'` acknowledges only. */
  readonly message_type_name: string | undefined;
}

/** Teredo, IPv6 in UDP, RFC 4380. */
export declare class Teredo extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'teredo';
  /** RFC 4380 section 5.1.1. */
  authentication: { id: Buffer; value: Buffer; nonce: Buffer; confirmation: number } | undefined;
  /** The client's address and port, as the server saw them. */
  origin: { address: IPv4Addr; port: number } | undefined;
  /** The packet within. */
  payload: IPv6 | undefined;
}

/** GPRS Tunnelling Protocol for control, version 2, 3GPP TS 29.274. */
export declare class GTPv2 extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'gtpv2';
  /** 2. */
  version: number;
  /** 0x10 another message follows, 0x08 there is a TEID. */
  flags: number;
  /** 3GPP TS 29.274, table 6.1-1. */
  message_type: number;
  /** Bytes after the first four. */
  length: number;
  /** Tunnel endpoint; undefined where the header has none. */
  teid: number | undefined;
  /** Sequence number. */
  seq: number;
  /** Information elements in wire order. */
  elements: (MessageAttribute & { instance: number })[];
  /** A message that this one carries. */
  payload: GTPv2 | undefined;
  /** `'Create Session Request'` … */
  readonly message_name: string | undefined;
  /** The value of the first element of that name: `element('imsi')`. */
  element(name: string): unknown;
}

/** A network of BACnet, and an address in it. */
export interface BACnetAddress {
  /** 65535: all networks. */
  network: number;
  /** Empty: all. */
  address: Buffer;
}

/** BACnet on UDP, ANSI/ASHRAE 135. */
export declare class BACnet extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'bacnet';
  /** 0x81, of BACnet/IP. */
  type: number;
  /** Of the virtual link layer. */
  function: number;
  /** Bytes of the packet. */
  length: number;
  /** Of forwarded datagrams: who sent them. */
  forwarded_from: { address: IPv4Addr; port: number } | undefined;
  /** The network layer's header. */
  npdu:
    | {
        /** 1. */
        version: number;
        /** Bits: which of the others there are, and the priority. */
        control: number;
        /** The network that it is for, and a device there. */
        destination?: BACnetAddress;
        /** The network that it is from, and the device there. */
        source?: BACnetAddress;
        /** Routers that it may still pass. */
        hop_count?: number;
        /** Of messages between routers. */
        message_type?: number;
      }
    | undefined;
  /** The application layer's header; parameters as bytes. */
  apdu:
    | {
        /** 0 confirmed request, 1 unconfirmed request, 2 simple acknowledgement, 3 complex one … */
        type: number;
        /** It is one of several segments. */
        is_segmented: boolean;
        /** What an answer has of its request. */
        invoke_id?: number;
        /** Number of the segment. */
        sequence?: number;
        /** Segments that may be sent without an acknowledgement. */
        window?: number;
        /** Number of the service. */
        service?: number;
        /** Of a reject or abort. */
        reason?: number;
        /** The parameters. */
        data: Buffer;
      }
    | undefined;
  /** `'Original-Unicast-NPDU'` … */
  readonly function_name: string | undefined;
  /** `'readProperty'`, `'i-Am'` … */
  readonly service_name: string | undefined;
}

/** KNXnet/IP, ISO 22510. */
export declare class KNXnet extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'knxnet';
  /** 0x10. */
  version: number;
  /** 0x0201 search, 0x0420 tunnelling … */
  service_type: number;
  /** Bytes of the packet. */
  length: number;
  /** Of tunnelling requests. */
  channel_id: number | undefined;
  /** Of tunnelling and configuration. */
  sequence: number | undefined;
  /** What goes over the bus. */
  telegram:
    | {
        /** cEMI: 0x11 request, 0x29 indication, 0x2e confirmation … */
        message_code: number;
        /** cEMI control field 1: priority, repetition … */
        control1: number;
        /** cEMI control field 2: kind of address, hops … */
        control2: number;
        /** `'1.1.20'` */
        source: string;
        /** `'1/2/3'` of groups, `'1.1.21'` of devices. */
        destination: string;
        /** The destination is a group. */
        is_group: boolean;
        /** TPDU: service and value. */
        data: Buffer;
      }
    | undefined;
  /** `'ROUTING_INDICATION'` … */
  readonly service_name: string | undefined;
}

/** A record of NetFlow 5; times in milliseconds since the router began. */
export interface NetFlowRecord {
  /** Source. */
  saddr: IPv4Addr;
  /** Destination. */
  daddr: IPv4Addr;
  /** The next router. */
  next_hop: IPv4Addr;
  /** Index of an interface. */
  input: number;
  /** SNMP index of the interface. */
  output: number;
  /** In the flow. */
  packets: number;
  /** In the flow. */
  octets: number;
  /** The device's uptime at its first packet, in milliseconds. */
  first: number;
  /** The device's uptime at its last packet, in milliseconds. */
  last: number;
  /** Source port. */
  sport: number;
  /** Destination port. */
  dport: number;
  /** All flags that were seen, joined. */
  tcp_flags: number;
  /** Protocol number of IP. */
  protocol: number;
  /** Type of service. */
  tos: number;
  /** AS number. */
  source_as: number;
  /** AS number. */
  destination_as: number;
  /** Bits of the prefix. */
  source_mask: number;
  /** Bits of the prefix. */
  destination_mask: number;
}

/** How a router lays out records. */
export interface FlowTemplate {
  /** 256 and up. */
  id: number;
  /** How many of the fields say what the others are about; of options' templates. */
  scope_count: number;
  /** In their order in the records. */
  fields: { type: number; length: number; enterprise: number }[];
}

/**
 * NetFlow 5, NetFlow 9 (RFC 3954), IPFIX (RFC 7011). `FlowTemplates` reads the data of 9 and IPFIX.
 */
export declare class NetFlow extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'netflow';
  /** 5, 9, or 10 for IPFIX. */
  version: number;
  /** Absent in IPFIX. */
  count: number | undefined;
  /** Of IPFIX. */
  length: number | undefined;
  /** Milliseconds since the router began; absent in IPFIX. */
  sys_uptime: number | undefined;
  /** Seconds since 1970. */
  unix_secs: number;
  /** Of version 5, as the three below `source_id`. */
  unix_nsecs: number | undefined;
  /** Of flows or packets so far. */
  sequence: number;
  /** Observation domain; absent in version 5. */
  source_id: number | undefined;
  /** Of the exporting engine. */
  engine_type: number | undefined;
  /** Of the exporting engine. */
  engine_id: number | undefined;
  /** Mode in the upper 2 bits, interval below. */
  sampling: number | undefined;
  /** Of version 5. */
  records: NetFlowRecord[] | undefined;
  /** Of 9 and IPFIX: templates, or data by the template `id`. */
  sets:
    | {
        /** 0 to 3: templates; from 256 on, the template of the data. */
        id: number;
        /** Octets, header counted. */
        length: number;
        /** Of a set of templates. */
        templates?: FlowTemplate[];
        /** They are templates of options. */
        is_options?: boolean;
        /** Of a set of data: the records, and padding. */
        data?: Buffer;
      }[]
    | undefined;
}

/** Reads records of NetFlow 9 and IPFIX by the templates that came before them; it keeps these. */
export declare class FlowTemplates {
  /** `max_templates`: how many are kept; the oldest go first. Default: 4096. */
  constructor(options?: { max_templates?: number | undefined });
  /** How many templates are known. */
  readonly size: number;
  /**
   * Learns a message's templates, and reads its data by those known; data whose template did not
   * come yet are left out. `exporter` is who sent it, as `String(ip.saddr)`: templates are each
   * exporter's own.
   */
  records(
    netflow: NetFlow | undefined,
    exporter?: string,
  ): { template_id: number | undefined; fields: Record<string, unknown> }[];
}

/** A sample of sFlow: of packets (formats 1, 3) or of counters (2, 4). */
export interface SFlowSample {
  /** 0 is the standard's. */
  enterprise: number;
  /** 1 flow, 2 counters, 3 and 4 expanded. */
  format: number;
  /** Bytes. */
  length: number;
  /** Of samples of this source. */
  sequence?: number;
  /** 0: an interface. */
  source_type?: number;
  /** Index of the source. */
  source_index?: number;
  /** One packet of so many. */
  sampling_rate?: number;
  /** Packets that could have been sampled. */
  sample_pool?: number;
  /** Samples that were lost. */
  drops?: number;
  /** Interface that the packet came by. */
  input?: { format: number; value: number };
  /** Interface that the packet left by. */
  output?: { format: number; value: number };
  /** What the sample has. */
  records?: {
    /** 0 for sFlow itself. */
    enterprise: number;
    /** 1 raw packet header, 1001 extended switch … */
    format: number;
    /** Octets of the record. */
    length: number;
    /** 1 Ethernet, 11 IPv4, 12 IPv6 … */
    header_protocol?: number;
    /** Octets that the packet had. */
    frame_length?: number;
    /** Octets that were removed before. */
    stripped?: number;
    /** The first bytes of a packet. */
    header?: Buffer;
    /** They decoded, where they are Ethernet. */
    packet?: EthernetPacket | undefined;
    /** Of records of other kinds. */
    data?: Buffer;
  }[];
  /** Of samples of other kinds. */
  data?: Buffer;
}

/** sFlow, version 5. */
export declare class SFlow extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'sflow';
  /** 5. */
  version: number;
  /** Who samples. */
  agent: IPv4Addr | IPv6Addr;
  /** Which part of the device. */
  sub_agent_id: number;
  /** Of datagrams. */
  sequence: number;
  /** Milliseconds. */
  uptime: number;
  /** In their order. */
  samples: SFlowSample[];
}

// messages in datagrams end here

// ------------------------------------------------------------------------- what follows what

/** What a capture begins with. */
export type LinkLayer =
  | EthernetPacket
  | NullPacket
  | SLLPacket
  | SLL2Packet
  | RadioPacket
  | RadioFrame
  | PpiPacket
  | PrismPacket
  | NFLog
  | PPP
  | PPPoE
  | CHDLC
  | FDDI
  | LogicalLinkControl
  | IPv4
  | IPv6
  | CAN
  | WPAN
  | WPANTap
  | BTLE
  | BTLERF
  | HCI
  | USBPacket
  | USBPcap
  | Custom;

/** What an EtherType names. */
export type NetworkLayer =
  | IPv4
  | IPv6
  | Arp
  | VlanTag
  | EthernetPacket
  | MPLS
  | PPP
  | PPPoE
  | LLDP
  | EAPOL
  | ERSPAN
  | CDP
  | SlowProtocol
  | PTP
  | HSR
  | NSH
  | MACsec
  | Custom;

/** What an IP protocol number names. */
export type TransportLayer =
  | EIGRP
  | RSVP
  | TCP
  | UDP
  | ICMP
  | ICMPv6
  | IGMP
  | SCTP
  | GRE
  | ESP
  | IPv4
  | IPv6
  | MPLS
  | HeaderExtension
  | NoNext
  | OSPF
  | PIM
  | VRRP
  | Custom;

/** What a PPP protocol number names. */
export type PPPLayer = IPv4 | IPv6 | MPLS | PPPControl | Custom;

/** What a port names. */
export type ApplicationLayer =
  | LDP
  | HSRP
  | RIP
  | RIPng
  | BFD
  | DNS
  | WebSocketFrame
  | VXLAN
  | Geneve
  | GTP
  | GRE
  | MPLS
  | DHCP
  | NTP
  | SSDP
  | DHCPv6
  | NBNS
  | NBDGM
  | SNMP
  | STUN
  | WireGuard
  | ISAKMP
  | UDPEncap
  | Dropbox
  | RADIUS
  | TFTP
  | Syslog
  | CoAP
  | SIP
  | SDP
  | RTP
  | RTCP
  | Modbus
  | PTP
  | QUIC
  | L2TP
  | Teredo
  | GTPv2
  | BACnet
  | KNXnet
  | NetFlow
  | SFlow
  | Custom;

/** Any layer of a chain of `payload`s. */
export type AnyLayer =
  | LinkLayer
  | LogicalLinkControl
  | STP
  | ISIS
  | DTP
  | UDLD
  | VTP
  | LACP
  | OAM
  | NetworkLayer
  | TransportLayer
  | PPPLayer
  | ApplicationLayer;
