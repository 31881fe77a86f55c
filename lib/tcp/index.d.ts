import { PcapPacket, RawPacketLike } from '../decode/layers';
import { Defragmenter, DefragmenterStats } from '../ip/defragmenter';
import { Budget } from '../budget';
import { TypedEmitter } from '../events';

/** `send`: what `session.src` sent; `recv`: what `session.dst` sent. */
export type Direction = 'send' | 'recv';

/** Where in the stream an event is. */
export interface StreamInfo {
  /** Sequence number, as on the wire. */
  seqno: number;
  /** Bytes from the beginning of the stream as it was captured. */
  offset: number;
  /** Seconds since 1970, when the segment was captured. */
  time: number;
}

/** Where bytes of the stream are. */
export interface DataInfo extends StreamInfo {
  /**
   * What their sender had received of the other direction: its acknowledgement number, as on the
   * wire.
   */
  ackno: number;
}

/** Why a session ended that neither FIN nor RST has ended, or what gave way to a limit. */
export type ExpireReason =
  | 'idle_timeout'
  | 'closed_timeout'
  | 'max_sessions'
  | 'max_half_open'
  | 'max_buffered_bytes'
  | 'max_buffered_bytes_total';

/** Events of `TCPSession`, by name: what their listeners get. */
export interface TCPSessionEvents {
  /** The handshake is complete. Never of a connection that was met in the middle (`missed_syn`). */
  start: [session: TCPSession];
  /** The SYN came again. */
  'syn retry': [session: TCPSession];
  /** Bytes of the stream from `src`: in order, each once. The Buffer is yours. */
  'data send': [session: TCPSession, data: Buffer, info: DataInfo];
  /** Bytes of the stream from `dst`. */
  'data recv': [session: TCPSession, data: Buffer, info: DataInfo];
  /** A segment that was sent again; `seqno` is the sequence number after it. */
  retransmit: [session: TCPSession, direction: Direction, seqno: number];
  /** `length` bytes that the capture missed; the stream continues after them. */
  gap: [session: TCPSession, direction: Direction, length: number, info: StreamInfo];
  /** `length` bytes came twice and differ. */
  overlap: [session: TCPSession, direction: Direction, length: number, info: StreamInfo];
  /** One direction is at its end. */
  fin: [session: TCPSession, direction: Direction];
  /** One side has reset the connection. */
  reset: [session: TCPSession, direction: Direction];
  /** A limit was reached. */
  expire: [session: TCPSession, reason: ExpireReason];
  /** Once, last. */
  end: [session: TCPSession];
}

/** Events of `TCPTracker`, by name: what their listeners get. */
export interface TCPTrackerEvents extends TCPSessionEvents {
  /** A connection, before anything else of it. */
  session: [session: TCPSession];
}

/** Limits of a tracker; times are seconds of the capture's clock, Infinity removes a limit. */
export interface TCPTrackerOptions {
  /** How long a connection may be without packets before it ends. Default: 3600. */
  idle_timeout?: number | undefined;
  /** How long a connection waits for the last acknowledgement after both FINs. Default: 10. */
  closed_timeout?: number | undefined;
  /** How long to wait for acknowledged bytes before they count as missed. Default: 1. */
  gap_timeout?: number | undefined;
  /** Connections at a time. Default: 100000. */
  max_sessions?: number | undefined;
  /**
   * Connections at a time whose handshake is not complete; the oldest is evicted. Default: 16384.
   */
  max_half_open?: number | undefined;
  /** Bytes that a session queues because others before them are missing. Default: 16 MiB. */
  max_buffered_bytes?: number | undefined;
  /** The same of all sessions together. Default: 64 MiB. */
  max_buffered_bytes_total?: number | undefined;
  /**
   * How many of the bytes delivered last, of all sessions together, are kept to compare
   * retransmissions with; at most 1 GiB. Default: 256 KiB.
   */
  overlap_history?: number | undefined;
  /** Whether to reassemble IP fragments first, or the Defragmenter that does. Default: true. */
  defragment?: boolean | Defragmenter | undefined;
  /**
   * What identifies a connection: addresses, ports and the network (VLAN ids, VNI, GRE key,
   * interface of a pcapng file), or addresses and ports alone. Default: 'network'.
   */
  key?: 'network' | 'addresses' | undefined;
  /** Ports of servers, for connections whose beginning was missed. Default: none. */
  server_ports?: number[] | undefined;
}

