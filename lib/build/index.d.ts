import { PcapPacket } from '../decode/layers';

/**
 * `'02:00:00:00:00:01'`, `'192.0.2.1'`, `'2001:db8::1'`, octets, or an address of a decoded layer.
 */
export type BuildAddress = string | Uint8Array | number[] | { addr: number[] };

/** An Ethernet header for `build()`. */
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

/** An 802.1Q tag for `build()`. */
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

/** An ARP packet for `build()`. */
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

/** An IPv4 header for `build()`. */
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

/** An IPv6 header for `build()`. */
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

/** An ICMP or ICMPv6 message for `build()`. */
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

/** A UDP header for `build()`. */
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

/** A TCP header for `build()`. */
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
    /** Largest segment that the sender takes. */
    mss?: number;
    /** The shift, 0 to 14. */
    window_scale?: number;
    /** Selective acknowledgments are permitted. */
    sack_ok?: boolean;
    /** Blocks that were received: the first sequence number, and the one after the last. */
    sack?: [number, number][];
    /** Timestamp value. */
    timestamp?: number;
    /** Timestamp echo reply. */
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
      /** Name of the zone's primary server. */
      mname: string;
      /** Mailbox of the one responsible, as a name. */
      rname: string;
      /** Version of the zone. */
      serial?: number;
      /** Seconds until a secondary looks again. */
      refresh?: number;
      /** Seconds until it tries again. */
      retry?: number;
      /** Seconds until it stops answering. */
      expire?: number;
      /** Seconds that negative answers may be kept. */
      minimum?: number;
    }
  | { priority?: number; weight?: number; port?: number; target: string }
  | { strings: string[] }
  | { flags?: number; tag: string; value: string }
  | {
      /** Bytes that the sender can receive. */
      udp_payload_size?: number;
      /** The DO bit. */
      dnssec_ok?: boolean;
      /** The options, in their order. */
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

/** A DNS message for `build()`. */
export interface BuildDNS {
  /** Which layer it is. */
  layer: 'dns';
  /** 16 bits; 0. */
  id?: number;
  /** The bits that are set, and codes. */
  header?: {
    /** QR: an answer, not a question. */
    isResponse?: boolean;
    /** Kind of query; 0 is a standard one. */
    opcode?: number;
    /** AA: the server is an authority for the name. */
    isAuthority?: boolean;
    /** TC: the message was cut to fit. */
    isTruncated?: boolean;
    /** RD: the server shall ask others. */
    isRecursionDesired?: boolean;
    /** RA: the server does so. The spelling is v3's. */
    isRecursionAvailible?: boolean;
    /** Three bits; 2 is AD, 1 is CD. */
    z?: number;
    /** 0 is success, 3 that there is no such name. */
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

/** A DHCP message for `build()`. */
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

/** What `build()` takes: layers from the outermost in, and bytes. */
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
