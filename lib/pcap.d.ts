/// <reference types="node" />

import { Decode } from './decode/index';
import {
  CompiledFilter,
  Device,
  DumpFile,
  DumpFileOptions,
  FilterOptions,
  LiveSessionOptions,
  OfflineSessionOptions,
  PcapSession,
} from './session';

/**
 * Captures on a device; without one, or with `''`, on the default device.
 *
 * @param options options, or, as in 2.x, a filter
 * @param buffer_size bytes, where the second argument is a filter
 */
export declare function createSession(device?: string, options?: LiveSessionOptions): PcapSession;
export declare function createSession(
  device: string | undefined,
  filter: string,
  buffer_size?: number,
): PcapSession;

/**
 * Reads a capture file: pcap or pcapng, `'-'` is standard input.
 *
 * @param options options, or, as in 2.x, a filter
 */
export declare function createOfflineSession(
  path: string,
  options?: OfflineSessionOptions | string,
): PcapSession;

/** The devices that can be captured on. */
export declare function findalldevs(): Device[];

/** The first device that is up, not loopback, and has an address. */
export declare function default_device(): string;

/** `libpcap version 1.10.3 (with TPACKET_V3)` */
export declare const lib_version: string;

/** Creates a capture file, or empties the one that is there; `'-'` is standard output. */
export declare function create_dump_file(path: string, options?: DumpFileOptions): DumpFile;

/** Compiles a filter, without a device. Throws an Error with the code `ERR_PCAP_FILTER`. */
export declare function compile_filter(expression: string, options?: FilterOptions): CompiledFilter;

/**
 * Called with what libpcap finds odd but goes on with; prints it. Programs put a function of their own there:
 * `require('pcap').warningHandler = (text) => {}`.
 */
export declare let warningHandler: (text: string) => void;

/** Decodes packets; also the place of the tables and classes of layers. */
export declare const decode: Decode;

export { PcapSession, PcapSession as Pcap } from './session';
export { TCPTracker, TCPSession } from './tcp/index';
export { Defragmenter } from './ip/defragmenter';
export { DNSCache } from './dns_cache';
export { HTTPSession, WebSocketSession } from './http/index';
export { RedisSession } from './redis/index';

export type {
  Address,
  CaptureStats,
  CommonSessionOptions,
  CompiledFilter,
  DecodedLinkType,
  Device,
  DumpFile,
  DumpFileOptions,
  FilterOptions,
  LinkType,
  LiveSessionOptions,
  OfflineSessionOptions,
  PacketWithHeader,
  PcapError,
  PcapSessionEvents,
} from './session';
export type * from './decode/layers';
export type { Decode, DecoderClass } from './decode/index';
export type * from './tcp/index';
export type { DefragmenterOptions, DefragmenterStats } from './ip/defragmenter';
export type { DNSCacheOptions } from './dns_cache';
export type * from './http/index';
export type * from './redis/index';