/** Exact figures of one direction. */
export interface StreamFigures {
  /** Segments. */
  packets: number;
  /** Segments with data. */
  payload_packets: number;
  /** Bytes of the stream, each once. */
  payload_bytes: number;
  /** Bytes of IP and TCP headers. */
  overhead_bytes: number;
  /** Segments with bytes that were there before. */
  retransmits: number;
  /** Bytes that were there before. */
  retransmitted_bytes: number;
  /** Segments that came before their turn. */
  out_of_order: number;
  /** Gaps in the stream: the capture missed bytes. */
  gaps: number;
  /** Bytes in gaps. */
  gap_bytes: number;
  /** Segments whose bytes differ from those that were there before. */
  overlaps: number;
  /** Bytes that differ. */
  overlap_bytes: number;
  /** Keep-alive probes. */
  keep_alives: number;
  /** Segments, or parts, that the receiver can not have accepted. */
  out_of_window: number;
  /** The factor. */
  window_scale: number;
  /** Round trips from here to the other end, in seconds. */
  rtt: { count: number; min: number; mean: number; max: number };
}

/** What `session_stats()` gives: v3's figures first. Times in seconds, sizes in bytes. */
export interface TCPSessionStats {
  /** By expected acknowledgement: seconds until it came; the newest segments. */
  recv_times: Record<string, number>;
  /** As recv_times, of the other direction. */
  send_times: Record<string, number>;
  /** Expected acknowledgement → how often it was sent again. */
  send_retrans: Record<string, number>;
  /** Expected acknowledgement → how often it was sent again. */
  recv_retrans: Record<string, number>;
  /** Seconds of the handshake; 0 where it was missed. */
  connect_duration: number;
  /** Seconds. */
  total_time: number;
  /** Bytes of IP and TCP headers. */
  send_overhead: number;
  /** Bytes of data. */
  send_payload: number;
  /** Bytes of headers and data. */
  send_total: number;
  /** Bytes of IP and TCP headers. */
  recv_overhead: number;
  /** Bytes of data. */
  recv_payload: number;
  /** Bytes of headers and data. */
  recv_total: number;
  /** Exact figures of what src sent. */
  send: StreamFigures;
  /** Exact figures of what dst sent. */
  recv: StreamFigures;
}

/** A state of RFC 9293, figure 5. */
export type EndState =
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT'
  | 'CLOSED';

