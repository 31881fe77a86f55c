import { PacketWithHeader, PcapSessionEvents } from '../capture/session';
import { TypedEmitter } from '../events';

/** What a capture file can be read from. */
export type CaptureSource =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Iterable<Uint8Array>;

export interface ReadCaptureOptions {
  /** Which packets: those for which it returns something truthy. Default: all. */
  filter?: ((raw_packet: PacketWithHeader) => unknown) | undefined;
  /** `'nano'` keeps nanoseconds, in `tv_nsec`. Default: `'micro'`. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
  /** Closes the session when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** A capture file that is read without libpcap. */
export declare class FileSession
  extends TypedEmitter<PcapSessionEvents>
  implements AsyncIterable<PacketWithHeader>
{
  constructor(from: CaptureSource, options?: ReadCaptureOptions);
  readonly is_live: false;
  /** The path or URL; `''` where the file has none. */
  readonly device_name: string;
  /** What packets begin with, of a pcapng file those of its first interface; `null` until that is read. */
  link_type: string | null;
  /** False after `close()`, and after the file's end. */
  readonly opened: boolean;
  /** Delivers nothing until `resume()`. */
  pause(): this;
  /** Goes on after `pause()`; also begins to read when nobody listens to `'packet'`. */
  resume(): this;
  is_paused(): boolean;
  /** Releases everything at once; `'close'` follows. Closing again does nothing. */
  close(): void;
  [Symbol.asyncIterator](): AsyncIterableIterator<PacketWithHeader>;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Reads a pcap or pcapng file, compressed by gzip or not. */
export declare function read_capture(
  from: CaptureSource,
  options?: ReadCaptureOptions,
): FileSession;

export interface WriteCaptureOptions {
  /** What the packets begin with. Default: as the first one, or `'LINKTYPE_ETHERNET'`. */
  link_type?: string | undefined;
  /** Bytes of a packet that are written at most. Default: 262144. */
  snap_length?: number | undefined;
  /** Default: `'micro'`. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
}

/** What is written of a packet: a raw packet is one. */
export interface WritablePacket {
  buf: Uint8Array;
  header: Buffer;
  link_type?: string | undefined;
  tv_nsec?: number | undefined;
}

/** The bytes of a pcap file with these packets, in pieces. */
export declare function write_capture(
  packets: AsyncIterable<WritablePacket> | Iterable<WritablePacket>,
  options?: WriteCaptureOptions,
): AsyncGenerator<Buffer, void, void>;

/** Makes the bytes of a pcap file one by one. */
export declare class CaptureWriter {
  constructor(options?: WriteCaptureOptions);
  readonly link_type: string;
  /** The file's first bytes. */
  header(): Buffer;
  /** The bytes of one packet, which must be of the file's link type (`ERR_PCAP_LINK_TYPE`). */
  record(raw_packet: WritablePacket): Buffer;
}
