import { PcapPacket } from '../decode/layers';

export interface DefragmenterOptions {
  /** Seconds of capture time that a datagram may take. Default: 30. */
  timeout?: number | undefined;
  /** Datagrams at a time; the oldest gives way. Default: 1024. */
  max_datagrams?: number | undefined;
  /** Bytes held in all; the oldest datagram gives way. Default: 4 MiB. */
  max_bytes?: number | undefined;
}

export interface DefragmenterStats {
  /** Datagrams at the moment. */
  pending: number;
  /** Held for them. */
  bytes: number;
  fragments: number;
  reassembled: number;
  /** Thrown away: overlaps in IPv6, pieces that no sender makes. */
  rejected: number;
  timeout: number;
  max_datagrams: number;
  max_bytes: number;
}

/** Puts IP fragments together: RFC 791, 8200, 5722. */
declare class Defragmenter {
  constructor(options?: DefragmenterOptions);
  /**
   * The packet where it is no fragment; undefined while others are missing; then the whole packet.
   */
  defragment(packet: PcapPacket): PcapPacket | undefined;
  stats(): DefragmenterStats;
  /** Forgets all fragments. */
  clear(): void;
}

declare namespace Defragmenter {
  const DEFAULTS: Readonly<{ timeout: number; max_datagrams: number; max_bytes: number }>;
}

export { Defragmenter };