/** One TCP connection. Times are seconds since 1970 of the capture's clock; sizes are bytes. */
export declare class TCPSession extends TypedEmitter<TCPSessionEvents> {
  /** The tracker that it belongs to; undefined for one that a program feeds itself. */
  readonly tracker: TCPTracker | undefined;
  /** The side that opened the connection: `192.0.2.1:1234`, `[2001:db8::1]:1234`. */
  src: string;
  /** The same, until a program puts a name there. */
  src_name: string;
  /** Address and port of the side that was connected to. */
  dst: string;
  /** As dst; programs may assign another. */
  dst_name: string;
  /** v3's states of the whole connection. */
  state:
    | 'SYN_SENT'
    | 'SYN_RCVD'
    | 'ESTAB'
    | 'FIN_WAIT'
    | 'CLOSE_WAIT'
    | 'CLOSING'
    | 'LAST_ACK'
    | 'CLOSED';
  /** When the last packet was captured, in seconds. */
  current_cap_time: number;
  /** When the first segment was captured, in seconds. */
  syn_time: number;
  /** The capture began after the SYN. */
  missed_syn: boolean;
  /** When the handshake was complete, in seconds; null before. */
  connect_time: number | null;
  /** When the connection ended, in seconds; null before. */
  close_time: number | null;
  /** Initial sequence number. */
  send_isn: number | null;
  /** The factor. */
  send_window_scale: number | null;
  /** By expected acknowledgement: when the segment was captured; the newest ones. */
  send_packets: Record<string, number>;
  /** Acknowledgement → when it was captured, in seconds. */
  send_acks: Record<string, number>;
  /** Expected acknowledgement → how often it was sent again. */
  send_retrans: Record<string, number>;
  /** The sequence number of the next byte. */
  send_next_seq: number | null;
  /** The other side has all before this. */
  send_acked_seq: number | null;
  /** Bytes of IP headers. */
  send_bytes_ip: number;
  /** Bytes of TCP headers. */
  send_bytes_tcp: number;
  /** Bytes of data that were delivered. */
  send_bytes_payload: number;
  /** Initial sequence number. */
  recv_isn: number | null;
  /** A factor; null before it is known. */
  recv_window_scale: number | null;
  /** Expected acknowledgement → when the segment was captured, in seconds. */
  recv_packets: Record<string, number>;
  /** Acknowledgement → when it was captured, in seconds. */
  recv_acks: Record<string, number>;
  /** Expected acknowledgement → how often it was sent again. */
  recv_retrans: Record<string, number>;
  /** The sequence number of the next byte. */
  recv_next_seq: number | null;
  /** The other side has all before this. */
  recv_acked_seq: number | null;
  /** Bytes of IP headers. */
  recv_bytes_ip: number;
  /** Bytes of TCP headers. */
  recv_bytes_tcp: number;
  /** Bytes of data that were delivered. */
  recv_bytes_payload: number;
  /** State of src, RFC 9293 section 3.3.2. */
  src_state: EndState;
  /** State of dst, RFC 9293 section 3.3.2. */
  dst_state: EndState;
  /** null while it lasts. */
  end_reason: 'fin' | 'reset' | 'replaced' | 'close' | ExpireReason | null;
  /** Figures of the connection so far. */
  session_stats(): TCPSessionStats;
  /** Feeds a session that belongs to no tracker. */
  track(packet: PcapPacket | RawPacketLike): void;
}

/** What `TCPTracker.stats()` returns. */
export interface TCPTrackerStats {
  /** Segments. */
  packets: number;
  /** Packets that no connection took. */
  ignored: number;
  /** Segments of connections that were over. */
  late: number;
  /** Connections that began. */
  opened: number;
  /** Connections that are over. */
  ended: number;
  /** Connections that were reset. */
  resets: number;
  /** Connections whose ports were used again. */
  replaced: number;
  /** Segments with bytes that were there before. */
  retransmits: number;
  /** Segments whose bytes differ from those that were there before. */
  overlaps: number;
  /** Gaps in the stream: the capture missed bytes. */
  gaps: number;
  /** Bytes in gaps. */
  gap_bytes: number;
  /** Connections at the moment. */
  sessions: number;
  /** Bytes that wait for missing ones, at the moment. */
  buffered_bytes: number;
  /** How often each limit was hit. */
  expired: Record<ExpireReason, number>;
  /** The defragmenter's counters; null without one. */
  fragments: DefragmenterStats | null;
}

/** Follows TCP connections and delivers the bytes of their streams. */
export declare class TCPTracker extends TypedEmitter<TCPTrackerEvents> {
  constructor(options?: TCPTrackerOptions);
  /**
   * Tracks a packet, decoded or raw: most raw ones are read where they lie, in half the time. What
   * has no TCP in it is ignored. What a listener throws is thrown when all events of the packet are
   * emitted. From a listener, the packet is tracked when the one under way is done.
   */
  track_packet(packet: PcapPacket | RawPacketLike): void;
  /**
   * Delivers what waits for missing bytes, with `'gap'` in between; from a listener, when the
   * packet under way is done.
   */
  flush(): void;
  /** Ends all sessions, at once also from a listener. */
  close(): void;
  /** The connections that are not over, by `source-destination`, made anew each time. */
  sessions: Record<string, TCPSession>;
  /** Counters since the beginning. */
  stats(): TCPTrackerStats;
  /**
   * The memory that all sessions above its connections (HTTP, WebSocket, Redis) may hold together:
   * 64 MiB.
   */
  readonly budget: Budget;
}
