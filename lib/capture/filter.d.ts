/** Options of `compile_filter()`. */
export interface FilterOptions {
  /** What the packets begin with. Default: `'LINKTYPE_ETHERNET'`. */
  link_type?: string | undefined;
  /** Default: 65535. */
  snap_length?: number | undefined;
  /** Only `ip broadcast` needs it: `'255.255.255.0'`, or the same as a number. */
  netmask?: string | number | undefined;
}

/** A filter expression, compiled. */
export declare class CompiledFilter {
  private constructor();
  /** As it was given. */
  readonly expression: string;
  /** `LINKTYPE_…` */
  readonly link_type: string;
  /** Bytes of a packet that are kept. */
  readonly snap_length: number;
  /** Whether the filter matches a raw packet, or the bytes of one. */
  matches(packet: Uint8Array | { buf: Uint8Array; header?: Buffer }): boolean;
}
