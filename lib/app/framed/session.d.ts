import { DataInfo, Direction } from '../../tcp/index';
import { LimitEvent, StreamSession, StreamSessionOptions } from '../stream_session';
import { TLSSession, TLSSessionOptions } from '../tls/index';

export { ByteStream } from '../stream_session';
export { DataInfo, Direction, LimitEvent, TLSSession };

/** An error in the stream. The session continues with the next message that it finds. */
export type StreamProblem = Error & { code: 'ERR_PCAP_STREAM' | 'ERR_PCAP_STREAM_GAP' };

/** Options of the sessions of protocols that are made of messages. */
export interface FramedSessionOptions extends StreamSessionOptions {
  /** Bytes kept of a message; of a longer one, the beginning is read. Default: 64 KiB. */
  max_message?: number | undefined;
  /** Options of the TLSSession, where the connection goes over to TLS: `{ keys }` decrypts it. */
  tls?: TLSSessionOptions | undefined;
}

/** The events that all of these sessions have, of session `S`. */
export interface FramedSessionEvents<S> {
  /** Something was dropped to keep within a limit. */
  limit: [session: S, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: S];
}

type EventsOf<E> = { [name in keyof E]: unknown[] };

/** The base of the sessions of protocols that are made of messages. */
export declare class FramedSession<E extends EventsOf<E>> extends StreamSession<E> {
  /** The protocol was recognised: bytes that make no sense are errors from then on. */
  readonly is_recognised: boolean;
  /** What follows is not read: it is another protocol, or encrypted. */
  readonly is_stopped: boolean;
}
