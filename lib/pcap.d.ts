/// <reference types="node" />

import { Decode } from './decode/index';
import DNSCache = require('./dns_cache');
import { Device } from './capture/devices';
import { DumpFile, DumpFileOptions } from './capture/dump_file';
import { CompiledFilter, FilterOptions } from './capture/filter';
import { BusSession, BusSessionOptions } from './sensor/bus_session';
import { SessionGroup } from './capture/session_group';
import { LiveSessionOptions, OfflineSessionOptions, PcapSession } from './capture/session';

/** Reads the packets that sensors have published: `pcap/sensor`. */
export declare function createSession(
  address: `nats://${string}` | `tls://${string}`,
  options?: BusSessionOptions,
): BusSession;
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
 * Captures on several devices, each with a session of its own. All are opened, or it throws.
 *
 * @param devices names, each once
 * @param options of each session, or a filter
 */
export declare function createSessions(
  devices: string[],
  options?: LiveSessionOptions | string,
): SessionGroup;

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

/**
 * Bytes as `tcpdump -X` shows them: offset, hexadecimal, ASCII, sixteen a line.
 *
 * @param options `ascii` (true), `offset` of the first byte (0), `prefix` of each line
 */
export declare function hexdump(
  bytes: Uint8Array,
  options?: { ascii?: boolean; offset?: number; prefix?: string },
): string;

/** Compiles a filter, without a device. Throws an Error with the code `ERR_PCAP_FILTER`. */
export declare function compile_filter(expression: string, options?: FilterOptions): CompiledFilter;

/**
 * Called with non-fatal warnings, which it prints. Assign a function of your own to change that:
 * `require('pcap').warningHandler = (text) => {}`.
 */
export declare let warningHandler: (text: string) => void;

/** Decodes packets; also the place of the tables and classes of layers. */
export declare const decode: Decode;

export { PcapSession, PcapSession as Pcap } from './capture/session';
export type { BusSession, BusSessionOptions } from './sensor/bus_session';
export { fanout, fanout_offline } from './fanout/index';
export { build } from './build/index';
export { Budget } from './budget';
export { TCPTracker, TCPSession } from './tcp/index';
export { Defragmenter } from './ip/defragmenter';
export { DNSCache };
export { HTTPSession, WebSocketSession, decode_content } from './app/http1/index';
export { GRPCSession, load_schemas } from './app/grpc/index';
export { HARWriter } from './app/har/index';
export { RedisSession } from './app/redis/index';
export {
  DTLSTracker,
  OpenVPNSession,
  OpenVPNTracker,
  QUICTracker,
  TLSKeys,
  TLSSession,
} from './app/tls/index';

export type { Address, Device } from './capture/devices';
export type { DumpFile, DumpFileOptions } from './capture/dump_file';
export type * from './build/index';
export type * from './fanout/index';
export type { CompiledFilter, FilterOptions } from './capture/filter';
export type {
  CaptureStats,
  CommonSessionOptions,
  DecodedLinkType,
  LinkType,
  LiveSessionOptions,
  OfflineSessionOptions,
  PacketWithHeader,
  RawPacket,
  PcapError,
  PcapSessionEvents,
  SessionFanout,
} from './capture/session';
export * from './decode/types';
export type { Decode, DecoderClass } from './decode/index';
export type * from './tcp/index';
export type { DefragmenterOptions, DefragmenterStats } from './ip/defragmenter';
/** Options of `DNSCache`. */
export type DNSCacheOptions = DNSCache.Options;
export type {
  ClientHello,
  LimitEvent,
  HTTP2Goaway,
  HTTP2Settings,
  HTTPMessage,
  HTTPRequest,
  HTTPResponse,
  HTTPSessionEvents,
  HTTPSessionOptions,
  ProxyHeader,
  StreamError,
  UnknownHeader,
  WebSocketControl,
  WebSocketMessage,
  WebSocketSessionEvents,
  WebSocketSessionOptions,
} from './app/http1/index';
export type {
  TLSAlert,
  TLSCertificate,
  TLSClientHello,
  DTLSConnection,
  DTLSTrackerEvents,
  DTLSTrackerOptions,
  OpenVPNConnection,
  OpenVPNSessionEvents,
  OpenVPNTrackerOptions,
  QUICConnection,
  QUICTrackerOptions,
  TLSKeysOptions,
  TLSServerHello,
  TLSSessionEvents,
  TLSSessionOptions,
} from './app/tls/index';
export type {
  GRPCCall,
  GRPCMessage,
  GRPCSessionEvents,
  GRPCSessionOptions,
  ProtoField,
  Schemas,
} from './app/grpc/index';
export type { HARWriterOptions } from './app/har/index';
export type {
  RedisCommand,
  RedisReply,
  RedisSessionEvents,
  RedisSessionOptions,
  RESPError,
  RESPMap,
  RESPValue,
} from './app/redis/index';
