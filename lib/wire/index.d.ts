/** What `PacketView#read` takes: a raw packet as sessions emit it, or anything of its shape. */
export interface ReadablePacket {
  /** The captured bytes. */
  buf: Uint8Array;
  /** 16 bytes: seconds, microseconds, captured length, length. */
  header: Uint8Array;
  /** What the bytes begin with: `LINKTYPE_ETHERNET`, … */
  link_type: string;
}

/**
 * Points at one packet after another: `view.read(raw)`, then its properties tell of that packet,
 * out of its bytes, without an object made. It sees the outermost IPv4 or IPv6 header on Ethernet,
 * with VLAN tags, on Linux cooked and BSD loopback captures and on raw IP, and TCP or UDP after
 * that; tunnels are for `decode`. What a packet does not have is `undefined`.
 */
export declare class PacketView {
  /** Points at a packet of a session. Returns itself. */
  read(raw: ReadablePacket): this;
  /**
   * Points at bytes from anywhere: a packet from `start` (0) to `end` (all) of which `length` bytes
   * were on the wire (as many as are there). `link_type`: `'LINKTYPE_ETHERNET'`. Returns itself.
   */
  read_bytes(
    bytes: Uint8Array,
    start?: number,
    end?: number,
    length?: number,
    link_type?: string,
  ): this;

  /**
   * The packet is at [`start`, `end`) of these bytes, which can hold other packets too. All offsets
   * here count in them.
   */
  readonly bytes: Uint8Array;
  /** Where the packet begins in `bytes`. */
  readonly start: number;
  /** Where the captured bytes end in `bytes`. */
  readonly end: number;
  /** Bytes on the wire. */
  readonly length: number;

  /** EtherType after all VLAN tags; `undefined` where the link layer has none. */
  readonly ethertype: number | undefined;
  /** Id of the outermost VLAN tag. */
  readonly vlan_id: number | undefined;

  /** Whether there is a whole, valid IPv4 header. */
  readonly is_ipv4: boolean;
  /** Whether there is a whole IPv6 header. */
  readonly is_ipv6: boolean;
  /** Offset of the IP header; -1 without one. */
  readonly ip_start: number;
  /** Octets of the IP header, IPv4's options included, IPv6's extension headers not. */
  readonly ip_header_length: number | undefined;
  /** Time to live, or IPv6's hop limit. */
  readonly ttl: number | undefined;
  /** Number of the protocol that IP carries, after IPv6's extension headers: 6 is TCP. */
  readonly protocol: number | undefined;
  /** Whether the IP packet is a piece of a larger one. */
  readonly is_fragment: boolean;
  /** IPv4 addresses as unsigned 32-bit numbers. */
  readonly saddr: number | undefined;
  /** Destination address. */
  readonly daddr: number | undefined;
  /** The `index`-th (0 to 3) unsigned 32-bit number of an IPv6 address. */
  saddr_word(index: number): number | undefined;
  /** The same of the IPv6 destination address. */
  daddr_word(index: number): number | undefined;
  /** Addresses as text, made at each call: `10.0.0.1`, `2001:db8::1`. */
  readonly saddr_text: string | undefined;
  /** The destination address as text, made at each call. */
  readonly daddr_text: string | undefined;

  /** Whether there is a whole TCP header of a valid length. */
  readonly is_tcp: boolean;
  /** Whether there is a whole UDP header. */
  readonly is_udp: boolean;
  /** Offset of the TCP or UDP header; -1 without one. */
  readonly transport_start: number;
  /** Source port. */
  readonly sport: number | undefined;
  /** Destination port. */
  readonly dport: number | undefined;
  /** Sequence number, as it stands in the header. */
  readonly seqno: number | undefined;
  /** Acknowledgment number, as it stands in the header. */
  readonly ackno: number | undefined;
  /** TCP's flags as bits: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, NS 256. */
  readonly flags: number | undefined;
  /** TCP's window as it stands in the header, not scaled. */
  readonly window: number | undefined;
  /** Octets of the TCP header, options included. */
  readonly tcp_header_length: number | undefined;

  /**
   * Where what TCP or UDP carries begins, and where the captured part of it ends; -1 without TCP
   * and UDP.
   */
  readonly payload_start: number;
  /** Where the captured payload ends in `bytes`; -1 without TCP and UDP. */
  readonly payload_end: number;
  /** Octets that TCP or UDP carries, captured or not; 0 without them. */
  readonly payload_length: number;
  /**
   * The captured payload: a Buffer on the packet's bytes, made at each call; an empty one without
   * TCP and UDP.
   */
  payload(): Buffer;
}
