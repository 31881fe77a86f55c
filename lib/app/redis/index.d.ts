import { ProxyHeader, StreamError } from '../http1/index';
import { ByteStream, LimitEvent, StreamSession, StreamSessionOptions } from '../stream_session';
import { Direction } from '../../tcp/index';

/**
 * What RESP can say. A string or list that was longer than the limits has its real length in
 * `total`.
 */
export type RESPValue =
  | (Buffer & { total?: number })
  | string
  | number
  | boolean
  | null
  | RESPError
  | RESPMap
  | (RESPValue[] & { total?: number });

/** A set, of RESP3. */
export declare class RESPSet extends Array<RESPValue> {}

/** What was pushed: its kind first. */
export declare class RESPPush extends Array<RESPValue> {}

/** An error reply. */
export declare class RESPError {
  /** The error's text. */
  error: string;
}

/** A map of RESP3, with keys of any type. */
export declare class RESPMap {
  /** Keys and their values. */
  entries: [key: RESPValue, value: RESPValue][];
  /** How many there are, where more than the listed ones. */
  total?: number;
}

/** One command. Times are times of capture. */
export declare class RedisCommand {
  /** 1 for the first command of the connection. */
  number: number;
  /** In capitals. */
  name: string;
  /** The command's name first. */
  args: Buffer[];
  /** Milliseconds since 1970. */
  start: number;
  /** The reply, once it is complete. */
  reply: RedisReply | undefined;
  /** Of EXEC: the commands that it runs. */
  transaction: RedisCommand[] | undefined;
}

/** One reply; or a push, which has no command. */
export declare class RedisReply {
  /** What was replied. */
  value: RESPValue;
  /** What it answers; undefined where that is unknown. */
  command: RedisCommand | undefined;
  /** Milliseconds since 1970: when its first byte was captured … */
  start: number;
  /** … and its last. */
  end: number;
  /** Whether it reports an error. */
  readonly is_error: boolean;
  /** Milliseconds from the command to the end of its reply. */
  readonly latency: number | undefined;
}

/** Events of `RedisSession`, by name: what their listeners get. */
export interface RedisSessionEvents {
  /** A command was sent. */
  'redis command': [session: RedisSession, command: RedisCommand];
  /** A reply is complete. */
  'redis reply': [session: RedisSession, reply: RedisReply];
  /** A message of a subscription, an invalidation, a line of MONITOR. */
  'redis push': [session: RedisSession, push: RedisReply];
  /** The connection begins with a PROXY header. */
  proxy: [session: RedisSession, proxy: ProxyHeader];
  /** Bytes that were not understood or not captured; decoding continues with the next command. */
  'redis error': [session: RedisSession, direction: Direction, error: StreamError];
  /** Something had to be dropped to keep the memory limit. */
  limit: [session: RedisSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: RedisSession];
}

/** Options of `RedisSession`. */
export interface RedisSessionOptions extends StreamSessionOptions {
  /** Bytes kept of a string. Default: 64 KiB. */
  max_string?: number | undefined;
  /** Bytes kept of a command or a reply. Default: 1 MiB. */
  max_value?: number | undefined;
}

/** RESP2 and RESP3 on one TCP connection: commands and replies, paired, as they go by. */
export declare class RedisSession extends StreamSession<RedisSessionEvents> {
  constructor(stream: ByteStream, options?: RedisSessionOptions);
  /** Commands so far. */
  command_count: number;
  /** The PROXY protocol header, where the connection begins with one. */
  proxy: ProxyHeader | undefined;
  /** undefined before it is known. */
  protocol: 'redis' | 'other' | 'replication' | undefined;
}
