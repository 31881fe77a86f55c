import { CaptureStats, PacketWithHeader, PcapSessionEvents } from '../capture/session';
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

/** Options of `read_capture()`. */
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
  /** False: it reads a file. */
  readonly is_live: false;
  /** The path or URL; `''` where the file has none. */
  readonly device_name: string;
  /**
   * What packets begin with, of a pcapng file those of its first interface; `null` until that is
   * read.
   */
  link_type: string | null;
  /** False after `close()`, and after the file's end. */
  readonly opened: boolean;
  /** Delivers nothing until `resume()`. */
  pause(): this;
  /** Continues after `pause()`; also starts reading without a listener of `'packet'`. */
  resume(): this;
  /** True between `pause()` and `resume()`. */
  is_paused(): boolean;
  /** Releases everything at once; `'close'` follows. Closing again does nothing. */
  close(): void;
  /** The packets, for `for await`; leaving the loop closes the session. */
  [Symbol.asyncIterator](): AsyncIterableIterator<PacketWithHeader>;
  /** `close()`, for `using`. */
  [Symbol.dispose](): void;
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Reads a pcap or pcapng file, compressed by gzip or not. */
export declare function read_capture(
  from: CaptureSource,
  options?: ReadCaptureOptions,
): FileSession;

/** An interface of a pcapng file. */
export interface WritableInterface {
  /** `'eth0'` */
  name?: string | undefined;
  /** Free text. */
  description?: string | undefined;
  /** The expression that chose the packets. */
  filter?: string | undefined;
  /** Free text. */
  hardware?: string | undefined;
  /** Free text. */
  os?: string | undefined;
  /** Free text. */
  comment?: string | undefined;
  /** Default: the file's. */
  link_type?: string | undefined;
  /** Default: the file's. */
  snap_length?: number | undefined;
  /** Default: the file's. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
}

/** Options of `write_capture()`. */
export interface WriteCaptureOptions {
  /** Default: `'pcap'`. */
  format?: 'pcap' | 'pcapng' | undefined;
  /** What the packets begin with. Default: as the first one, or `'LINKTYPE_ETHERNET'`. */
  link_type?: string | undefined;
  /** Bytes of a packet that are written at most. Default: 262144. */
  snap_length?: number | undefined;
  /** Default: `'micro'`; of pcapng `'nano'`. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
  /** pcapng: the machine. */
  hardware?: string | undefined;
  /** pcapng: the operating system. */
  os?: string | undefined;
  /** pcapng: the program. Default: `'node pcap'`. */
  application?: string | undefined;
  /** pcapng: about the whole file. */
  comment?: string | undefined;
  /**
   * pcapng: interfaces that are known beforehand, in their order. Others are added as their packets
   * come.
   */
  interfaces?: WritableInterface[] | undefined;
}

/** What is written of a packet: a raw packet is one. */
export interface WritablePacket {
  /** The captured bytes. */
  buf: Uint8Array;
  /** 16 bytes: seconds, microseconds, captured length, length. */
  header: Buffer;
  /** `LINKTYPE_…` */
  link_type?: string | undefined;
  /** Nanoseconds of the second. */
  tv_nsec?: number | undefined;
  /** pcapng: where it came from; packets with the same have one interface in the file. */
  interface?: { index?: number | undefined; name?: string | undefined } | undefined;
}

/** What a pcapng file has of a packet besides. */
export interface WriteDetails {
  /** Free text. */
  comment?: string | string[] | undefined;
  /** Number of one of `interfaces`. */
  interface?: number | undefined;
}

/** The bytes of a capture file with these packets, in pieces. */
export declare function write_capture(
  packets: AsyncIterable<WritablePacket> | Iterable<WritablePacket>,
  options?: WriteCaptureOptions,
): AsyncGenerator<Buffer, void, void>;

/** Makes the bytes of a capture file one by one. */
export declare class CaptureWriter {
  constructor(options?: WriteCaptureOptions);
  /** The format of the file. */
  readonly format: 'pcap' | 'pcapng';
  /** `LINKTYPE_…` */
  readonly link_type: string;
  /** The file's first bytes. */
  header(): Buffer;
  /**
   * The bytes of one packet. In a pcap file it must be of the file's link type
   * (`ERR_PCAP_LINK_TYPE`).
   */
  record(raw_packet: WritablePacket, details?: WriteDetails): Buffer;
  /** pcapng: the bytes of a TLS key log; before packets that need them. */
  secrets(lines: string | Uint8Array): Buffer;
  /** pcapng: the bytes of names of addresses, `{ '192.0.2.1': 'name' }`. */
  names(names: Record<string, string | string[]>): Buffer;
  /** pcapng: keeps what a session counted, for `end()`. */
  statistics(counts: Partial<CaptureStats>, interface_number?: number): void;
  /** The file's last bytes: the statistics of each interface; none in a pcap file. */
  end(): Buffer;
}
