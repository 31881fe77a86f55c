import { Direction } from '../../tcp/index';
import { TLSServerHello } from '../tls/index';
import { ByteStream, LimitEvent, StreamSession, StreamSessionOptions } from '../stream_session';

export { LimitEvent, StreamSessionOptions } from '../stream_session';

/** What an HTTPRequest and an HTTPResponse have in common. Times are times of capture. */
export declare class HTTPMessage {
  /** `1.1`, `2` */
  http_version: string | null;
  /** Of HTTP/2: the stream that carries it. */
  stream_id: number | undefined;
  /**
   * name, value, name, value, … in the order and case in which they were sent; HTTP/2's with the
   * pseudo-header fields (`:method`, `:status` …).
   */
  raw_headers: string[];
  /** The same, sent after the body. */
  trailers: string[];
  /** Of HTTP/2: fields that refer to what the capture missed, and are unknown therefore. */
  unknown_headers: readonly UnknownHeader[];
  /** Milliseconds since 1970, when the head's last byte was captured. */
  start: number | null;
  /** Milliseconds since 1970, when the message's last byte was captured. */
  end: number | null;
  /** Bytes of body that were delivered, transfer coding removed. */
  body_len: number;
  /** Bytes of body that the capture missed. */
  missing: number;
  /**
   * Of HTTP/2: whether frames were missed in its midst, so that bytes of the body may be missing
   * uncounted.
   */
  interrupted: boolean;
  /** Whether the whole message was captured. */
  complete: boolean;
  /**
   * With the session's option `bodies`, when the message is complete or the connection has ended:
   * the body, its Content-Encoding undone; as it was sent where `body_error` is set.
   */
  body?: Buffer | undefined;
  /** Why the body is not decoded. */
  body_error?: string | undefined;
  /**
   * Whether bytes of the body are missing in `body`: beyond the limits, not captured, or of a
   * message without its end.
   */
  body_truncated?: boolean | undefined;
  /**
   * By name, in the case in which it was sent; the lower-case name finds it too. A list where a
   * header was sent more than once.
   */
  readonly headers: Record<string, string | string[]>;
  /** The first value of a header, its name in any case. */
  header(name: string): string | undefined;
}

/** A header field of HTTP/2 of which the capture missed the name, the value, or both. */
export interface UnknownHeader {
  /** Its place among all fields of its list. */
  position: number;
  /** undefined where the capture missed it. */
  name: string | undefined;
  /** undefined where the capture missed it. */
  value: string | undefined;
  /** True where it is one of the trailers. */
  trailer?: true;
}

/** A request, of HTTP/1 and HTTP/2 alike. */
export declare class HTTPRequest extends HTTPMessage {
  /** 1 for the first request of the connection. */
  number: number;
  /** null where the capture missed it. */
  method: string | null;
  /** As it was sent: HTTP/2's `:path`. null where the capture missed it. */
  url: string | null;
  /** Of HTTP/2: promised by the server, and sent by no client. */
  pushed: boolean;
  /** The host and port that it is for: `:authority` of HTTP/2, otherwise the Host header. */
  readonly host: string | undefined;
  /** The response that answers it, once it has begun. */
  response: HTTPResponse | undefined;
}

/** A response, of HTTP/1 and HTTP/2 alike. */
export declare class HTTPResponse extends HTTPMessage {
  /** null where the capture missed it. */
  status_code: number | null;
  /** The text that was sent with the status. */
  status_message: string;
  /** The request that it answers; undefined where the capture missed it. */
  request: HTTPRequest | undefined;
  /** Milliseconds from the request to the response's head. */
  readonly latency: number | undefined;
}

/** What a TLS connection's first message says in clear. */
export interface ClientHello {
  /** The name of the server that is called. */
  server_name: string | undefined;
  /** Protocols that the client offers: `h2`, `http/1.1`. */
  alpn: string[];
  /** The newest version that the client offers: `TLS 1.3`. */
  version: string;
}

/** An error in what was captured; `code` is stable. */
export interface StreamError extends Error {
  /** `ERR_PCAP_…` */
  code: string;
  /** Of HTTP/2: the stream that it is about. */
  stream_id?: number;
  /** Of `ERR_PCAP_HTTP_RESET`: `CANCEL`, `REFUSED_STREAM` … (RFC 9113, 7). */
  http2_error?: string;
}

/**
 * What one side of an HTTP/2 connection announces (RFC 9113, 6.5.2), by name; those without a name
 * by number.
 */
export interface HTTP2Settings {
  /** Bytes of the table of header fields. */
  header_table_size?: number;
  /** 0: the server must not push. */
  enable_push?: number;
  /** Streams at a time. */
  max_concurrent_streams?: number;
  /** Bytes of a new stream before a window update. */
  initial_window_size?: number;
  /** Bytes of payload in a frame. */
  max_frame_size?: number;
  /** Bytes of header fields, uncompressed. */
  max_header_list_size?: number;
  /** 1: WebSocket over HTTP/2 (RFC 8441). */
  enable_connect_protocol?: number;
  /** 1: no priorities of RFC 7540. */
  no_rfc7540_priorities?: number;
  /** Any other setting, by its number. */
  [id: number]: number;
}

