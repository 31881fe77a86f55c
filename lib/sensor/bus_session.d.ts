import { PcapSessionEvents, PacketWithHeader } from '../capture/session';
import { TypedEmitter } from '../events';

/** How a NATS server is reached. */
export interface BusConnection {
  /**
   * Options of the NATS client (`user`, `pass`, `token`, `tls`, `authenticator` …), and of ours:
   * `creds_file`, and JetStream's `domain`.
   */
  connection?: Record<string, unknown> | undefined;
  /**
   * JetStream's options of the stream, for the first who needs it: `max_bytes`, `max_age`,
   * `num_replicas` …
   */
  stream?: Record<string, unknown> | undefined;
}

/** How a stream is read; these can also stand after the question mark of the address. */
export interface ReadingOptions extends BusConnection {
  /** Readers with one name share what there is. Default: `'pcap'`. */
  consumer?: string | undefined;
  /** The part of the flows: `'2/3'` is the second of three. Default: `'1/1'`. */
  share?: string | undefined;
  /** `'end'`: what is there now, and no more. Default: `'forever'`. */
  until?: 'forever' | 'end' | undefined;
  /** Milliseconds after which a message that was not acknowledged comes again. Default: 30000. */
  ack_wait?: number | undefined;
}

/** Options of `BusSession`. */
export interface BusSessionOptions extends ReadingOptions {
  /** Which packets: an expression of pcap-filter(7). Default: all. */
  filter?: string | undefined;
  /** `'nano'` keeps nanoseconds, in `tv_nsec`. Default: `'micro'`. */
  tstamp_precision?: 'micro' | 'nano' | undefined;
  /** Closes the session when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** The packets that sensors have published: what `createSession('nats://…')` returns. */
export interface BusSession
  extends TypedEmitter<PcapSessionEvents>, AsyncIterable<PacketWithHeader> {
  /** A bus waits when the program does. */
  readonly is_live: false;
  /** The address, without options. */
  readonly device_name: string;
  /** What packets begin with; each packet says it for itself. */
  link_type: string | null;
  /** False after `close()`. */
  readonly opened: boolean;
  /** The filter's expression. */
  readonly filter: string;
  /** Replaces the filter. */
  set_filter(expression: string): void;
  /** Messages that came, and how many of them had come before. */
  stats(): { received: number; duplicates: number };
  /** Delivers nothing until `resume()`; the bus keeps what comes. */
  pause(): this;
  /** Goes on after `pause()`. */
  resume(): this;
  /** Whether `pause()` was called, and `resume()` not since. */
  is_paused(): boolean;
  /** Releases everything at once; what was not processed comes again to the next reader. */
  close(): void;
  /** The packets, for `for await`; leaving the loop closes the session. */
  [Symbol.asyncIterator](): AsyncIterableIterator<PacketWithHeader>;
  /** `close()`, for `using`. */
  [Symbol.dispose](): void;
  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
