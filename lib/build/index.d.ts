import { PcapPacket } from '../decode/layers';

/**
 * `'02:00:00:00:00:01'`, `'192.0.2.1'`, `'2001:db8::1'`, octets, or an address of a decoded layer.
 */
export type BuildAddress = string | Uint8Array | number[] | { addr: number[] };

export interface BuildEthernet {
  /** Which layer it is. */
  layer: 'ethernet';
  /** Default: everybody. */
  dhost?: BuildAddress;
  /** Default: zeros. */
  shost?: BuildAddress;
  /** Default: of the next layer. */
  ethertype?: number;
}

export interface BuildVlan {
  /** Which layer it is. */
  layer: 'vlan';
  /** 0 to 4095. */
  id: number;
  /** 0 to 7; 0. */
  priority?: number;
  /** Default: of the next layer. */
  ethertype?: number;
}

export interface BuildARP {
  /** Which layer it is. */
  layer: 'arp';
  /** 1 is a request, 2 a reply. Default: 1. */
  operation?: number;
  /** Default: 1, Ethernet. */
  htype?: number;
  /** Default: 0x0800, IPv4. */
  ptype?: number;
  /** Bytes of a hardware address. Default: 6. */
  hlen?: number;
  /** Bytes of a protocol address. Default: 4. */
  plen?: number;
  /** Hardware address. */
  sender_ha?: BuildAddress;
  /** IPv4 address. */
  sender_pa?: BuildAddress;
  /** Hardware address. Default: zeros. */
  target_ha?: BuildAddress;
  /** Protocol address of the target. */
  target_pa?: BuildAddress;
}

export interface BuildIPv4 {
  /** Which layer it is. */
  layer: 'ipv4';
  /** Source, as text or as an address of a layer. */
  saddr: BuildAddress;
  /** Destination, as text or as an address of a layer. */
  daddr: BuildAddress;
  /** The octet after the length; 0. */
  diffserv?: number;
  /** Default: computed. */
  length?: number;
  /** 16 bits; 0. */
  identification?: number;
  /** The bits that are set. */
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
  /** Which layer it is. */
  layer: 'ipv6';
  /** Source, as text or as an address of a layer. */
  saddr: BuildAddress;
  /** Destination, as text or as an address of a layer. */
  daddr: BuildAddress;
  /** 8 bits; 0. */
  trafficClass?: number;
  /** 20 bits; 0. */
  flowLabel?: number;
  /** Default: computed. */
  payloadLength?: number;
  /** Default: of the next layer. */
  nextHeader?: number;
  /** Default: 64. */
  hopLimit?: number;
}

export interface BuildICMP {
  /** Which layer it is. */
  layer: 'icmp' | 'icmpv6';
  /** Default: an echo request. */
  type?: number;
  /** 0. */
  code?: number;
  /** Default: computed. */
  checksum?: number;
  /** Of echo messages, as `seq`. */
  id?: number;
  /** Sequence number of an echo. */
  seq?: number;
  /** Of a redirect. */
  gateway?: BuildAddress;
  /** Of "fragmentation needed". */
  mtu?: number;
  /** Of a parameter problem. */
  pointer?: number;
}

export interface BuildUDP {
  /** Which layer it is. */
  layer: 'udp';
  /** Source port. */
  sport?: number;
  /** Destination port. */
  dport?: number;
  /** Default: computed. */
  length?: number;
  /** Default: computed. */
  checksum?: number;
}

export interface BuildTCP {
  /** Which layer it is. */
  layer: 'tcp';
  /** Source port. */
  sport?: number;
  /** Destination port. */
  dport?: number;
  /** 32 bits; 0. */
  seqno?: number;
  /** 32 bits; 0. */
  ackno?: number;
  /** The bits that are set. */
  flags?: Partial<
    Record<'nonce' | 'cwr' | 'ece' | 'urg' | 'ack' | 'psh' | 'rst' | 'syn' | 'fin', boolean>
  >;
  /** Default: 65535. */
  windowSize?: number;
  /** Default: computed. */
  checksum?: number;
  /** 16 bits; 0. */
  urgentPointer?: number;
  /** The options, as a decoded layer has them. */
  options?: {
    mss?: number;
    window_scale?: number;
    sack_ok?: boolean;
    sack?: [number, number][];
    timestamp?: number;
    echo?: number;
  };
}