/** One side of an HTTP/2 connection begins no more streams. */
export interface HTTP2Goaway {
  /** The last stream that was or may be handled. */
  last_stream_id: number;
  /** `NO_ERROR`, `ENHANCE_YOUR_CALM` … */
  error: string;
  /** At most 1 KiB. */
  debug_data: Buffer;
  /** Milliseconds since 1970. */
  time: number;
}

/** An end of the connection that a proxy speaks for. */
export interface ProxyEnd {
  /** IPv4 or IPv6 address. */
  address: string;
  /** 1 to 65535. */
  port: number;
}

/** What HAProxy, nginx and others send before a client's own bytes (PROXY protocol). */
export interface ProxyHeader {
  /** 1 text, 2 binary. */
  version: 1 | 2;
  /** Of the connection to the proxy. */
  protocol: 'TCP4' | 'TCP6' | 'UDP4' | 'UDP6' | 'UNKNOWN';
  /** The client; undefined where the proxy does not say. */
  source: ProxyEnd | undefined;
  /** Whom the client connected to. */
  destination: ProxyEnd | undefined;
}

/** Events of `HTTPSession`, by name: what their listeners get. */
export interface HTTPSessionEvents {
  /** A request's head is there. */
  'http request': [session: HTTPSession, request: HTTPRequest];
  /** Bytes of a request's body. */
  'http request body': [session: HTTPSession, data: Buffer, request: HTTPRequest];
  /** A request is over. */
  'http request complete': [session: HTTPSession, request: HTTPRequest];
  /** A response's head is there. */
  'http response': [session: HTTPSession, response: HTTPResponse];
  /** Bytes of a response's body. */
  'http response body': [session: HTTPSession, data: Buffer, response: HTTPResponse];
  /** A response is over, and with it the exchange. */
  'http response complete': [session: HTTPSession, response: HTTPResponse];
  /** A 1xx response, before the real one. */
  'http information': [session: HTTPSession, response: HTTPResponse];
  /** Bytes that were not understood or not captured; parsing continues with the next message. */
  'http error': [session: HTTPSession, direction: Direction, error: StreamError];
  /** CONNECT: what follows is looked at anew. */
  'http tunnel': [session: HTTPSession, request: HTTPRequest | undefined, response: HTTPResponse];
  /** An upgrade to anything but WebSocket. */
  'http upgrade': [
    session: HTTPSession,
    protocol: string,
    request: HTTPRequest | undefined,
    response: HTTPResponse,
  ];
  /** The connection becomes a WebSocket. */
  'websocket upgrade': [session: HTTPSession, websocket: WebSocketSession];
  /** A message is complete. */
  'websocket message': [session: HTTPSession, direction: Direction, message: WebSocketMessage];
  /** A ping was sent. */
  'websocket ping': [session: HTTPSession, direction: Direction, control: WebSocketControl];
  /** A pong was sent. */
  'websocket pong': [session: HTTPSession, direction: Direction, control: WebSocketControl];
  /** A close frame was sent. */
  'websocket close': [session: HTTPSession, direction: Direction, control: WebSocketControl];
  /** A side broke the protocol, or bytes are missing. */
  'websocket error': [session: HTTPSession, direction: Direction, error: StreamError];
  /** The connection is HTTP/2 from here on. */
  http2: [session: HTTPSession];
  /** A SETTINGS frame was sent. */
  'http2 settings': [session: HTTPSession, direction: Direction, settings: HTTP2Settings];
  /** A GOAWAY frame was sent. */
  'http2 goaway': [session: HTTPSession, direction: Direction, goaway: HTTP2Goaway];
  /** The connection changes to TLS. */
  tls: [session: HTTPSession, hello: TLSHello];
  /** A PROXY header before the client's own bytes. */
  proxy: [session: HTTPSession, proxy: ProxyHeader];
  /** Something had to be dropped to keep the memory limit. */
  limit: [session: HTTPSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: HTTPSession];
}

/** Options of `HTTPSession`. */
export interface HTTPSessionOptions extends StreamSessionOptions {
  /** Whether complete messages have their body, decoded: `message.body`. Default: false. */
  bodies?: boolean | undefined;
  /** Bytes of such a body, as sent and as decoded; the rest is left out. Default: 1 MiB. */
  max_body_size?: number | undefined;
  /** Bytes of start line and headers; in HTTP/2 32 more each field. Default: 80 KiB. */
  max_header_size?: number | undefined;
  /**
   * Bytes kept of each of HTTP/2's header tables; fields that refer to others are unknown. Default:
   * 64 KiB.
   */
  max_header_table_size?: number | undefined;
  /** Streams of HTTP/2 under way at a time; the oldest gives way. Default: 1000. */
  max_streams?: number | undefined;
  /** Bytes that are kept of a WebSocket message. Default: 1 MiB. */
  max_message_size?: number | undefined;
}

