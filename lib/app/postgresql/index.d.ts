import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionOptions,
  LimitEvent,
  StreamProblem,
  TLSSession,
} from '../framed/session';

/** An error or notice of the server, by the names of its fields. */
export interface PostgreSQLError {
  /** `ERROR`, `FATAL`, `NOTICE`, … */
  severity: string | undefined;
  /** SQLSTATE: `42703` */
  code: string | undefined;
  message: string | undefined;
  detail?: string;
  hint?: string;
  position?: string;
  internal_position?: string;
  internal_query?: string;
  where?: string;
  schema?: string;
  table?: string;
  column?: string;
  data_type?: string;
  constraint?: string;
  file?: string;
  line?: string;
  routine?: string;
}

/** How a connection began. Times are times of capture, in milliseconds since 1970. */
export interface PostgreSQLLogin {
  /** `3.0` */
  protocol: string;
  user: string | undefined;
  database: string | undefined;
  application_name: string | undefined;
  /** All that the client said. */
  parameters: Record<string, string>;
  /** `ok` where the server asked for nothing; `password`, `md5`, `sasl`, … */
  authentication: string | undefined;
  /** What the server says of itself: `server_version`, … */
  server_parameters: Record<string, string>;
  /** Of the server's process, which a `'postgresql cancel'` names. */
  process_id: number | undefined;
  /** Why it failed. */
  error: PostgreSQLError | undefined;
  start: number;
  end: number | undefined;
}

/** A statement that a client sends. */
export declare class PostgreSQLQuery {
  /** 1 for the first of the connection. */
  number: number;
  /** `simple`: a Query; `extended`: an Execute; `prepare`: one that failed before it could be executed. */
  kind: 'simple' | 'extended' | 'function' | 'prepare';
  /** Up to `max_message` bytes of it; undefined where the capture does not have it. */
  text: string | undefined;
  /** Bytes of all of it. */
  text_size: number | undefined;
  /** The name of the prepared statement; empty for the unnamed one. */
  statement: string | undefined;
  portal: string | undefined;
  /** Text, a Buffer where the client sent it in binary form, or null. */
  parameters: (string | Buffer | null)[] | undefined;
  /** Milliseconds since 1970. */
  start: number;
  result: PostgreSQLResult | undefined;
  toJSON(): object;
}

/** What the server answers. */
export declare class PostgreSQLResult {
  /** Undefined where it is not known which it is. */
  query: PostgreSQLQuery | undefined;
  /** `SELECT 3`; several where a simple query has several statements. */
  tags: string[];
  columns: string[] | undefined;
  /** Rows that went over the wire, and their bytes. */
  rows: number;
  row_bytes: number;
  /** Rows that the tags speak of. */
  affected: number | undefined;
  copy: 'in' | 'out' | 'both' | undefined;
  copied_bytes: number;
  error: PostgreSQLError | undefined;
  /** Milliseconds since 1970. */
  start: number;
  end: number | undefined;
  readonly is_error: boolean;
  /** Milliseconds from the query to the end of its result. */
  readonly latency: number | undefined;
  toJSON(): object;
}

export interface PostgreSQLSessionEvents {
  /** The login is over: it succeeded, or has an `error`. */
  'postgresql login': [session: PostgreSQLSession, login: PostgreSQLLogin];
  'postgresql query': [session: PostgreSQLSession, query: PostgreSQLQuery];
  'postgresql result': [session: PostgreSQLSession, result: PostgreSQLResult];
  'postgresql notice': [session: PostgreSQLSession, notice: PostgreSQLError];
  /** Of LISTEN and NOTIFY. */
  'postgresql notification': [
    session: PostgreSQLSession,
    notification: { process_id: number; channel: string; payload: string },
  ];
  /** The connection asks for another one's statement to be cancelled. */
  'postgresql cancel': [session: PostgreSQLSession, cancel: { process_id: number }];
  /** What follows is TLS; with keys, its events are events of this session. */
  'postgresql tls': [session: PostgreSQLSession, tls: TLSSession];
  /** What follows can't be read; `reason` says why. */
  'postgresql opaque': [session: PostgreSQLSession, reason: string];
  'postgresql error': [session: PostgreSQLSession, direction: Direction, error: StreamProblem];
  limit: [session: PostgreSQLSession, dropped: LimitEvent];
  end: [session: PostgreSQLSession];
}

/** PostgreSQL, protocol version 3, on one TCP connection. */
export declare class PostgreSQLSession extends FramedSession<PostgreSQLSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  query_count: number;
  login: PostgreSQLLogin | undefined;
}
