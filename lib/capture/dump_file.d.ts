import { CaptureStats } from './session';
import { WritableInterface, WritablePacket, WriteDetails } from '../file/index';

/** Options of `create_dump_file()`. */
export interface DumpFileOptions {
  /** Default: `'pcapng'` where the path ends in `.pcapng`, else `'pcap'`. */
  format?: 'pcap' | 'pcapng' | undefined;
  /** What the packets begin with. Default: `'LINKTYPE_ETHERNET'`. */
  link_type?: string | undefined;
  /** Bytes of a packet that are written at most. Default: 262144. */
  snap_length?: number | undefined;
  /** Default: `'micro'`; of pcapng `'nano'`. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
  /** Bytes after which another file begins, with a number after its name. Default: 0, never. */
  rotate_size?: number | undefined;
  /**
   * Seconds of packets after which another file begins; strftime(3) fills in its name:
   * `'trace-%F-%H%M.pcap'`. Default: 0, never.
   */
  rotate_seconds?: number | undefined;
  /** How many files stay; the oldest is written over, or deleted. Default: 0, all. */
  max_files?: number | undefined;
  /** Called with the path of each file that is whole: to compress it, to send it away. */
  on_file?: ((path: string) => void) | undefined;
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

/** A capture file that is being written, or several, one after the other. */
export declare class DumpFile {
  private constructor();
  /** Of the file that is written now. */
  readonly path: string;
  /** The format of the file. */
  readonly format: 'pcap' | 'pcapng';
  /** `LINKTYPE_…` */
  readonly link_type: string;
  /** Bytes of a packet that are kept. */
  readonly snap_length: number;
  /** Of the time stamps. */
  readonly tstamp_precision: 'micro' | 'nano';
  /** Bytes of the file that is written now, with those that are still buffered. */
  readonly bytes_written: number;
  /** Packets, in all files. */
  readonly packets_written: number;
  /**
   * Appends a packet, with its own time and length. One of another link type gets an interface of
   * its own in a pcapng file; in a pcap file it is `ERR_PCAP_LINK_TYPE`. When it throws, the packet
   * was not taken, and those before it wait to be written by a later call.
   */
  write(raw_packet: WritablePacket, details?: WriteDetails): void;
  /**
   * pcapng: adds those keys of a TLS key log that the file does not have yet, before the packets
   * that need them.
   */
  add_secrets(lines: string | Uint8Array): void;
  /** pcapng: adds names of addresses, `{ '192.0.2.1': 'name' }`. */
  add_names(names: Record<string, string | string[]>): void;
  /**
   * pcapng: keeps what a session counted, for the end of the file; `interface_number` is 0 by
   * default.
   */
  add_statistics(counts: Partial<CaptureStats>, interface_number?: number): void;
  /** Writes what is still buffered. */
  flush(): void;
  /** As `flush()`; what was written then outlives a loss of power, too. */
  sync(): void;
  /**
   * Flushes and closes; a second time nothing happens. An error has `records_lost`, how many were
   * not written.
   */
  close(): void;
}
