import { Budget } from '../budget';
import { TypedEmitter } from '../events';
import { DataInfo, Direction, StreamInfo, TCPSession } from '../tcp/index';
import { OpenVPNConnection, TLSSession } from './tls/index';

/** Memory that a session had to give up. */
export interface LimitEvent {
  /** Its own limit (`max_streams`: HTTP/2's), or the one of all sessions together. */
  limit: 'max_held_bytes' | 'max_streams' | 'budget';
  /** What was dropped: `requests`, `responses`, `commands`, `messages`, … */
  what: string;
  /** How many were dropped. */
  count: number;
  /** Bytes of memory, estimated. */
  bytes: number;
}

/** Options of all sessions above a stream. */
export interface StreamSessionOptions {
  /**
   * Bytes of memory held for requests without answers and for incomplete messages, estimated. At
   * the limit the oldest are dropped, with a `'limit'` event. Default: 16 MiB.
   */
  max_held_bytes?: number | undefined;
  /**
   * The limit of all sessions together. Default: the tracker's; without a tracker, 8 MiB for the
   * session.
   */
  budget?: Budget | undefined;
}

/** The source of a stream. */
export type ByteStream = TCPSession | TLSSession | OpenVPNConnection;

type EventsOf<E> = { [name in keyof E]: unknown[] };

/** Where bytes stand in their stream. */
export interface StreamPlace {
  /** Position of the first byte. */
  start: number;
  /** Position after the last byte. */
  end: number;
  /** How much of the other stream the sender had received. */
  acked: number;
  /** Whether some of that has not been delivered yet. */
  is_early: boolean;
}

/** What a session drops to keep within a limit. */
export interface Shed {
  /** What was dropped: `commands`, for example. */
  what: string;
  /** How many. */
  count: number;
  /** Bytes of memory, estimated. */
  bytes: number;
}

/** The base class of all sessions above a byte stream, and of those that programs add. */
export declare class StreamSession<E extends EventsOf<E>> extends TypedEmitter<E> {
  /** Checks the options by `table`, of which `STREAM_OPTIONS` must be a part. */
  constructor(
    below: ByteStream,
    options: StreamSessionOptions | undefined,
    table: Readonly<Record<string, unknown>>,
  );
  /** The TCP connection at the bottom. */
  readonly tcp_session: TCPSession;
  /** The source of its stream: the TCPSession, or a session above it, such as a TLSSession. */
  readonly below: TCPSession | TLSSession;
  /** The options, with their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Bytes of memory held for later, estimated. */
  get held_bytes(): number;
  /** The direction whose data answers the other's, as long as one does. */
  get answering(): Direction | undefined;
  /**
   * Whether `on_data()` and its like get a `place`; false makes it cheaper, without `answering`.
   */
  get needs_places(): boolean;
  /** Whether events wait until it is known which request an answer belongs to. */
  get is_holding(): boolean;
  /** Takes bytes of the stream; `time` in milliseconds. */
  data(direction: Direction, bytes: Buffer, time: number, info?: DataInfo): void;
  /** `count` bytes were not captured. */
  gap(direction: Direction, count: number, time: number, info?: StreamInfo): void;
  /** One direction has ended. */
  fin(direction: Direction): void;
  /** The stream is over. */
  end(): void;
  /** For subclasses: begins to take the stream of the session below. */
  protected listen(): void;
  /** For subclasses to override: bytes of the stream, in order; `time` in milliseconds. */
  protected on_data(
    direction: Direction,
    bytes: Buffer,
    time: number,
    info?: DataInfo,
    place?: StreamPlace,
  ): void;
  /** For subclasses to override: `count` bytes were not captured. */
  protected on_gap(
    direction: Direction,
    count: number,
    time: number,
    info?: StreamInfo,
    place?: StreamPlace,
  ): void;
  /** For subclasses to override: one direction has ended. */
  protected on_fin(direction: Direction): void;
  /** For subclasses to override: the stream is over; `'end'` follows. */
  protected on_end(): void;
  /** For subclasses to override: drops the oldest until `held_bytes` is `target` or less. */
  protected shed(target: number): Shed[];
  /** For subclasses: emits an event with this session and up to three arguments. Never throws. */
  protected emit_event<Name extends keyof E & string>(
    event: Name,
    ...args: E[Name] extends [unknown, ...infer Rest] ? Rest : never
  ): void;
}
