export interface DumpFileOptions {
  /** What the packets begin with. Default: `'LINKTYPE_ETHERNET'`. */
  link_type?: string | undefined;
  /** Bytes that a packet has at most, as the file's header says. Default: 262144. */
  snap_length?: number | undefined;
  /** Default: `'micro'`. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
}

/** A capture file that is being written. */
export declare class DumpFile {
  private constructor();
  readonly path: string;
  readonly link_type: string;
  readonly snap_length: number;
  readonly tstamp_precision: 'micro' | 'nano';
  /** Appends a packet, with its own time and length; it must have the file's link type. */
  write(raw_packet: {
    buf: Uint8Array;
    header: Buffer;
    link_type?: string | undefined;
    tv_nsec?: number | undefined;
  }): void;
  /** Writes what is still buffered. */
  flush(): void;
  /** Flushes and closes; a second time nothing happens. */
  close(): void;
}
