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
  /** A line like tcpdump's. */
  toString(): string;
  toJSON(): object;
}

// ---------------------------------------------------------------------------------- addresses

export declare class EthernetAddr {
  constructor(bytes?: Uint8Array, offset?: number);
  /** Six octets. */
  addr: number[];
  /** `02:00:00:00:00:01` */
  toString(): string;
  to_short_string(): string;
  toJSON(): { addr: number[] };
}

export declare class IPv4Addr {
  readonly decoderName: 'ipv4-addr';
  /** Four octets. */
  addr: number[];
  decode(bytes?: Uint8Array, offset?: number): this;
  /** The address as a signed 32-bit number. */
  word(index?: 0): number;
  /** `192.0.2.1` */
  toString(): string;
  to_short_string(): string;
  toJSON(): { addr: number[] };
}

export declare class IPv6Addr {
  readonly decoderName: 'ipv6-addr';
  /** Sixteen octets. */
  addr: number[];
  decode(bytes?: Uint8Array, offset?: number): this;
  /** The `index`-th of four signed 32-bit numbers. */
  word(index: number): number;
  /** The long form: `2001:0db8:0000:0000:0000:0000:0000:0001` */
  toString(): string;
  /** The form of RFC 5952: `2001:db8::1` */
  to_short_string(): string;
  toJSON(): { addr: number[] };
}

/** A link-layer address of any length. */
export declare class SLLAddr {
  constructor(bytes?: Uint8Array, offset?: number, length?: number);
  readonly decoderName: 'ssl-addr';
  addr: number[];
  toString(): string;
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
  | 'LINKTYPE_LINUX_SLL2';

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
  pcap_header: PcapHeader;
  /** The link layer, `null` where the link type is not known. */
  payload: LinkLayer | null;
  /** An older name of `payload`. */
  readonly link: LinkLayer | undefined;
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
  /** A line like tcpdump's. */
  toString(): string;
  toJSON(): object;
}

/** What `decode.packet` takes: a raw packet as sessions emit it, or anything of its shape. */
export interface RawPacketLike {
  buf: Uint8Array;
  /** 16 octets: `tv_sec`, `tv_usec`, `caplen`, `len`, each 32 bits, little-endian. */
  header: Uint8Array;
  link_type: string;
}

// ---------------------------------------------------------------------------------- link layers

/** Ethernet II and IEEE 802.3. */
export declare class EthernetPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ethernet-packet';
  dhost: EthernetAddr;
  shost: EthernetAddr;
  /** After all VLAN tags; 0 where the field is a length (IEEE 802.3) and LLC follows. */
  ethertype: number;
  /** The outermost tag, `null` without tags. */
  vlan: Vlan | null;
  payload: NetworkLayer | LogicalLinkControl | null;
  /** All tags, the outermost first. */
  readonly vlan_tags: Vlan[];
  readonly ip: IPv4 | undefined;
  readonly ipv6: IPv6 | undefined;
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
  payload: NetworkLayer | LogicalLinkControl | undefined;
}

/** A tag of IEEE 802.1Q or 802.1ad in an Ethernet frame. */
export declare class Vlan {
  readonly decoderName: 'vlan';
  /** Why the tag is not whole. */
  _error?: string | undefined;
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
  dsap: number;
  ssap: number;
  controlField: number;
  /** SNAP's three octets of organization. */
  orgCode: number[] | undefined;
  /** SNAP's type: an EtherType where the organization is 0. */
  type: number | undefined;
  payload: NetworkLayer | STP | undefined;
}

/** BSD loopback: LINKTYPE_NULL and LINKTYPE_LOOP. */
export declare class NullPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'null-packet';
  /** The address family as the capturing system numbers it. */
  pftype: number;
  payload: NetworkLayer | undefined;
  readonly ip: IPv4 | undefined;
  readonly ipv6: IPv6 | undefined;
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
  payload: NetworkLayer | LogicalLinkControl | null;
  readonly ip: IPv4 | undefined;
  readonly ipv6: IPv6 | undefined;
  readonly arp: Arp | undefined;
}

