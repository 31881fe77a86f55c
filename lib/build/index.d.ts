import { PcapPacket } from '../decode/layers';

/** `'02:00:00:00:00:01'`, `'192.0.2.1'`, `'2001:db8::1'`, octets, or an address of a decoded layer. */
export type BuildAddress = string | Uint8Array | number[] | { addr: number[] };

export interface BuildEthernet {
  layer: 'ethernet';
  /** Default: everybody. */
  dhost?: BuildAddress;
  /** Default: zeros. */
  shost?: BuildAddress;
  /** Default: of the next layer. */
  ethertype?: number;
}

export interface BuildVlan {
  layer: 'vlan';
  id: number;
  priority?: number;
  ethertype?: number;
}

export interface BuildARP {
  layer: 'arp';
  /** 1 is a request, 2 a reply. Default: 1. */
  operation?: number;
  htype?: number;
  ptype?: number;
  hlen?: number;
  plen?: number;
  sender_ha?: BuildAddress;
  sender_pa?: BuildAddress;
  target_ha?: BuildAddress;
  target_pa?: BuildAddress;
}

export interface BuildIPv4 {
  layer: 'ipv4';
  saddr: BuildAddress;
  daddr: BuildAddress;
  diffserv?: number;
  /** Default: computed. */
  length?: number;
  identification?: number;
  flags?: { reserved?: boolean; doNotFragment?: boolean; moreFragments?: boolean };
  /** In octets. */
  fragmentOffset?: number;
  /** Default: 64. */
  ttl?: number;
  /** Default: of the next layer. */
  protocol?: number;
  /** Default: computed. */
  headerChecksum?: number;
}

export interface BuildIPv6 {
  layer: 'ipv6';
  saddr: BuildAddress;
  daddr: BuildAddress;
  trafficClass?: number;
  flowLabel?: number;
  /** Default: computed. */
  payloadLength?: number;
  /** Default: of the next layer. */
  nextHeader?: number;
  /** Default: 64. */
  hopLimit?: number;
}

export interface BuildICMP {
  layer: 'icmp' | 'icmpv6';
  /** Default: an echo request. */
  type?: number;
  code?: number;
  /** Default: computed. */
  checksum?: number;
  /** Of echo messages, as `seq`. */
  id?: number;
  seq?: number;
  gateway?: BuildAddress;
  mtu?: number;
  pointer?: number;
}

export interface BuildUDP {
  layer: 'udp';
  sport?: number;
  dport?: number;
  /** Default: computed. */
  length?: number;
  /** Default: computed. */
  checksum?: number;
}

export interface BuildTCP {
  layer: 'tcp';
  sport?: number;
  dport?: number;
  seqno?: number;
  ackno?: number;
  flags?: Partial<
    Record<'nonce' | 'cwr' | 'ece' | 'urg' | 'ack' | 'psh' | 'rst' | 'syn' | 'fin', boolean>
  >;
  /** Default: 65535. */
  windowSize?: number;
  /** Default: computed. */
  checksum?: number;
  urgentPointer?: number;
  options?: {
    mss?: number;
    window_scale?: number;
    sack_ok?: boolean;
    sack?: [number, number][];
    timestamp?: number;
    echo?: number;
  };
}

export type BuildLayer =
  | BuildEthernet
  | BuildVlan
  | BuildARP
  | BuildIPv4
  | BuildIPv6
  | BuildICMP
  | BuildUDP
  | BuildTCP
  | Uint8Array;

/**
 * The bytes of a packet, for `session.inject()`: of plain objects with the decoders' own field names, from the
 * outermost layer on, and bytes; or of a decoded packet, which gives its own bytes again.
 */
export declare function build(layers: BuildLayer[] | PcapPacket): Buffer;
