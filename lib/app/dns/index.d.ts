import { DNS } from '../../decode/layers';
import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/**
 * What queries and responses have in common. Times are times of capture, in milliseconds since
 * 1970.
 */
interface DNSMessage {
  /** The message, decoded. */
  dns: DNS;
  /** Bytes, without those that say how many there are. */
  size: number;
  /** Bytes are missing, or there were more than `max_message`. */
  is_cut?: true;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
}

/** A query on a TCP connection. */
export interface DNSQuery extends DNSMessage {
  /** 1 for the first of the connection. */
  number: number;
  /** The answer to it; of a zone transfer, the first. */
  response: DNSResponse | undefined;
}

/** A response on a TCP connection. */
export interface DNSResponse extends DNSMessage {
  /** Which query it answers; undefined where that is not known. */
  query: DNSQuery | undefined;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Milliseconds from the query to the end of this response. */
  latency: number | undefined;
}

/** Events of `DNSSession`, by name: what their listeners get. */
export interface DNSSessionEvents extends FramedSessionEvents<DNSSession> {
  /** A query was sent. */
  'dns query': [session: DNSSession, query: DNSQuery];
  /** A response is complete. */
  'dns response': [session: DNSSession, response: DNSResponse];
  /** A side broke the protocol, or bytes are missing. */
  'dns error': [session: DNSSession, direction: Direction, error: StreamProblem];
}

/** DNS on one TCP connection. */
export declare class DNSSession extends FramedSession<DNSSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Queries so far. */
  query_count: number;
}