/** Linux cooked capture version 2, LINKTYPE_LINUX_SLL2. */
export declare class SLL2Packet extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'sll2-packet';
  ethertype: number;
  /** The device's number. */
  interface_index: number;
  address_type: number;
  packet_type: number;
  /** Octets. */
  address_len: number;
  address: SLLAddr;
  payload: NetworkLayer | LogicalLinkControl | null;
  readonly ip: IPv4 | undefined;
  readonly ipv6: IPv6 | undefined;
  readonly arp: Arp | undefined;
}

/** Linux netfilter log, LINKTYPE_NFLOG. */
export declare class NFLog extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'nflog';
  /** 2 is IPv4, 10 IPv6. */
  family: number;
  version: number;
  /** The rule's group. */
  resource_id: number;
  payload: IPv4 | IPv6 | undefined;
  readonly tlvs: { type: number; data: Buffer }[];
  /** EtherType of the packet. */
  readonly hw_protocol: number | undefined;
  /** 0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting. */
  readonly hook: number | undefined;
  readonly mark: number | undefined;
  readonly in_interface: number | undefined;
  readonly out_interface: number | undefined;
  /** The rule's prefix. */
  readonly prefix: string | undefined;
}

// ---------------------------------------------------------------------------------- IEEE 802.11

/** Fields of a radiotap header by name, see https://www.radiotap.org/fields/defined. */
export interface RadiotapFields {
  /** Microseconds of the radio's clock. */
  tsft?: bigint;
  flags?: number;
  /** In units of 500 kb/s. */
  rate?: number;
  /** Frequency in MHz. */
  channel?: { frequency: number; flags: number };
  fhss?: { hop_set: number; hop_pattern: number };
  /** dBm */
  antenna_signal?: number;
  /** dBm */
  antenna_noise?: number;
  lock_quality?: number;
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
  rx_flags?: number;
  tx_flags?: number;
  rts_retries?: number;
  data_retries?: number;
  /** Frequency in MHz. */
  xchannel?: { flags: number; frequency: number; channel: number; max_power: number };
  /** 802.11n */
  mcs?: { known: number; flags: number; mcs: number };
  a_mpdu_status?: {
    reference_number: number;
    flags: number;
    delimiter_crc: number;
    reserved: number;
  };
  /** 802.11ac */
  vht?: {
    known: number;
    flags: number;
    bandwidth: number;
    mcs_nss: Buffer;
    coding: number;
    group_id: number;
    partial_aid: number;
  };
  timestamp?: { timestamp: bigint; accuracy: number; unit_position: number; flags: number };
  /** 802.11ax */
  he?: { data1: number; data2: number; data3: number; data4: number; data5: number; data6: number };
  he_mu?: { flags1: number; flags2: number; RU_channel1: Buffer; RU_channel2: Buffer };
  he_mu_other_user?: {
    per_user_1: number;
    per_user_2: number;
    per_user_position: number;
    per_user_known: number;
  };
  zero_length_psdu?: number;
  l_sig?: { data1: number; data2: number };
  vendor?: { oui: number[]; sub_namespace: number; data: Buffer }[];
  tlvs?: {
    type: number;
    length: number;
    data: Buffer;
    oui?: number[];
    sub_namespace?: number;
    vendor_type?: number;
  }[];
  /** What later radiotap namespaces say, one per receive chain as a rule. */
  antennas?: RadiotapFields[];
}

/** Radiotap, LINKTYPE_IEEE802_11_RADIO: what the radio knows of a frame. */
export declare class RadioPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'radio-packet';
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  decode(bytes: Uint8Array, offset: number, options: { decodeLower?: boolean }): this;
  headerRevision: number;
  headerPad: number;
  /** Bytes. */
  headerLength: number;
  /** Bits of the fields that are there; a BigInt where they take more than one word. */
  presentFields: number | bigint;
  fields: RadiotapFields;
  ieee802_11Frame: RadioFrame | undefined;
  /** The frame check sequence, where the capture has it. */
  readonly fcs: number | undefined;
}