/** Data of a DNS record, by the fields that the decoder gives it. */
export type BuildRdata =
  | string
  | Uint8Array
  | string[]
  | { addr: number[] }
  | { preference?: number; exchange: string }
  | {
      mname: string;
      rname: string;
      serial?: number;
      refresh?: number;
      retry?: number;
      expire?: number;
      minimum?: number;
    }
  | { priority?: number; weight?: number; port?: number; target: string }
  | { strings: string[] }
  | { flags?: number; tag: string; value: string }
  | {
      udp_payload_size?: number;
      dnssec_ok?: boolean;
      options?: { code: number; data?: Uint8Array }[];
    };

/** A question or a record of a DNS message. */
export interface BuildRecord {
  /** As zone files have it: `www.example.org`, `a\\.b`. Default: the root. */
  name?: string;
  /** Number or name: 1, `'A'`. Default: A. */
  type?: number | string;
  /** Default: 1, IN; of OPT the size that its data names. */
  class?: number | null;
  /** Seconds; 0. */
  ttl?: number | null;
  /**
   * An address, a name, texts, or fields, by the type: A, AAAA, NS, CNAME, PTR, DNAME, MX, SOA,
   * SRV, TXT, CAA, OPT.
   */
  rdata?: BuildRdata | null;
  /** Of any other type. */
  rdata_bytes?: Uint8Array;
}

export interface BuildDNS {
  /** Which layer it is. */
  layer: 'dns';
  /** 16 bits; 0. */
  id?: number;
  /** The bits that are set, and codes. */
  header?: {
    isResponse?: boolean;
    opcode?: number;
    isAuthority?: boolean;
    isTruncated?: boolean;
    isRecursionDesired?: boolean;
    isRecursionAvailible?: boolean;
    z?: number;
    responseCode?: number;
  };
  /** What is asked. */
  question?: BuildRecord[] | { rrs: BuildRecord[] };
  /** What is answered. */
  answer?: BuildRecord[] | { rrs: BuildRecord[] };
  /** Of the zone. */
  authority?: BuildRecord[] | { rrs: BuildRecord[] };
  /** What helps. */
  additional?: BuildRecord[] | { rrs: BuildRecord[] };
}

/** An option of DHCP: by name or code, with a value of its kind or with its bytes. */
export interface BuildDHCPOption {
  /** As the decoder has it: `host_name`. */
  name?: string;
  /** 1 to 254. */
  code?: number;
  /** Number, text, address, list … */
  value?: unknown;
  /** Instead of a value. */
  data?: Uint8Array;
}

export interface BuildDHCP {
  /** Which layer it is. */
  layer: 'dhcp';
  /** 1 is a request, 2 a reply. Default: 1. */
  op?: number;
  /** Default: 1, Ethernet. */
  htype?: number;
  /** Bytes of a hardware address. Default: 6. */
  hlen?: number;
  /** Relay agents so far; 0. */
  hops?: number;
  /** Transaction; 0. */
  xid?: number;
  /** Seconds; 0. */
  secs?: number;
  /** 0x8000: answers are to be broadcast. */
  flags?: number;
  /** The client's own. Default: 0.0.0.0. */
  ciaddr?: BuildAddress;
  /** What it gets. */
  yiaddr?: BuildAddress;
  /** Next server. */
  siaddr?: BuildAddress;
  /** Relay agent. */
  giaddr?: BuildAddress;
  /** The client's hardware address. */
  chaddr?: BuildAddress;
  /** Name of the server. */
  sname?: string | Uint8Array;
  /** Boot file. */
  file?: string | Uint8Array;
  /** A list, or values by the names of options. */
  options?: BuildDHCPOption[] | Record<string, unknown>;
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
  | BuildDNS
  | BuildDHCP
  | Uint8Array;

/**
 * The bytes of a packet, for `session.inject()`: of plain objects with the decoders' own field
 * names, from the outermost layer on, and bytes; or of a decoded packet, which gives its own bytes
 * again.
 */
export declare function build(layers: BuildLayer[] | PcapPacket): Buffer;
