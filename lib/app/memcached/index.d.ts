import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/** A command of a client. Times are times of capture, in milliseconds since 1970. */
export interface MemcachedCommand {
  /** 1 for the first of the connection. */
  number: number;
  /** Which of memcached's protocols it is in. */
  protocol: 'text' | 'meta' | 'binary';
  /** `get`, `set`, …; meta commands as they are sent: `mg`, `ms`, … */
  command: string;
  /** What is asked for or changed. Of authentication, the mechanism. */
  keys: string[];
  /** The client's own number of a value. */
  flags?: number | undefined;
  /** Seconds, or from 30 days on the time itself, in seconds since 1970. */
  exptime?: number | undefined;
  /** Bytes of the value. */
  value_size?: number | undefined;
  /** The version that the value must have. */
  cas?: number | bigint | undefined;
  /** What is added or taken away. */
  delta?: number | bigint | undefined;
  /** What a number that is not there begins with. */
  initial?: number | bigint;
  /** Flags of a meta command, with their tokens. */
  meta_flags?: string[];
  /** Of commands that have no key. */
  arguments?: string[];
  /** What the reply repeats. */
  opaque?: string | number | undefined;
  /** Of the binary protocol. */
  opcode?: number;
  /** It is answered only where something is out of the ordinary. */
  is_quiet: boolean;
  /** Bytes, its value among them. */
  size: number;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** The answer to it. */
  reply: MemcachedReply | undefined;
}

/** A value that was found, without its bytes. */
export interface MemcachedValue {
  /** Its key, where the server repeats it. */
  key: string | undefined;
  /** The client's own number. */
  flags: number | undefined;
  /** Bytes. */
  size: number;
  /** The value's version. */
  cas?: number | bigint | undefined;
}

/** What the server answers. */
export interface MemcachedReply {
  /** Undefined where it is not known which it is. */
  command: MemcachedCommand | undefined;
  /**
   * `STORED`, `END`, `HD`, …; of the binary protocol `no_error`, `key_not_found`, …; undefined for
   * a number.
   */
  status: string | undefined;
  /** Of the binary protocol. */
  status_code?: number;
  /** Of the binary protocol. */
  opcode?: number;
  /** What the command had. */
  opaque?: string | number | undefined;
  /** What the command had, where the server repeats it. */
  key?: string | undefined;
  /** Flags of a meta reply, with their tokens. */
  meta_flags?: string[];
  /** Values that were found, up to `max_items`. */
  values?: MemcachedValue[];
  /** How many values there were. */
  value_count?: number;
  /** Keys that have a value; of commands that ask for some. */
  hits?: number;
  /** Keys that have none. */
  misses?: number;
  /** What incr or decr led to. */
  value?: number | bigint;
  /** Of the server. */
  version?: string;
  /** Names and values, up to `max_items`. */
  stats?: [name: string, value: string][];
  /** Other lines, up to `max_items`. */
  lines?: string[];
  /** The line of a reply to `me`. */
  text?: string;
  /** The server's error, if it reported one. */
  error?: { code: string | undefined; message: string };
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Milliseconds from the command to the end of its reply. */
  latency: number | undefined;
}

/** Options of `MemcachedSession`. */
export interface MemcachedSessionOptions extends FramedSessionOptions {
  /** Values, statistics and lines kept of a reply. Default: 1000. */
  max_items?: number | undefined;
}

/** Events of `MemcachedSession`, by name: what their listeners get. */
export interface MemcachedSessionEvents extends FramedSessionEvents<MemcachedSession> {
  /** A command was sent. */
  'memcached command': [session: MemcachedSession, command: MemcachedCommand];
  /** A reply is complete. */
  'memcached reply': [session: MemcachedSession, reply: MemcachedReply];
  /** What follows can't be read: `watch`, lines of a log. */
  'memcached opaque': [session: MemcachedSession, reason: string];
  /** A side broke the protocol, or bytes are missing. */
  'memcached error': [session: MemcachedSession, direction: Direction, error: StreamProblem];
}

/** memcached, its text, meta or binary protocol, on one TCP connection. */
export declare class MemcachedSession extends FramedSession<MemcachedSessionEvents> {
  constructor(stream: ByteStream, options?: MemcachedSessionOptions);
  /** Commands so far. */
  command_count: number;
}