export declare class RadioFrameFlags {
  /** The octet. */
  raw: number;
  moreFragments: boolean;
  isRetry: boolean;
  moreData: boolean;
  encrypted: boolean;
  ordered: boolean;
  readonly to_ds: boolean;
  readonly from_ds: boolean;
  readonly power_management: boolean;
  decode(flags?: number): this;
}

/** An IEEE 802.11 frame: LINKTYPE_IEEE802_11, and after radiotap. */
export declare class RadioFrame extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'radio-frame';
  frameControl: number;
  version: number;
  /** 0 management, 1 control, 2 data, 3 extension. */
  type: number;
  subType: number;
  flags: RadioFrameFlags;
  /** Microseconds, or an association id. */
  duration: number;
  /** The first address, whatever it means: `receiver`, `destination`, `bss_id` say it. */
  bssid: EthernetAddr;
  /** The second address. */
  shost: EthernetAddr | undefined;
  /** The third address. */
  dhost: EthernetAddr | undefined;
  fragSeq: number | undefined;
  beacon: RadioBeaconFrame | undefined;
  llc: LogicalLinkControl | undefined;
  probe: RadioProbeFrame | undefined;
  /** The body of other management frames. */
  management: RadioManagementFrame | undefined;
  /** Of an aggregate (A-MSDU). */
  subframes: RadioSubframe[] | undefined;
  address4: EthernetAddr | undefined;
  qos_control: number | undefined;
  ht_control: number | undefined;
  /** `Beacon`, `QoS Data`, … */
  readonly name: string | undefined;
  readonly sequence_number: number | undefined;
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
  version: number;
  flags: number;
  /** Bytes. */
  headerLength: number;
  /** Number of the link type that follows. */
  dlt: number;
  fields: { type: number; length: number; data: Buffer }[] | undefined;
  /** The 802.11 common field, by radiotap's names. */
  radio: RadiotapFields | undefined;
  payload: LinkLayer | undefined;
}

/** Prism and AVS headers: LINKTYPE_IEEE802_11_PRISM, LINKTYPE_IEEE802_11_AVS. */
export declare class PrismPacket extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'prism-packet';
  messageCode: number;
  /** Bytes. */
  headerLength: number;
  device_name: string | undefined;
  fields: PrismFields | undefined;
  payload: RadioFrame | undefined;
}

export interface PrismFields {
  host_time?: number;
  mac_time?: number;
  /** Microseconds of the radio's clock. */
  tsft?: bigint;
  channel?: number;
  rssi?: number;
  sq?: number;
  /** dBm */
  antenna_signal?: number;
  /** dBm */
  antenna_noise?: number;
  /** In units of 500 kb/s. */
  rate?: number;
  antenna?: number;
  is_tx?: number;
  frame_length?: number;
}

/** One packet of an aggregate. */
export declare class RadioSubframe extends Layer {
  readonly decoderName: 'a-msdu';
  destination: EthernetAddr;
  source: EthernetAddr;
  /** Bytes. */
  length: number;
  llc: LogicalLinkControl | undefined;
}

/** Body of a management frame; which fields there are is a matter of the subtype. */
export declare class RadioManagementFrame extends Layer {
  /** Microseconds of the access point's clock. */
  timestamp?: bigint;
  /** Between beacons, in units of 1.024 ms. */
  interval?: number;
  capabilities?: number;
  /** In beacon intervals. */
  listen_interval?: number;
  status?: number;
  association_id?: number;
  current_ap?: EthernetAddr;
  reason?: number;
  auth_algorithm?: number;
  auth_sequence?: number;
  category?: number;
  action?: number;
  tags: RadioMangementFrameTag[];
  /** The network's name. */
  readonly ssid: string | undefined;
}

