import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/** With the identifier of its path where both sides have ADD-PATH. */
export type BGPPrefix = string | { prefix: string; path_id: number };

export interface BGPCapability {
  /** A number or word that names the error. */
  code: number;
  /** `multiprotocol`, `four_octet_as`, …; undefined where it is not known, and `value` has its bytes. */
  name: string | undefined;
  /** Of multiprotocol: family. */
  afi?: number;
  /** Of multiprotocol: subsequent family. */
  safi?: number;
  /** Of 4-octet AS numbers. */
  as_number?: number;
  /** Seconds, of graceful restart. */
  restart_time?: number;
  /** RFC 9234. */
  role?: string | undefined;
  /** Of graceful restart and ADD-PATH: what each is about. */
  families?: { afi: number; safi: number; mode: number }[];
  /** Of FQDN. */
  host?: string;
  /** Of FQDN. */
  domain?: string;
  /** Of any other: its bytes. */
  value?: Buffer;
}

export interface BGPSegment {
  /** What it is. */
  type: 'as_set' | 'as_sequence' | 'as_confed_sequence' | 'as_confed_set';
  /** In the order in which they were sent. */
  as_numbers: number[];
}

/** Of other address families than IPv4 and IPv6, `nlri` is undefined and `nlri_bytes` has what there is. */
export interface BGPReach {
  /** Family: 1 IPv4, 2 IPv6 … */
  afi: number;
  /** Subsequent family: 1 unicast … */
  safi: number;
  /** undefined for a family that is unknown. */
  next_hops?: string[] | undefined;
  /** Prefixes; undefined for a family that is unknown. */
  nlri: BGPPrefix[] | undefined;
  /** The prefixes of such a family, as bytes. */
  nlri_bytes?: Buffer;
}

export interface BGPAttributes {
  /** `IGP`, `EGP`, `INCOMPLETE` */
  origin?: string | undefined;
  /** Undefined where the size of its numbers is not known: the OPENs were not captured. */
  as_path?: BGPSegment[] | undefined;
  /** IPv4 address. */
  next_hop?: string;
  /** Multi-exit discriminator. */
  med?: number;
  /** The higher one wins. */
  local_pref?: number;
  /** More specific routes were left out. */
  atomic_aggregate?: true;
  /** Who aggregated the routes. */
  aggregator?: { as_number: number; address: string };
  /** `65000:1` */
  communities?: string[];
  /** RFC 4456. */
  originator_id?: string;
  /** RFC 4456. */
  cluster_list?: string[];
  /** Routes of other families. */
  mp_reach?: BGPReach;
  /** Routes of other families that are withdrawn. */
  mp_unreach?: BGPReach;
  /** In hex. */
  extended_communities?: string[];
  /** RFC 6793. */
  as4_path?: BGPSegment[] | undefined;
  /** RFC 6793. */
  as4_aggregator?: { as_number: number; address: string };
  /** `global:local:local`, RFC 8092. */
  large_communities?: string[];
  /** Those that are not known. */
  others?: { type: number; flags: number; value: Buffer }[];
}

/** What its type has. */
export interface BGPMessage {
  /** What it is. */
  type: 'open' | 'update' | 'notification' | 'keepalive' | 'route_refresh';
  /** Bytes, all of it. */
  size: number;
  /** Milliseconds since 1970. */
  time: number;
  /** The protocol's version. */
  version?: number;
  /** Of an OPEN; the capability's where it has that. */
  as_number?: number;
  /** Of OPEN: seconds. */
  hold_time?: number;
  /** Of OPEN: as an IPv4 address. */
  bgp_identifier?: string;
  /** Of OPEN. */
  capabilities?: BGPCapability[];
  /** Undefined where it is not known whether they have identifiers of paths. */
  withdrawn?: BGPPrefix[] | undefined;
  /** Of UPDATE. */
  attributes?: BGPAttributes;
  /** Of UPDATE: prefixes of IPv4. */
  nlri?: BGPPrefix[] | undefined;
  /** Of a NOTIFICATION: numbers and their names. */
  code?: number;
  /** Of NOTIFICATION. */
  subcode?: number;
  /** The server's error, if it reported one. */
  error?: string | undefined;
  /** Of NOTIFICATION: the subcode's name. */
  suberror?: string | undefined;
  /** The content. */
  data?: Buffer;
  /** Of ROUTE-REFRESH. */
  afi?: number;
  /** Of ROUTE-REFRESH. */
  subtype?: number;
  /** Of ROUTE-REFRESH. */
  safi?: number;
  /** A field was longer than the message. */
  is_malformed?: true;
}

export interface BGPSessionEvents extends FramedSessionEvents<BGPSession> {
  /** A message is complete. */
  'bgp message': [session: BGPSession, direction: Direction, message: BGPMessage];
  /** A side broke the protocol, or bytes are missing. */
  'bgp error': [session: BGPSession, direction: Direction, error: StreamProblem];
}

/** BGP on one TCP connection. */
export declare class BGPSession extends FramedSession<BGPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Messages so far, both ways. */
  message_count: number;
  /** The OPEN of each side. */
  opens: { send: BGPMessage | undefined; recv: BGPMessage | undefined };
}
