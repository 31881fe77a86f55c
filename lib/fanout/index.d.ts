import { MessagePort } from 'node:worker_threads';
import { TypedEmitter } from '../events';
import { CaptureStats, LinkType, LiveSessionOptions, PcapSession } from '../capture/session';
import { OfflineSessionOptions } from '../capture/session';

/** What a fan-out has beside the options of its sessions. */
export interface FanoutWorkerOptions {
  /** Worker threads, up to 64. Default: one for each processor. */
  workers?: number | undefined;
  /**
   * The module that each worker runs: a path (relative to the current folder) or a file URL. It
   * exports a `FanoutProgram`, by `module.exports` or `export default`.
   */
  module: string | URL;
  /** What the workers get as `context.data`: anything that `structuredClone()` takes. */
  data?: unknown;
  /**
   * Bytes that may wait for a worker to which the fan-out deals packets; then reading pauses.
   * Default: 4 MiB.
   */
  max_queued?: number | undefined;
  /** Messages of a worker that may wait to be emitted; then its session pauses. Default: 4096. */
  max_unread?: number | undefined;
  /**
   * Workers that died and are replaced, in all; the next one's death ends the fan-out. Default:
   * 100.
   */
  max_replacements?: number | undefined;
  /** Closes the fan-out when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** Options of `fanout()`. */
export interface FanoutOptions
  extends FanoutWorkerOptions, Omit<LiveSessionOptions, 'outfile' | 'fanout' | 'signal'> {
  /**
   * Who gives packets to the workers. `'kernel'`: each worker's session captures its share (Linux).
   * `'reader'`: one session captures and deals. Default: `'kernel'` on Linux, elsewhere `'reader'`.
   */
  by?: 'kernel' | 'reader' | undefined;
}

/** Options of `fanout_offline()`. */
export interface OfflineFanoutOptions
  extends FanoutWorkerOptions, Omit<OfflineSessionOptions, 'outfile' | 'signal'> {
  /**
   * Who gives packets to the workers. `'reader'`: one session reads and deals. Default: each
   * worker reads the file and keeps the packets of its flows, where it can be read several times;
   * pipes and gzip'ed files have a reader.
   */
  by?: 'reader' | undefined;
}

/** What a worker's module gets beside its session. */
export interface FanoutContext<Data = unknown> {
  /** The worker's number, from 0. */
  readonly worker: number;
  /** How many workers there are. */
  readonly workers: number;
  /** A copy of the option `data`. */
  readonly data: Data;
  /** Sends a value to the fan-out, which emits `'message'`. `transfer` as of `postMessage()`. */
  post(value: unknown, transfer?: Parameters<MessagePort['postMessage']>[1]): void;
}

/** What a worker's module exports; it listens to the session as to any other. */
export type FanoutProgram<Data = unknown> = (
  session: PcapSession,
  context: FanoutContext<Data>,
) => void | Promise<void>;

/** A worker died, or another has taken its place. */
export interface Rehash {
  /** Its number, from 0. */
  worker: number;
  /** `'died'`, then `'joined'`, once another has taken its place. */
  reason: 'died' | 'joined';
  /** Of `'died'`: what ended it, if it was an error. */
  error?: Error | undefined;
  /** Of `'died'`: with which code it ended. */
  exit_code?: number | undefined;
  /**
   * Of `'died'`: packets that were its own and that it may not have worked on; by the kernel, those
   * that it left in its part of the kernel's memory are among them.
   */
  lost?: number | undefined;
}

/** Events of `Fanout`, by name: what their listeners get. */
export interface FanoutEvents {
  /** All workers capture. */
  ready: [];
  /** What a worker has posted. */
  message: [value: unknown, worker: number];
  /** Flows have changed their worker, or begin anew in another. */
  rehash: [event: Rehash];
  /** The file is read to its end, and the workers' sessions have delivered all of it. */
  complete: [];
  /** A session failed, a worker did not start, or no more are replaced; `close` follows. */
  error: [error: Error];
  /** All workers have ended. */
  close: [];
}

/**
 * Worker threads that share the packets of a device or file; `fanout` and `fanout_offline` create
 * it.
 */
export interface Fanout extends TypedEmitter<FanoutEvents> {
  /** False of a file. */
  readonly is_live: boolean;
  /** How many workers there are. */
  readonly workers: number;
  /** The device, or the path of the file. */
  readonly device_name: string;
  /** As that of a session; null until the header of a pipe has come. */
  readonly link_type: LinkType | null;
  /**
   * The group in which the kernel shares out packets, for the option `fanout.id` of other sessions;
   * or undefined.
   */
  readonly fanout_id: number | undefined;
  /** Replaces the filter in all workers. */
  set_filter(expression: string): Promise<void>;
  /** Of all workers together; of one that died, what it had told last. */
  stats(): Promise<CaptureStats>;
  /**
   * In seconds, the capture time up to which the workers are through with all packets of a file.
   * Infinity: with all that was read. Undefined where the kernel shares out: it is not known.
   */
  settled_time(): number | undefined;
  /**
   * Takes no more packets; resolves when the workers are through with those that are there, and
   * have ended.
   */
  close(): Promise<void>;
  /** Ends the workers at once, whatever they are doing; resolves when they have ended. */
  terminate(): Promise<void>;
}

/** Captures on a device (none or `''`: the default device) in several worker threads. */
export declare function fanout(device: string | undefined, options: FanoutOptions): Fanout;

/**
 * Reads a capture file (`'-'`: standard input) for several worker threads; each flow goes to one of
 * them.
 */
export declare function fanout_offline(path: string, options: OfflineFanoutOptions): Fanout;