export declare class RadioBeaconFrame extends RadioManagementFrame {}
export declare class RadioProbeFrame extends RadioManagementFrame {}

export interface RSN {
  version?: number;
  group_cipher?: string;
  pairwise_ciphers?: string[];
  key_management?: string[];
  capabilities?: number;
}

/** A tag (element) of a management frame. v3's spelling. */
export declare class RadioMangementFrameTag {
  /** v3's names: `ssid`, `rates`, `channel`, …, `unknown`. */
  type: string;
  typeId: number;
  /** Bytes. */
  length: number;
  value: Buffer;
  ssid?: string;
  channel?: number;
  /** The standard's name. */
  readonly name: string;
  readonly extension_id: number | undefined;
  /** Rates in Mb/s. */
  readonly rates: { rate: number; basic: boolean }[] | undefined;
  readonly country: string | undefined;
  readonly oui: number[] | undefined;
  readonly vendor_type: number | undefined;
  readonly rsn: RSN | undefined;
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  toString(): string;
}

/** Point-to-Point Protocol, RFC 1661 and 1662. */
export declare class PPP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ppp';
  address: number | undefined;
  control: number | undefined;
  protocol: number;
  payload: PPPLayer | undefined;
}

/** PPP's control protocols: LCP, IPCP, … */
export declare class PPPControl extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ppp-control';
  code: number;
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
  version: number;
  type: number;
  /** 0 is session data. */
  code: number;
  session_id: number;
  /** Bytes after this header. */
  length: number;
  payload: PPP | undefined;
  /** Of discovery packets. */
  readonly tags: { type: number; length: number; data: Buffer }[] | undefined;
}

/** Cisco's HDLC framing. */
export declare class CHDLC extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'chdlc';
  address: number;
  control: number;
  ethertype: number;
  payload: NetworkLayer | undefined;
}

/** Fiber Distributed Data Interface, ISO 9314. */
export declare class FDDI extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'fddi';
  frame_control: number;
  dhost: EthernetAddr;
  shost: EthernetAddr;
  payload: LogicalLinkControl | undefined;
}

/** One entry of an MPLS label stack, RFC 3032. */
export declare class MPLS extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'mpls';
  label: number;
  traffic_class: number;
  bottom_of_stack: boolean;
  ttl: number;
  payload: MPLS | IPv4 | IPv6 | EthernetPacket | undefined;
}

/** EAP over LAN, IEEE 802.1X. */
export declare class EAPOL extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'eapol';
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

export interface EAPOLKey {
  descriptor: number;
  key_info: number;
  message: number | undefined;
  key_length: number;
  /** In decimal. */
  replay_counter: string;
  nonce: Buffer;
  iv: Buffer;
  mic: Buffer;
  data: Buffer;
}

/** Link Layer Discovery Protocol, IEEE 802.1AB. */
export declare class LLDP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'lldp';
  /** In wire order. */
  readonly tlvs: { type: number; name: string; length: number; data: Buffer }[];
  readonly chassis_id: EthernetAddr | IPv4Addr | IPv6Addr | string | undefined;
  readonly port_id: EthernetAddr | IPv4Addr | IPv6Addr | string | undefined;
  /** Seconds. */
  readonly ttl: number | undefined;
  readonly port_description: string | undefined;
  readonly system_name: string | undefined;
  readonly system_description: string | undefined;
  /** Names of what the system can do, and of what is switched on. */
  readonly capabilities: { system: string[]; enabled: string[] } | undefined;
  readonly management_addresses: (IPv4Addr | IPv6Addr)[];
  readonly organization_specific: { oui: number; subtype: number; data: Buffer }[];
}

/** `8000.02:00:00:00:00:01` */
export interface BridgeId {
  priority: number;
  address: EthernetAddr;
}

