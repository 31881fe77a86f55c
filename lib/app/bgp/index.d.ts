import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/**
 * `192.0.2.0/24`; an object where there is more to say: the identifier of its path where both sides
 * have ADD-PATH, labels, the VPN's route distinguisher.
 */
export type BGPPrefix =
  string | { prefix: string; path_id?: number; labels?: number[]; rd?: string };

/** A route of an Ethernet VPN; its fields are those of its type. */
export interface BGPEVPNRoute {
  /** 1 to 5 are known. */
  type: number;
  /** `mac_ip_advertisement` …; undefined for types that are not known. */
  name: string | undefined;
  /** Route distinguisher. */
  rd?: string;
  /** Ethernet segment identifier: `00:11:…`, ten octets. */
  esi?: string;
  /** Ethernet tag. */
  ethernet_tag?: number;
  /** Of a MAC/IP advertisement. */
  mac?: string;
  /** An address of the host or of the router. */
  ip?: string | undefined;
  /** Of an IP prefix: `192.0.2.0/24`. */
  prefix?: string;
  /** Of an IP prefix. */
  gateway?: string;
  /** MPLS labels, or VNIs shifted to the right by four bits. */
  labels?: number[];
  /** The identifier of its path. */
  path_id?: number;
  /** Bytes of a type that is not known. */
  data?: Buffer;
}

/** Labels of a VPLS (RFC 4761). */
export interface BGPVPLSRoute {
  /** Route distinguisher. */
  rd: string;
  /** VPLS edge. */
  ve_id: number;
  /** The first edge of the block. */
  ve_block_offset: number;
  /** How many edges. */
  ve_block_size: number;
  /** The first label of the block. */
  label_base: number;
  /** The identifier of its path. */
  path_id?: number;
}

/** A route target that the sender wants routes of (RFC 4684); without one, all. */
export interface BGPRouteTarget {
  /** Who wants them. */
  origin_as: number | undefined;
  /** `rt:65000:1` */
  route_target: string | undefined;
  /** The identifier of its path. */
  path_id?: number;
}

/** A route, as its family has it. */
export type BGPRoute = BGPPrefix | BGPEVPNRoute | BGPVPLSRoute | BGPRouteTarget;

/** What a speaker can do, as its OPEN says, RFC 5492. */
export interface BGPCapability {
  /** A number or word that names the error. */
  code: number;
  /**
   * `multiprotocol`, `four_octet_as`, …; undefined where it is not known, and `value` has its
   * bytes.
   */
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
  /** Of graceful restart: whether the sender does. */
  is_restarting?: boolean;
  /** What ADD-PATH, graceful restart, multiple labels and extended next hops are about. */
  families?: {
    /** Family. */
    afi: number;
    /** Subsequent family. */
    safi: number;
    /** Of ADD-PATH: 1 receives, 2 sends, 3 both. */
    mode?: number;
    /** Of graceful restart: 128, routes were kept. */
    flags?: number;
    /** Of long-lived graceful restart: seconds. */
    stale_time?: number;
    /** Of multiple labels: how many. */
    count?: number;
    /** Of extended next hops. */
    next_hop_afi?: number;
  }[];
  /** Of FQDN. */
  host?: string;
  /** Of FQDN. */
  domain?: string;
  /** Of any other: its bytes. */
  value?: Buffer;
}

/** A segment of an AS path. */
export interface BGPSegment {
  /** What it is. */
  type: 'as_set' | 'as_sequence' | 'as_confed_sequence' | 'as_confed_set';
  /** In the order in which they were sent. */
  as_numbers: number[];
}

/**
 * Routes of one family: IPv4 and IPv6, with labels and in VPNs, Ethernet VPNs, VPLS, route targets.
 * Of others `nlri` is undefined, and `nlri_bytes` has what there is.
 */
export interface BGPReach {
  /** Family: 1 IPv4, 2 IPv6 … */
  afi: number;
  /** Subsequent family: 1 unicast … */
  safi: number;
  /** undefined for a family that is unknown. */
  next_hops?: string[] | undefined;
  /** Routes; undefined for a family that is unknown. */
  nlri: BGPRoute[] | undefined;
  /** The prefixes of such a family, as bytes. */
  nlri_bytes?: Buffer;
}

/** The path attributes of an UPDATE. */
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
  /**
   * `rt:65000:1` (route target), `ro:192.0.2.1:1` (route origin), `encapsulation:8`, others in hex.
   */
  extended_communities?: string[];
  /** Tunnel for multicast, RFC 6514. */
  pmsi_tunnel?: { flags: number; tunnel_type: number; label: number; tunnel_id: Buffer };
  /** Accumulated metric, RFC 7311. */
  aigp?: bigint | undefined;
  /** AS that the routes must not go up from, RFC 9234. */
  only_to_customer?: number;
  /** A customer's own attributes, RFC 6368. */
  attr_set?: { origin_as: number; attributes: BGPAttributes | undefined };
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
  /** Of a shutdown or reset by an administrator: why. */
  communication?: string;
  /** Of a hard reset: its reason. */
  reset?: {
    /** Number of the error. */
    code: number;
    /** Number within it. */
    subcode: number;
    /** The error's name; undefined where it is unknown. */
    error: string | undefined;
    /** The subcode's name; undefined where it is unknown. */
    suberror: string | undefined;
  };
  /** Of ROUTE-REFRESH. */
  afi?: number;
  /** Of ROUTE-REFRESH. */
  subtype?: number;
  /** Of ROUTE-REFRESH. */
  safi?: number;
  /** A field was longer than the message. */
  is_malformed?: true;
}

/** Events of `BGPSession`, by name: what their listeners get. */
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
