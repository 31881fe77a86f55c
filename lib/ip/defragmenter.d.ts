import { PcapPacket } from '../decode/layers';

/** Options of `Defragmenter`. */
export interface DefragmenterOptions {
  /** Seconds of capture time that a datagram may take. Default: 30. */
  timeout?: number | undefined;
  /** Incomplete datagrams at a time; the oldest is discarded. Default: 1024. */
  max_datagrams?: number | undefined;
  /** Bytes held in total; the oldest datagram is discarded. Default: 4 MiB. */
  max_bytes?: number | undefined;
}

/** What `Defragmenter.stats()` returns. */
export interface DefragmenterStats {
  /** Incomplete datagrams now. */
  pending: number;
  /** Bytes held for them. */
  bytes: number;
  /** Fragments that came. */
  fragments: number;
  /** Packets that became whole. */
  reassembled: number;
  /** Cut or malformed headers, overlaps in IPv6, fragments that no sender makes. */
  rejected: number;
  /** Packets given up because of time. */
  timeout: number;
  /** Packets given up because of their number. */
  max_datagrams: number;
  /** Packets given up because of their bytes. */
  max_bytes: number;
}

/** Reassembles IP fragments: RFC 791, 8200, 5722. */
declare class Defragmenter {
  constructor(options?: DefragmenterOptions);
  /**
   * The packet if it isn't a fragment; undefined while others are missing; then the whole packet.
   */
  defragment(packet: PcapPacket): PcapPacket | undefined;
  /** Counters since the beginning. */
  stats(): DefragmenterStats;
  /** Discards all fragments. */
  clear(): void;
}

declare namespace Defragmenter {
  /** The default of each option. */
  const DEFAULTS: Readonly<{ timeout: number; max_datagrams: number; max_bytes: number }>;
}

export { Defragmenter };