/** Spanning tree, IEEE 802.1D. Timers are in units of 1/256 s. */
export declare class STP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'stp';
  protocol: number;
  version: number;
  /** 128 is a topology change, which has no more fields. */
  type: number;
  flags: number | undefined;
  root: BridgeId | undefined;
  path_cost: number | undefined;
  bridge: BridgeId | undefined;
  port: number | undefined;
  message_age: number | undefined;
  max_age: number | undefined;
  hello_time: number | undefined;
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
  sender_ha: EthernetAddr | SLLAddr | undefined;
  sender_pa: IPv4Addr | IPv6Addr | SLLAddr | undefined;
  target_ha: EthernetAddr | SLLAddr | undefined;
  target_pa: IPv4Addr | IPv6Addr | SLLAddr | undefined;
}

export declare class IPFlags {
  reserved: boolean;
  doNotFragment: boolean;
  moreFragments: boolean;
  decode(octet: number): this;
  /** `[dm]` */
  toString(): string;
}

export interface IPv4Option {
  type: number;
  /** `RR`, `TS`, … or `option 99` */
  name: string;
  /** Octets, type and length counted. */
  length: number;
  data: Buffer;
}

/** Internet Protocol version 4, RFC 791. */
export declare class IPv4 extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ipv4';
  version: number;
  /** Bytes, 20 to 60. */
  headerLength: number;
  diffserv: number;
  /** Bytes, header counted; 0 where segmentation offload left it so. */
  length: number;
  identification: number;
  flags: IPFlags;
  /** Bytes. */
  fragmentOffset: number;
  ttl: number;
  protocol: number;
  headerChecksum: number;
  saddr: IPv4Addr;
  daddr: IPv4Addr;
  /** `Unknown` where no decoder is known for `protocol`. */
  protocolName: string | undefined;
  /** `undefined` for unknown protocols and for fragments other than the first. */
  payload: TransportLayer | undefined;
  /** The three flags as a number, in the upper bits of an octet. */
  readonly flag_bits: number;
  readonly options: IPv4Option[];
  readonly tcp: TCP | undefined;
  readonly udp: UDP | undefined;
  readonly icmp: ICMP | undefined;
  readonly igmp: IGMP | undefined;
}

/** Internet Protocol version 6, RFC 8200. */
export declare class IPv6 extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'ipv6';
  version: number;
  trafficClass: number;
  flowLabel: number;
  /** Bytes after this header; 0 in jumbograms and where segmentation offload left it so. */
  payloadLength: number;
  nextHeader: number;
  hopLimit: number;
  saddr: IPv6Addr;
  daddr: IPv6Addr;
  payload: TransportLayer | undefined;
  protocolName?: string | undefined;
  readonly tcp: TCP | undefined;
  readonly udp: UDP | undefined;
}

/**
 * IPv6 extension headers, RFC 8200: hop-by-hop and destination options, and others of their form.
 */
export declare class HeaderExtension extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'header-extension';
  payload: TransportLayer | undefined;
  nextHeader: number;
  /** Bytes. */
  headerLength: number;
  protocolName: string | undefined;
  /** The header after its length field. */
  readonly header_data: Buffer;
  // Of a fragment header:
  /** Bytes. */
  fragmentOffset?: number;
  moreFragments?: boolean;
  identification?: number;
  // Of an authentication header:
  /** Security parameters index. */
  spi?: number;
  seq?: number;
  /** Integrity check value. */
  readonly icv?: Buffer;
  // Of hop-by-hop and destination options:
  readonly options?: { type: number; length: number; data: Buffer }[];
  // Of a routing header:
  routing_type?: number;
  segments_left?: number;
  readonly addresses?: IPv6Addr[] | undefined;
  // Of a mobility header:
  mobility_type?: number;
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
  type: number;
  code: number;
  checksum: number;
  /** Identifier of echo, timestamp, information and mask messages. */
  readonly id: number | undefined;
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
  type: number;
  code: number;
  checksum: number;
  readonly id: number | undefined;
  readonly seq: number | undefined;
  /** An echo's data. */
  readonly data: Buffer | undefined;
  /** Bytes. */
  readonly mtu: number | undefined;
  readonly pointer: number | undefined;
  readonly quoted: IPv6 | undefined;
  /** Whom neighbour solicitation, advertisement and redirect are about. */
  readonly target: IPv6Addr | undefined;
  readonly destination: IPv6Addr | undefined;
  readonly flags:
    | { router: boolean; solicited: boolean; override: boolean }
    | { managed: boolean; other: boolean; home_agent: boolean }
    | undefined;
  /** Of a router advertisement: lifetime in seconds, times in milliseconds. */
  readonly router:
    | { hop_limit: number; lifetime: number; reachable_time: number; retrans_timer: number }
    | undefined;
  readonly options: NeighbourOption[] | undefined;
  /** Milliseconds (MLD version 1), or a response code. */
  readonly max_response: number | undefined;
  readonly group: IPv6Addr | undefined;
  readonly sources: IPv6Addr[] | undefined;
  readonly records: MLDRecord[] | undefined;
}

