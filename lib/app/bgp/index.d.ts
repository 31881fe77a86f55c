import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionOptions,
  LimitEvent,
  StreamProblem,
} from '../framed/session';

/** With the identifier of its path where both sides have ADD-PATH. */
export type BGPPrefix = string | { prefix: string; path_id: number };

export interface BGPCapability {
  /** A number or word that names the error. */
  code: number;
  /** `multiprotocol`, `four_octet_as`, …; undefined where it is not known, and `value` has its bytes. */
  name: string | undefined;
  afi?: number;
  safi?: number;
  as_number?: number;
  restart_time?: number;
  role?: string | undefined;
  families?: { afi: number; safi: number; mode: number }[];
  host?: string;
  domain?: string;
  value?: Buffer;
}

export interface BGPSegment {
  /** What it is. */
  type: 'as_set' | 'as_sequence' | 'as_confed_sequence' | 'as_confed_set';
  as_numbers: number[];
}

/** Of other address families than IPv4 and IPv6, `nlri` is undefined and `nlri_bytes` has what there is. */
export interface BGPReach {
  afi: number;
  safi: number;
  next_hops?: string[] | undefined;
  nlri: BGPPrefix[] | undefined;
  nlri_bytes?: Buffer;
}

export interface BGPAttributes {
  origin?: string | undefined;
  /** Undefined where the size of its numbers is not known: the OPENs were not captured. */
  as_path?: BGPSegment[] | undefined;
  next_hop?: string;
  med?: number;
  local_pref?: number;
  atomic_aggregate?: true;
  aggregator?: { as_number: number; address: string };
  /** `65000:1` */
  communities?: string[];
  originator_id?: string;
  cluster_list?: string[];
  mp_reach?: BGPReach;
  mp_unreach?: BGPReach;
  /** In hex. */
  extended_communities?: string[];
  as4_path?: BGPSegment[] | undefined;
  as4_aggregator?: { as_number: number; address: string };
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
  hold_time?: number;
  bgp_identifier?: string;
  capabilities?: BGPCapability[];
  /** Undefined where it is not known whether they have identifiers of paths. */
  withdrawn?: BGPPrefix[] | undefined;
  attributes?: BGPAttributes;
  nlri?: BGPPrefix[] | undefined;
  /** Of a NOTIFICATION: numbers and their names. */
  code?: number;
  subcode?: number;
  /** The server's error, if it reported one. */
  error?: string | undefined;
  suberror?: string | undefined;
  /** The content. */
  data?: Buffer;
  afi?: number;
  subtype?: number;
  safi?: number;
  /** A field was longer than the message. */
  is_malformed?: true;
}

export interface BGPSessionEvents {
  'bgp message': [session: BGPSession, direction: Direction, message: BGPMessage];
  'bgp error': [session: BGPSession, direction: Direction, error: StreamProblem];
  /** Something was dropped to keep within a limit. */
  limit: [session: BGPSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: BGPSession];
}

/** BGP on one TCP connection. */
export declare class BGPSession extends FramedSession<BGPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  message_count: number;
  opens: { send: BGPMessage | undefined; recv: BGPMessage | undefined };
}
