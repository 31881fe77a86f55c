import { ProxyHeader, StreamError } from '../http1/index';
import { ByteStream, LimitEvent, StreamSession, StreamSessionOptions } from '../stream_session';
import { Direction } from '../../tcp/index';

/** What RESP can say. A string or list that was longer than the limits has its real length in `total`. */
export type RESPValue =
  | (Buffer & { total?: number })
  | string
  | number
  | boolean
  | null
  | RESPError
  | RESPMap
  | (RESPValue[] & { total?: number });

export declare class RESPError {
  error: string;
}

export declare class RESPMap {
  entries: [key: RESPValue, value: RESPValue][];
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
  reply: RedisReply | undefined;
  /** Of EXEC: the commands that it runs. */
  transaction: RedisCommand[] | undefined;
}

/** One reply; or a push, which has no command. */
export declare class RedisReply {
  value: RESPValue;
  command: RedisCommand | undefined;
  /** Milliseconds since 1970: when its first byte was captured … */
  start: number;
  /** … and its last. */
  end: number;
  readonly is_error: boolean;
  /** Milliseconds from the command to the end of its reply. */
  readonly latency: number | undefined;
}

export interface RedisSessionEvents {
  'redis command': [session: RedisSession, command: RedisCommand];
  'redis reply': [session: RedisSession, reply: RedisReply];
  /** A message of a subscription, an invalidation, a line of MONITOR. */
  'redis push': [session: RedisSession, push: RedisReply];
  /** The connection begins with a PROXY header. */
  proxy: [session: RedisSession, proxy: ProxyHeader];
  /** Bytes that were not understood or not captured; it goes on at the next command. */
  'redis error': [session: RedisSession, direction: Direction, error: StreamError];
  /** Something had to be dropped to keep the memory limit. */
  limit: [session: RedisSession, dropped: LimitEvent];
  end: [session: RedisSession];
}

export interface RedisSessionOptions extends StreamSessionOptions {
  /** Bytes kept of a string. Default: 64 KiB. */
  max_string?: number | undefined;
  /** Bytes kept of a command or a reply. Default: 1 MiB. */
  max_value?: number | undefined;
}

/** RESP2 and RESP3 on one TCP connection: commands and replies, paired, as they go by. */
export declare class RedisSession extends StreamSession<RedisSessionEvents> {
  constructor(stream: ByteStream, options?: RedisSessionOptions);
  command_count: number;
  proxy: ProxyHeader | undefined;
  protocol: 'redis' | 'other' | 'replication' | undefined;
}