/** An option of neighbour discovery; which fields there are is a matter of its type. */
export interface NeighbourOption {
  type: number;
  name: string;
  /** Octets, type and length counted. */
  length: number;
  data: Buffer;
  address?: EthernetAddr;
  prefix_length?: number;
  on_link?: boolean;
  autonomous?: boolean;
  /** Seconds. */
  valid_lifetime?: number;
  /** Seconds. */
  preferred_lifetime?: number;
  prefix?: IPv6Addr;
  /** Bytes. */
  mtu?: number;
  /** Seconds. */
  lifetime?: number;
  addresses?: IPv6Addr[];
  names?: string[];
}

export interface MLDRecord {
  type: number;
  group: IPv6Addr;
  sources: IPv6Addr[];
  auxiliary: Buffer;
}

/** Internet Group Management Protocol, versions 1 to 3. */
export declare class IGMP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'igmp';
  type: number;
  /** By the type alone: 3 for every query. */
  version: number | undefined;
  /** Tenths of a second. */
  maxResponseTime: number;
  checksum: number;
  groupAddress: IPv4Addr;
  /** The sources of a version 3 query. */
  readonly sources: IPv4Addr[] | undefined;
  /** The records of a version 3 report. */
  readonly records: IGMPRecord[] | undefined;
}

export interface IGMPRecord {
  type: number;
  group: IPv4Addr;
  sources: IPv4Addr[];
  auxiliary: Buffer;
}

// ---------------------------------------------------------------------------------- transport layers

export declare class TCPFlags {
  nonce: boolean;
  cwr: boolean;
  ece: boolean;
  urg: boolean;
  ack: boolean;
  psh: boolean;
  rst: boolean;
  syn: boolean;
  fin: boolean;
  decode(first: number, second: number): this;
  /** `[as]` */
  toString(): string;
}

export interface TCPOption {
  kind: number;
  /** `mss`, … or `kind 99` */
  name: string;
  /** Octets, kind and length counted. */
  length: number;
  data: Buffer;
}

/** TCP options by name, `null` where the segment does not have them. */
export declare class TCPOptions {
  /** Bytes. */
  mss: number | null;
  /** The shift count. */
  window_scale: number | null;
  sack_ok: boolean | null;
  /** Blocks of [left edge, right edge], sequence numbers. */
  sack: [left: number, right: number][] | null;
  timestamp: number | null;
  echo: number | null;
  /** All options in wire order. */
  readonly list: TCPOption[];
  decode(bytes?: Uint8Array, offset?: number, length?: number): this;
  toString(): string;
}

/** Transmission Control Protocol, RFC 9293. */
export declare class TCP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'tcp';
  sport: number;
  dport: number;
  seqno: number;
  ackno: number;
  /** Bytes, 20 to 60. */
  headerLength: number;
  reserved: number;
  flags: TCPFlags;
  /** As sent, without the window scale. */
  windowSize: number;
  checksum: number;
  urgentPointer: number;
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
  sport: number;
  dport: number;
  /** Bytes, header counted. */
  length: number;
  checksum: number;
  data: Buffer;
  /** The data decoded, where `decode.udp_ports` knows the port. */
  readonly payload: ApplicationLayer | undefined;
}

