import { SIP } from '../../decode/layers';
import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/** A request or a response. Times are times of capture, in milliseconds since 1970. */
export interface SIPMessage {
  /** 1 for the first of the connection, either way. */
  number: number;
  /** The message, decoded: `method` or `status_code`, `headers`, and in `payload` its SDP. */
  sip: SIP;
  /** Bytes. */
  size: number;
  /** Bytes of the body. */
  body_size: number;
  /** Bytes are missing, or there were more than `max_message`. */
  is_cut?: true;
  /** Milliseconds since 1970, when its first byte was captured. */
  time: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end_time: number;
  /** Of a request: its final response. */
  answer?: SIPMessage | undefined;
  /** Of a response: which request it is for; undefined where that is not known. */
  request?: SIPMessage | undefined;
  /** Milliseconds from the request to the end of this response; of a request, of its final one. */
  latency: number | undefined;
}

/** Events of `SIPSession`, by name: what their listeners get. */
export interface SIPSessionEvents extends FramedSessionEvents<SIPSession> {
  /** A message is complete. */
  'sip message': [session: SIPSession, direction: Direction, message: SIPMessage];
  /** A request has its final response, `request.answer`, after `request.latency`. */
  'sip complete': [session: SIPSession, direction: Direction, request: SIPMessage];
  /** A client asks whether the connection is alive, a server says so. */
  'sip keepalive': [
    session: SIPSession,
    direction: Direction,
    keepalive: { type: 'ping' | 'pong'; time: number },
  ];
  /** A side broke the protocol, or bytes are missing. */
  'sip error': [session: SIPSession, direction: Direction, error: StreamProblem];
}

/** SIP on one TCP connection. */
export declare class SIPSession extends FramedSession<SIPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Messages so far, both ways. */
  message_count: number;
}
