import { TypedEmitter } from '../events';
import { DecodedLinkType, LinkType, PcapHeader } from '../decode/layers';

export { DecodedLinkType, LinkType };

// ---------------------------------------------------------------------------------- packets

/** The interface that a packet was captured on. */
export interface CaptureInterface {
  /**
   * The system's number for the device; of a pcapng file, the interface's number in its section.
   */
  index: number;
  /** Undefined where the file doesn't name it, or the device is gone. */
  name: string | undefined;
}

/** A packet as a session emits it. Its bytes stay as they are for as long as it is kept. */
export interface RawPacket {
  /** The captured bytes. */
  buf: Buffer;
  /** 16 octets: `tv_sec`, `tv_usec`, `caplen`, `len`, each 32 bits, little-endian. */
  header: Buffer;
  /** What the packet begins with; packets of one pcapng file can differ in it. */
  link_type: LinkType;
  /** Seconds since 1970, from `header`. */
  readonly tv_sec: number;
  /** Microseconds of that second. */
  readonly tv_usec: number;
  /** Nanoseconds of that second, in sessions with `tstamp_precision: 'nano'`. */
  readonly tv_nsec: number | undefined;
  /** Bytes that were captured: `buf.length`. */
  readonly caplen: number;
  /** Bytes that the packet had. */
  readonly len: number;
  /**
   * Where it was captured: in a pcapng file, or on `any` with `any_link_type: 'sll2'`; otherwise
   * undefined.
   */
  readonly interface: CaptureInterface | undefined;
  /**
   * A plain object with Buffers of its own, for what lists properties: `structuredClone()`,
   * `postMessage()`, spread.
   */
  copy(): { buf: Buffer; header: Buffer; link_type: LinkType; interface?: CaptureInterface };
}

/** v3's name of RawPacket. */
export type PacketWithHeader = RawPacket;

// ---------------------------------------------------------------------------------- sessions