/** What client and server of a TLS connection agreed on; see TLSSession for more. */
export interface TLSHello {
  /** The name that the client asks for. */
  server_name: string | undefined;
  /**
   * `'TLS 1.3'`: what the server chose. Undefined where its hello was not captured; so are the next
   * three.
   */
  version: string | undefined;
  /** `'TLS_AES_128_GCM_SHA256'` */
  cipher: string | undefined;
  /**
   * The protocol that the server chose; undefined where it chose none, and in TLS 1.3, which
   * encrypts it.
   */
  alpn: string | undefined;
  /** All that the client offered. */
  client_hello: ClientHello;
  /** The server's hello, once it was captured. */
  server_hello: TLSServerHello | undefined;
}

/** HTTP/1.x and HTTP/2 on one TCP connection: requests and responses, paired, as they go by. */
export declare class HTTPSession extends StreamSession<HTTPSessionEvents> {
  constructor(stream: ByteStream, options?: HTTPSessionOptions);
  /** The pair that the event is about. */
  request: HTTPRequest;
  /** The newest response. */
  response: HTTPResponse;
  /** Requests so far. */
  request_count: number;
  /** What the connection carries; undefined as long as that is not known. */
  protocol: 'http' | 'http2' | 'tls' | 'websocket' | 'upgraded' | 'other' | undefined;
  /** The WebSocket session, after an upgrade. */
  websocket: WebSocketSession | undefined;
  /** The client's hello, once it was captured. */
  client_hello: ClientHello | undefined;
  /** The server's hello, once it was captured. */
  server_hello: TLSServerHello | undefined;
  /** The PROXY protocol header, where the connection begins with one. */
  proxy: ProxyHeader | undefined;
  /** True where the capture began in the middle and `tcp_session.src` is the server. */
  readonly swapped: boolean;
}

/** A message, whole: its frames joined, unmasked, decompressed. */
export declare class WebSocketMessage {
  /** What it is. */
  type: 'text' | 'binary';
  /** null where it could not be had, see `truncated`. */
  data: Buffer | null;
  /** Whether it was compressed (permessage-deflate). */
  compressed: boolean;
  /** Frames that it was sent in. */
  frames: number;
  /** Bytes of payload on the wire. */
  length: number;
  /** Of these, bytes that the capture missed. */
  missing: number;
  /** Whether `data` is incomplete: longer than the limit, or not captured. */
  truncated: boolean;
  /** Milliseconds since 1970. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** The data as UTF-8. */
  toString(): string;
}

/** A ping, pong or close frame. */
export interface WebSocketControl {
  /** What it is. */
  type: 'ping' | 'pong' | 'close';
  /** The content. */
  data: Buffer;
  /** Milliseconds since 1970. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Of a close frame: RFC 6455, 7.4. */
  code?: number | undefined;
  /** Text of a close frame. */
  reason?: string;
}

/** Events of `WebSocketSession`, by name: what their listeners get. */
export interface WebSocketSessionEvents {
  /** A message is complete. */
  'websocket message': [session: WebSocketSession, direction: Direction, message: WebSocketMessage];
  /** A ping was sent. */
  'websocket ping': [session: WebSocketSession, direction: Direction, control: WebSocketControl];
  /** A pong was sent. */
  'websocket pong': [session: WebSocketSession, direction: Direction, control: WebSocketControl];
  /** A close frame was sent. */
  'websocket close': [session: WebSocketSession, direction: Direction, control: WebSocketControl];
  /** A side broke the protocol, or bytes are missing. */
  'websocket error': [session: WebSocketSession, direction: Direction, error: StreamError];
  /** Something had to be dropped to keep the memory limit. */
  limit: [session: WebSocketSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: WebSocketSession];
}

/** Options of `WebSocketSession`. */
export interface WebSocketSessionOptions extends StreamSessionOptions {
  /** The messages that made the upgrade. */
  request?: HTTPRequest | undefined;
  /** The response that upgraded the connection. */
  response?: HTTPResponse | undefined;
  /** Bytes of a message that are kept. Default: 1 MiB. */
  max_message_size?: number | undefined;
  /**
   * Whether to take the data of `tcp_session`; otherwise `data()` is called with it. Default: true.
   */
  listen?: boolean | undefined;
}

/** RFC 6455 on one TCP connection, after the upgrade. */
export declare class WebSocketSession extends StreamSession<WebSocketSessionEvents> {
  constructor(stream: ByteStream, options?: WebSocketSessionOptions);
  /** The request that upgraded the connection. */
  readonly request: HTTPRequest | undefined;
  /** The response that upgraded the connection. */
  readonly response: HTTPResponse | undefined;
  /** Of the request. */
  readonly url: string | null | undefined;
  /** The subprotocol that the server chose. */
  readonly protocol: string | undefined;
  /** Whether permessage-deflate was agreed upon. */
  readonly deflate: boolean;
}

/**
 * Undoes the codings of a Content-Encoding header (gzip, deflate, br, zstd). `body` may lack its
 * end: what can be decoded is returned. `max_length`: 1 MiB.
 */
export declare function decode_content(
  body: Buffer,
  encoding: string | undefined,
  max_length?: number,
): { data: Buffer; error?: undefined } | { data?: undefined; error: string };