// ---------------------------------------------------------------------------------- tunnels and others

/** Generic Routing Encapsulation, RFC 2784, 2890; PPTP, RFC 2637. */
export declare class GRE extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'gre';
  flags: number;
  /** 1 is PPTP's. */
  version: number;
  /** An EtherType. */
  protocol: number;
  checksum: number | undefined;
  key: number | undefined;
  seq: number | undefined;
  ack: number | undefined;
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
  seq: number;
}

/** Stream Control Transmission Protocol, RFC 9260. */
export declare class SCTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'sctp';
  sport: number;
  dport: number;
  verification_tag: number;
  checksum: number;
  /** In wire order. */
  readonly chunks: SCTPChunk[];
}

export interface SCTPChunk {
  type: number;
  /** `DATA`, … or `chunk 99` */
  name: string;
  flags: number;
  /** Octets, header counted. */
  length: number;
  data: Buffer;
  // Of DATA chunks:
  tsn?: number;
  stream_id?: number;
  stream_seq?: number;
  protocol_id?: number;
}

/** Virtual eXtensible LAN, RFC 7348. */
export declare class VXLAN extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'vxlan';
  flags: number;
  /** Network identifier. */
  vni: number;
  payload: EthernetPacket | IPv4 | IPv6 | Custom | undefined;
}

/** Generic Network Virtualization Encapsulation, RFC 8926. */
export declare class Geneve extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'geneve';
  version: number;
  /** Bytes, options counted. */
  headerLength: number;
  flags: number;
  /** An EtherType. */
  protocol: number;
  /** Network identifier. */
  vni: number;
  payload: NetworkLayer | undefined;
  /** `length` is that of the data, in octets. */
  readonly options: { class: number; type: number; length: number; data: Buffer }[] | undefined;
}

/** GPRS Tunnelling Protocol, user plane, 3GPP TS 29.281. */
export declare class GTP extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'gtp';
  version: number;
  flags: number;
  /** 255 is user data. */
  message_type: number;
  /** Bytes after the first eight. */
  length: number;
  /** Tunnel endpoint identifier. */
  teid: number;
  seq: number | undefined;
  payload: IPv4 | IPv6 | undefined;
}

/** Encapsulated Remote SPAN, types II and III. */
export declare class ERSPAN extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'erspan';
  /** 1 is type II, 2 type III. */
  version: number;
  vlan_id: number;
  cos: number;
  truncated: boolean;
  session_id: number;
  payload: EthernetPacket | undefined;
}

// ---------------------------------------------------------------------------------- DNS

export declare class DnsFlags {
  isResponse: boolean;
  opcode: number;
  isAuthority: boolean;
  isTruncated: boolean;
  isRecursionDesired: boolean;
  /** v3's spelling. */
  isRecursionAvailible: boolean;
  z: number;
  responseCode: number;
  readonly is_authentic_data: boolean;
  readonly is_checking_disabled: boolean;
  toString(): string;
}