/** Options of both kinds of session. */
export interface CommonSessionOptions {
  /** Which packets: an expression of pcap-filter(7). Default: all. */
  filter?: string | undefined;
  /** `'nano'` keeps nanoseconds, in `tv_nsec`. Default: `'micro'`. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
  /** A capture file to which all delivered packets are written; not the file that is read. */
  outfile?: string | undefined;
  /** Closes the session when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** Options of a capture on a device. */
export interface LiveSessionOptions extends CommonSessionOptions {
  /** Whether the device gives all packets of its network, not only its own. Default: true. */
  promiscuous?: boolean | undefined;
  /** Bytes that the kernel buffers. Default: 10 MiB. */
  buffer_size?: number | undefined;
  /**
   * Milliseconds that the kernel may hold packets back to deliver more at once; 0 or less:
   * immediate mode. Default: 1000.
   */
  buffer_timeout?: number | undefined;
  /** Monitor mode of a wireless device. Default: false. */
  monitor?: boolean | undefined;
  /** Bytes of each packet that are captured. Default: 262144. */
  snap_length?: number | undefined;
  /**
   * Who stamps: a name of pcap-tstamp(7), `'adapter'`, `'host_hiprec'`, … Default: the device's
   * own.
   */
  tstamp_type?: string | undefined;
  /**
   * What packets begin with on the device `any`. `'sll2'` (LINKTYPE_LINUX_SLL2) tells the device of
   * each, in `raw.interface`. Default: `'sll'`, as version 3.
   */
  any_link_type?: 'sll' | 'sll2' | undefined;
  /** Default: `'inout'`. */
  direction?: 'in' | 'out' | 'inout' | undefined;
  /**
   * Linux: shares the device's packets with other sessions; `true` begins a new group. Default: all
   * packets come here.
   */
  fanout?: boolean | SessionFanout | undefined;
}

/** The group of sessions to which the kernel gives a device's packets, each flow to one of them. */
export interface SessionFanout {
  /** The group's, 0 to 65535, as another session's `fanout_id` tells. Default: a new group. */
  id?: number | undefined;
  /**
   * Whether the kernel reassembles IPv4 datagrams first, since fragments lack ports. Default: true.
   */
  defragment?: boolean | undefined;
  /**
   * Joins the group and takes no packets until `set_filter()`, so that all can begin at once.
   * Default: false.
   */
  closed?: boolean | undefined;
}

/** Options of reading a file. */
export interface OfflineSessionOptions extends CommonSessionOptions {}

/** Counts since the session was opened, see pcap_stats(3PCAP). */
export interface CaptureStats {
  /** Packets that matched the filter. */
  ps_recv: number;
  /** Packets that were lost because the kernel's buffer was full. */
  ps_drop: number;
  /** Packets that the device or its driver dropped, where it counts them. */
  ps_ifdrop: number;
  /**
   * Packets delivered with fewer bytes than `snap_length` allows, because the kernel's buffer was
   * full.
   */
  ps_truncated: number;
}

/** An error of this package or of the system. */
export interface PcapError extends Error {
  /** `ERR_PCAP_…`, or the system's name, `EPERM`; each has a heading in docs/api/errors.md. */
  code: string;
}

/** Events of `PcapSession`, by name: what their listeners get. */
export interface PcapSessionEvents {
  /** A packet. */
  packet: [raw_packet: PacketWithHeader];
  /** A TLS key log that the file, a pcapng, holds: before the packets that follow it. */
  secrets: [lines: Buffer];
  /** The file is read to its end; `close` follows. */
  complete: [];
  /** Reading failed, once; `close` follows. */
  error: [error: PcapError];
  /** Everything is released, once. */
  close: [];
}

/** A capture on a device or of a file. */
export declare class PcapSession
  extends TypedEmitter<PcapSessionEvents>
  implements AsyncIterable<PacketWithHeader>
{
  /** v3's constructor; `createSession` and `createOfflineSession` are easier to read. */
  constructor(
    is_live: boolean,
    device_name?: string,
    filter?: string | LiveSessionOptions | null,
    buffer_size?: number,
    snap_length?: number,
    outfile?: string | null,
    is_monitor?: boolean | null,
    buffer_timeout?: number,
    promiscuous?: boolean,
  );
  /** False for a file. */
  readonly is_live: boolean;
  /** The device's name, also where the default device was asked for; the path of a file. */
  readonly device_name: string;
  /** The filter's expression; `''` for all packets. */
  readonly filter: string;
  /** Bytes. */
  readonly buffer_size: number;
  /** Bytes. */
  readonly snap_length: number;
  /** The file that delivered packets are written to; `''` for none. */
  readonly outfile: string;
  /** Monitor mode of a wireless device. */
  readonly is_monitor: boolean;
  /** Milliseconds. */
  readonly buffer_timeout: number;
  /** Whether the device gives all packets of its network. */
  readonly promiscuous: boolean;
  /**
   * What packets begin with; of a pcapng file, those of its first interface; null until the header
   * of a pipe or a gzip'ed file has come. What a program assigns is `raw.link_type` of the packets
   * that follow.
   */
  link_type: LinkType;
  /** False after `close()`. */
  readonly opened: boolean;
  /** The group's, of a session with the option `fanout`. */
  readonly fanout_id?: number;
  /** Delivers nothing until `resume()`; the kernel's buffer continues to fill. */
  pause(): this;
  /** Goes on after `pause()`; also begins to read when nothing listens to `'packet'`. */
  resume(): this;
  /** True between `pause()` and `resume()`. */
  is_paused(): boolean;
  /**
   * Replaces the filter; the old one stays when the new one does not compile (`ERR_PCAP_FILTER`).
   */
  set_filter(expression: string): void;
  /** Counts since the session was opened; throws `ERR_PCAP_CLOSED` after `close()`. */
  stats(): CaptureStats;
  /** Sends a packet as it is, with its link-layer header. */
  inject(data: Uint8Array): void;
  /** Releases everything at once; `'close'` follows. Closing again does nothing. */
  close(): void;
  /** The packets, for `for await`; leaving the loop closes the session. */
  [Symbol.asyncIterator](): AsyncIterableIterator<PacketWithHeader>;
  /** `close()`, for `using`. */
  [Symbol.dispose](): void;
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

export type { PcapHeader };
