import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
  TLSSession,
} from '../framed/session';

/** A message of the protocol: what its type has. */
export interface NATSMessage {
  /** The command or message, in capitals. */
  type:
    | 'info'
    | 'connect'
    | 'pub'
    | 'hpub'
    | 'sub'
    | 'unsub'
    | 'msg'
    | 'hmsg'
    | 'ping'
    | 'pong'
    | 'ok'
    | 'err';
  /** Bytes, all of it. */
  size: number;
  /** Milliseconds since 1970. */
  time: number;
  /** As sent. */
  subject?: string | undefined;
  /** Of a subscription. */
  sid?: string | undefined;
  /** Of SUB: who share the messages. */
  queue_group?: string | undefined;
  /** MSG, HMSG: the subject that was subscribed to, where the capture has that. */
  subscription?: string | undefined;
  /** The subject to which an answer is to go. */
  reply_to?: string | undefined;
  /** Bytes of the headers. */
  header_size?: number;
  /** In their order. */
  headers?: [name: string, value: string][];
  /** Bytes of the payload. */
  payload_size?: number;
  /** Up to `max_message` bytes of the message. */
  payload?: Buffer;
  /** UNSUB: after so many. */
  max_messages?: number | undefined;
  /** INFO. */
  info?: Record<string, unknown> | undefined;
  /** CONNECT; secrets are `[hidden]`. */
  connect?: Record<string, unknown> | undefined;
  /** -ERR. */
  text?: string;
}

/** Events of `NATSSession`, by name: what their listeners get. */
export interface NATSSessionEvents extends FramedSessionEvents<NATSSession> {
  /** A message is complete. */
  'nats message': [session: NATSSession, direction: Direction, message: NATSMessage];
  /** What follows is TLS; with keys, its events are events of this session. */
  'nats tls': [session: NATSSession, tls: TLSSession];
  /** A side broke the protocol, or bytes are missing. */
  'nats error': [session: NATSSession, direction: Direction, error: StreamProblem];
}

/** NATS' client protocol on one TCP connection. */
export declare class NATSSession extends FramedSession<NATSSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Messages so far, both ways. */
  message_count: number;
  /** What the server says of itself … */
  info: Record<string, unknown> | undefined;
  /** … and the client of itself. */
  connect: Record<string, unknown> | undefined;
}
