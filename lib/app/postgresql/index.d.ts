import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
  TLSSession,
} from '../framed/session';

/** An error or notice of the server, by the names of its fields. */
export interface PostgreSQLError {
  /** `ERROR`, `FATAL`, `NOTICE`, … */
  severity: string | undefined;
  /** SQLSTATE: `42703` */
  code: string | undefined;
  /** The server's text. */
  message: string | undefined;
  /** More about it. */
  detail?: string;
  /** What to do. */
  hint?: string;
  /** Place in the query, from 1. */
  position?: string;
  /** Place in internal_query. */
  internal_position?: string;
  /** The command that failed inside of the server. */
  internal_query?: string;
  /** The context. */
  where?: string;
  /** Name of the schema. */
  schema?: string;
  /** Name of the table. */
  table?: string;
  /** Name of the column. */
  column?: string;
  /** Name of the type. */
  data_type?: string;
  /** Name of the constraint. */
  constraint?: string;
  /** Of the server's source. */
  file?: string;
  /** Of the server's source. */
  line?: string;
  /** Of the server's source. */
  routine?: string;
}

/** How a connection began. Times are times of capture, in milliseconds since 1970. */
export interface PostgreSQLLogin {
  /** `3.0` */
  protocol: string;
  /** The name that the client gave. */
  user: string | undefined;
  /** The name that the client gave. */
  database: string | undefined;
  /** As the client says. */
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
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number | undefined;
}

/** A statement that a client sends. */
export declare class PostgreSQLQuery {
  /** 1 for the first of the connection. */
  number: number;
  /**
   * `simple`: a Query; `extended`: an Execute; `prepare`: one that failed before it could be
   * executed.
   */
  kind: 'simple' | 'extended' | 'function' | 'prepare';
  /** Up to `max_message` bytes of it; undefined where the capture does not have it. */
  text: string | undefined;
  /** Bytes of all of it. */
  text_size: number | undefined;
  /** The name of the prepared statement; empty for the unnamed one. */
  statement: string | undefined;
  /** Of the extended protocol; empty: the unnamed one. */
  portal: string | undefined;
  /** Text, a Buffer where the client sent it in binary form, or null. */
  parameters: (string | Buffer | null)[] | undefined;
  /** Milliseconds since 1970. */
  start: number;
  /** The server's answer, once it has begun. */
  result: PostgreSQLResult | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** What the server answers. */
export declare class PostgreSQLResult {
  /** Undefined where it is not known which it is. */
  query: PostgreSQLQuery | undefined;
  /** `SELECT 3`; several where a simple query has several statements. */
  tags: string[];
  /** Names of the columns. */
  columns: string[] | undefined;
  /** Rows that went over the wire, and their bytes. */
  rows: number;
  /** Bytes of all rows. */
  row_bytes: number;
  /** Rows that the tags speak of. */
  affected: number | undefined;
  /** Which way COPY goes. */
  copy: 'in' | 'out' | 'both' | undefined;
  /** Bytes of COPY. */
  copied_bytes: number;
  /** The server's error, if it reported one. */
  error: PostgreSQLError | undefined;
  /** Milliseconds since 1970. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number | undefined;
  /** Whether it reports an error. */
  readonly is_error: boolean;
  /** Milliseconds from the query to the end of its result. */
  readonly latency: number | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** Events of `PostgreSQLSession`, by name: what their listeners get. */
export interface PostgreSQLSessionEvents extends FramedSessionEvents<PostgreSQLSession> {
  /** The login is over: it succeeded, or has an `error`. */
  'postgresql login': [session: PostgreSQLSession, login: PostgreSQLLogin];
  /** A query was sent. */
  'postgresql query': [session: PostgreSQLSession, query: PostgreSQLQuery];
  /** The answer to a query is complete. */
  'postgresql result': [session: PostgreSQLSession, result: PostgreSQLResult];
  /** The server sent a notice. */
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
  /** A side broke the protocol, or bytes are missing. */
  'postgresql error': [session: PostgreSQLSession, direction: Direction, error: StreamProblem];
}

/** PostgreSQL, protocol version 3, on one TCP connection. */
export declare class PostgreSQLSession extends FramedSession<PostgreSQLSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Queries so far. */
  query_count: number;
  /** How the connection began. */
  login: PostgreSQLLogin | undefined;
}
