import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/** A value of a table. Numbers that are not exact as such are BigInts. */
export type AMQPValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | Buffer
  | AMQPValue[]
  | { [name: string]: AMQPValue };

/** A method. Times are times of capture, in milliseconds since 1970. */
export interface AMQPMethod {
  /** 1 for the first of the connection, either way. */
  number: number;
  /** 0: of the connection itself. */
  channel: number;
  /** The number of its class. */
  class_id: number;
  /** Its number within the class. */
  method_id: number;
  /** `basic.publish`, `queue.declare-ok`, …; undefined where it is not known. */
  method: string | undefined;
  /**
   * By their names in snake_case: `queue`, `exchange`, `routing_key`, … Of a secret there is its
   * size only; of a login with PLAIN also `user`.
   */
  arguments: Record<string, AMQPValue>;
  /** Of a method that closes or returns: the reply code, where it is 300 or more. */
  error?: { code: number; text: string };
  /** A field was longer than the frame, or of a type that is not known. */
  is_malformed?: true;
  /** Bytes of its frame. */
  size: number;
  /** Milliseconds since 1970. */
  time: number;
  /** What answers it; of methods that are answered. */
  answer?: AMQPMethod | undefined;
  /** Milliseconds until then. */
  latency?: number | undefined;
}

/** Properties of a message, those that it has. */
export interface AMQPProperties {
  /** MIME type. */
  content_type?: string;
  /** `gzip`, … */
  content_encoding?: string;
  /** The program's own. */
  headers?: Record<string, AMQPValue>;
  /** 2: it is kept on disk. */
  delivery_mode?: number;
  /** 0 to 9. */
  priority?: number;
  /** Of a reply: what it replies to. */
  correlation_id?: string;
  /** The queue for the reply. */
  reply_to?: string;
  /** Milliseconds, as text. */
  expiration?: string;
  /** The program's own. */
  message_id?: string;
  /** As the program says. */
  timestamp?: Date | undefined;
  /** The program's own. */
  type?: string;
  /** Who published it. */
  user_id?: string;
  /** Which program published it. */
  app_id?: string;
  /** Of old versions. */
  cluster_id?: string;
}

/** A message that was published, delivered, got or returned, without its body. */
export interface AMQPMessage {
  /** 1 for the first of the connection, either way. */
  number: number;
  /** Its channel. */
  channel: number;
  /** Undefined where its method was not captured; empty: the default exchange. */
  exchange: string | undefined;
  /** Undefined where its method was not captured. */
  routing_key: string | undefined;
  /** Where it comes from, if the capture has how its consumer began. */
  queue: string | undefined;
  /** Of a message to a consumer. */
  delivery_tag: number | bigint | undefined;
  /** Bytes of the body. */
  body_size: number;
  /** Those that it has. */
  properties: AMQPProperties;
  /** `basic.publish`, `basic.deliver`, `basic.get-ok` or `basic.return`. */
  method: AMQPMethod | undefined;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
}

/** Events of `AMQPSession`, by name: what their listeners get. */
export interface AMQPSessionEvents extends FramedSessionEvents<AMQPSession> {
  /** What a connection begins with; of a server, what it would take instead. */
  'amqp protocol': [
    session: AMQPSession,
    direction: Direction,
    protocol: { version: string; time: number },
  ];
  /** A method was sent. */
  'amqp method': [session: AMQPSession, direction: Direction, method: AMQPMethod];
  /** A method has its answer, `method.answer`, after `method.latency`. */
  'amqp complete': [session: AMQPSession, direction: Direction, method: AMQPMethod];
  /** A message is complete. */
  'amqp message': [session: AMQPSession, direction: Direction, message: AMQPMessage];
  /** A side shows that it is there. */
  'amqp heartbeat': [
    session: AMQPSession,
    direction: Direction,
    heartbeat: { channel: number; time: number },
  ];
  /** What follows can't be read: `AMQP 1.0`, … */
  'amqp opaque': [session: AMQPSession, reason: string];
  /** A side broke the protocol, or bytes are missing. */
  'amqp error': [session: AMQPSession, direction: Direction, error: StreamProblem];
}

/** AMQP 0-9-1, as RabbitMQ speaks it, on one TCP connection. */
export declare class AMQPSession extends FramedSession<AMQPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Methods so far, both ways. */
  method_count: number;
  /** Messages so far, both ways. */
  message_count: number;
  /** `0-9-1`; undefined where the beginning was not captured. */
  version: string | undefined;
  /** Who logs in, with PLAIN. */
  user: string | undefined;
  /** Where the client works. */
  virtual_host: string | undefined;
}
