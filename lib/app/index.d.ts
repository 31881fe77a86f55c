import { EventEmitter } from 'node:events';
import { TCPSession } from '../tcp/index';
import { LimitEvent, StreamSession, StreamSessionOptions } from './stream_session';

export {
  ByteStream,
  LimitEvent,
  Shed,
  StreamPlace,
  StreamSession,
  StreamSessionOptions,
} from './stream_session';

/** The options that every StreamSession has, for the table that its constructor gets. */
export declare const STREAM_OPTIONS: Readonly<Record<string, unknown>>;

/** A protocol on a stream. */
export interface Service {
  /** Ports of servers: asked first, and chosen if the first bytes do not tell. */
  ports: number[];
  /** Gets the first bytes of each side; returns undefined if it needs more of them. */
  detect(first: { send: Buffer; recv: Buffer; on_port: boolean }): boolean | undefined;
  /**
   * Created with the source of the stream, such as a TCPSession, and the options of this service.
   */
  Session: new (below: TCPSession, options?: never) => EventEmitter;
}

/**
 * The table of services, by name: `tls`, `http`, `redis`, `postgresql`, … Programs add their own.
 */
export declare const services: Map<string, Service>;

/** Events of `AppSession`, by name: what their listeners get. */
export interface AppSessionEvents {
  /**
   * What the connection carries, once, before any event of `app`, its session. Both are undefined
   * if no service recognizes it.
   */
  service: [session: AppSession, name: string | undefined, app: EventEmitter | undefined];
  /** Something was dropped to keep within a limit. */
  limit: [session: AppSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: AppSession];
}

/** Options of `AppSession`. */
export interface AppSessionOptions extends StreamSessionOptions {
  /** The table. Default: `services`. */
  services?: Map<string, Service> | undefined;
  /** Options of the sessions, by name of the service. */
  session_options?: Record<string, object> | undefined;
}

/** A session of whatever a connection carries. */
export declare class AppSession extends StreamSession<AppSessionEvents> {
  constructor(below: TCPSession, options?: AppSessionOptions);
  /** The service's name, and its session, once they are known. */
  service: string | undefined;
  /** The session of the protocol, once that is known. */
  app: EventEmitter | undefined;
}