/** One section of a message. */
export declare class DNSRRSet {
  rrs: DNSRR[];
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
  type: number;
  class: number;
  /** Seconds; null in questions. */
  ttl: number | null;
  /** Bytes; null in questions. */
  rdlength: number | null;
  /** null in questions and for types that are not decoded: see `rdata_bytes`. */
  rdata: Rdata | null;
  is_question: boolean;
  readonly rdata_bytes: Buffer;
  /** v3's place for an AAAA record's address. */
  readonly data: IPv6Addr | undefined;
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

export interface MX {
  preference: number;
  exchange: string;
}
/** Times in seconds. */
export interface SOA {
  mname: string;
  rname: string;
  serial: number;
  refresh: number;
  retry: number;
  expire: number;
  minimum: number;
}
export interface SRV {
  priority: number;
  weight: number;
  port: number;
  target: string;
}
/** TXT, SPF, HINFO. */
export interface TXT {
  strings: string[];
}
export interface CAA {
  flags: number;
  tag: string;
  value: string;
  readonly is_critical: boolean;
}
export interface NAPTR {
  order: number;
  preference: number;
  flags: string;
  services: string;
  regexp: string;
  replacement: string;
}
export interface SSHFP {
  algorithm: number;
  fingerprint_type: number;
  fingerprint: Buffer;
}
/** TLSA, SMIMEA. */
export interface TLSA {
  usage: number;
  selector: number;
  matching_type: number;
  association: Buffer;
}
/** EDNS. */
export interface OPT {
  /** Bytes. */
  udp_payload_size: number;
  extended_rcode: number;
  version: number;
  dnssec_ok: boolean;
  options: { code: number; name: string; data: Buffer }[];
}
/** SVCB, HTTPS. */
export interface SVCB {
  priority: number;
  target: string;
  params: { key: number; name: string; value: Buffer }[];
}
export interface DNSKEY {
  flags: number;
  protocol: number;
  algorithm: number;
  public_key: Buffer;
  readonly key_tag: number;
}
export interface DS {
  key_tag: number;
  algorithm: number;
  digest_type: number;
  digest: Buffer;
}
/** Times in seconds since 1970. */
export interface RRSIG {
  type_covered: number;
  algorithm: number;
  labels: number;
  original_ttl: number;
  expiration: number;
  inception: number;
  key_tag: number;
  signer_name: string;
  signature: Buffer;
}
export interface NSEC {
  next_name: string;
  types: number[];
}
export interface NSEC3PARAM {
  hash_algorithm: number;
  flags: number;
  iterations: number;
  salt: Buffer;
}
export interface NSEC3 extends NSEC3PARAM {
  next_hash: Buffer;
  types: number[];
}

/** Domain Name System, RFC 1035. */
export declare class DNS extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'dns';
  header: DnsFlags;
  question: DNSRRSet;
  answer: DNSRRSet;
  authority: DNSRRSet;
  additional: DNSRRSet;
  /** The bytes that hold the message. */
  raw_packet: Uint8Array;
  /** Where in them reading has come to. */
  offset: number;
  id: number;
  qdcount: number;
  ancount: number;
  nscount: number;
  arcount: number;
  decode_RRs(count: number, is_question: boolean): DNSRRSet;
  decode_RR(is_question: boolean): DNSRR;
  read_name(): string;
  /** Of a TCP segment: all messages that are whole in it. */
  readonly messages?: DNS[];
}

// ---------------------------------------------------------------------------------- WebSocket

/** A frame of RFC 6455. */
export declare class WebSocketFrame extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: 'websocket';
  fin: boolean;
  /** With permessage-deflate: the message is compressed. */
  rsv1: boolean;
  rsv2: boolean;
  rsv3: boolean;
  opcode: number;
  mask: boolean;
  /** Bytes. */
  headerLength: number;
  /** Bytes of data, as the frame says. */
  length: number;
  masking_key: Buffer | undefined;
  /** Unmasked; shorter than `length` where the bytes end before the frame. */
  data: Buffer;
  /** `text`, `binary`, `close`, … */
  readonly opcode_name: string;
}

// ---------------------------------------------------------------------------------- what follows what

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
  | Custom;

/** What an IP protocol number names. */
export type TransportLayer =
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
  | Custom;

/** What a PPP protocol number names. */
export type PPPLayer = IPv4 | IPv6 | MPLS | PPPControl | Custom;

/** What a port names. */
export type ApplicationLayer = DNS | WebSocketFrame | VXLAN | Geneve | GTP | GRE | MPLS | Custom;

/** Any layer of a chain of `payload`s. */
export type AnyLayer =
  | LinkLayer
  | LogicalLinkControl
  | STP
  | NetworkLayer
  | TransportLayer
  | PPPLayer
  | ApplicationLayer;
