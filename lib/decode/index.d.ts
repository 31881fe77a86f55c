import { EventEmitter } from 'node:events';
import {
  Arp,
  DNS,
  EthernetAddr,
  EthernetPacket,
  ICMP,
  IGMP,
  IPv4,
  IPv4Addr,
  IPv6,
  IPv6Addr,
  PcapPacket,
  RawPacketLike,
  TCP,
  UDP,
} from './layers';

export * from './types';

/** What a table of decoders holds: a class whose `decode` returns a layer. */
export interface DecoderClass {
  new (emitter?: EventEmitter): {
    /** Decodes what begins at `offset`, `length` bytes at the most, and returns the layer. */
    decode(bytes?: Uint8Array, offset?: number, length?: number): object | undefined;
  };
}

/**
 * Decodes a raw packet. The emitter gets each layer that has `eventsOnDecode`, by an event of
 * the name `layer.decoderName`. Never throws on bytes of a packet: see `packet.error`.
 */
export declare function packet(
  raw_packet: RawPacketLike,
  emitter?: EventEmitter,
  options?: object,
): PcapPacket;

/**
 * Decodes bytes from anywhere, as a packet that was captured whole. `link_type`:
 * `'LINKTYPE_ETHERNET'`.
 */
export declare function bytes(
  bytes: Uint8Array,
  link_type?: string,
  emitter?: EventEmitter,
): PcapPacket;

/**
 * Loads the decoders that are otherwise loaded with the first packet that needs them: for programs
 * that can't read files any more afterwards, since they become another user or change their root.
 */
export declare function preload(): void;

/** Link type -> decoder. */
export declare const link_types: Map<string, DecoderClass>;
/** EtherType -> decoder. */
export declare const ether_types: Map<number, DecoderClass>;
/** IP protocol number or next header -> decoder. */
export declare const ip_protocols: (DecoderClass | undefined)[];
/** UDP port -> decoder of `udp.payload`. */
export declare const udp_ports: Map<number, DecoderClass>;
/** TCP port -> decoder of `tcp.payload`. */
export declare const tcp_ports: Map<number, DecoderClass>;

export {
  Arp,
  Arp as ArpPacket,
  DNS,
  EthernetAddr,
  EthernetPacket,
  ICMP,
  IGMP,
  IPv4,
  IPv4 as IPv4Packet,
  IPv4Addr,
  IPv6,
  IPv6 as IPv6Packet,
  IPv6Addr,
  PcapPacket,
  TCP,
  UDP,
} from './layers';

/** All of this module, as `pcap.decode` has it. */
export interface Decode {
  (raw_packet: RawPacketLike, emitter?: EventEmitter, options?: object): PcapPacket;
  /** This module again, as in version 3. */
  decode: Decode;
  /** Decodes a raw packet. */
  packet: typeof packet;
  /** Decodes bytes of a known link type. */
  bytes: typeof bytes;
  /** Loads all decoders now. */
  preload: typeof preload;
  /** LINKTYPE → decoder. */
  link_types: typeof link_types;
  /** EtherType → decoder. */
  ether_types: typeof ether_types;
  /** Protocol number → decoder. */
  ip_protocols: typeof ip_protocols;
  /** Port → decoder. */
  udp_ports: typeof udp_ports;
  /** Port → decoder. */
  tcp_ports: typeof tcp_ports;
  /** The class. */
  PcapPacket: typeof PcapPacket;
  /** The class. */
  EthernetPacket: typeof EthernetPacket;
  /** IPv4, by the name of version 3. */
  IPv4Packet: typeof IPv4;
  /** IPv6, by the name of version 3. */
  IPv6Packet: typeof IPv6;
  /** Arp, by the name of version 3. */
  ArpPacket: typeof Arp;
  /** The class. */
  IPv4: typeof IPv4;
  /** The class. */
  IPv6: typeof IPv6;
  /** The class. */
  Arp: typeof Arp;
  /** The class. */
  TCP: typeof TCP;
  /** The class. */
  UDP: typeof UDP;
  /** The class. */
  DNS: typeof DNS;
  /** The class. */
  ICMP: typeof ICMP;
  /** The class. */
  IGMP: typeof IGMP;
  /** The class. */
  EthernetAddr: typeof EthernetAddr;
  /** The class. */
  IPv4Addr: typeof IPv4Addr;
  /** The class. */
  IPv6Addr: typeof IPv6Addr;
}

/** `decode.packet`, with all tables and classes as properties. */
export declare const decode: Decode;
