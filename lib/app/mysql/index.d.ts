import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
  TLSSession,
} from '../framed/session';

/** An error that a server reports. */
export interface MySQLError {
  /** `1054` */
  code: number;
  /** `42S22` */
  sqlstate: string | undefined;
  /** The server's text. */
  message: string;
}

/** How a connection began. Times are times of capture, in milliseconds since 1970. */
export interface MySQLLogin {
  /** As the server says. */
  server_version?: string;
  /** The server's number of the connection. */
  connection_id?: number;
  /** `caching_sha2_password`, … */
  auth_plugin?: string | undefined;
  /** The name that the client gave. */
  user?: string | undefined;
  /** The name that the client gave. */
  database?: string | undefined;
  /** What the client says of itself: `_client_name`, … */
  attributes?: Record<string, string>;
  /** Why it failed. */
  error: MySQLError | undefined;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number | undefined;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number | undefined;
}

/** A command of a client. */
export declare class MySQLQuery {
  /** 1 for the first of the connection. */
  number: number;
  /** `QUERY`, `STMT_PREPARE`, `STMT_EXECUTE`, `PING`, … */
  command: string;
  /** The statement, up to `max_message` bytes; of a prepared one where the capture has that. */
  text: string | undefined;
  /** Bytes of all of it. */
  text_size: number | undefined;
  /** Of a prepared statement. */
  statement_id: number | undefined;
  /** Milliseconds since 1970. */
  start: number;
  /** The server's answer, once it has begun. */
  result: MySQLResult | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** What the server answers. */
export declare class MySQLResult {
  /** Undefined where it is not known which it is. */
  query: MySQLQuery | undefined;
  /** Of the last result set. */
  columns: string[] | undefined;
  /** Rows that went over the wire, and their bytes. */
  rows: number;
  /** Bytes of all rows. */
  row_bytes: number;
  /** Sets of rows so far. */
  result_sets: number;
  /** Rows that were changed. */
  affected: number | undefined;
  /** The last AUTO_INCREMENT value. */
  insert_id: number | undefined;
  /** Number of warnings. */
  warnings: number | undefined;
  /** The server's text. */
  info: string | undefined;
  /** Of a statement that was prepared. */
  statement_id: number | undefined;
  /** The server's error, if it reported one. */
  error: MySQLError | undefined;
  /** Milliseconds since 1970. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number | undefined;
  /** Whether it reports an error. */
  readonly is_error: boolean;
  /** Milliseconds from the command to the end of its result. */
  readonly latency: number | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** Events of `MySQLSession`, by name: what their listeners get. */
export interface MySQLSessionEvents extends FramedSessionEvents<MySQLSession> {
  /** The login is over: it succeeded, or has an `error`. */
  'mysql login': [session: MySQLSession, login: MySQLLogin];
  /** A command was sent. */
  'mysql query': [session: MySQLSession, query: MySQLQuery];
  /** The answer to a command is complete. */
  'mysql result': [session: MySQLSession, result: MySQLResult];
  /** What follows is TLS; with keys, its events are events of this session. */
  'mysql tls': [session: MySQLSession, tls: TLSSession];
  /** What follows can't be read: `compressed`, `replication`. */
  'mysql opaque': [session: MySQLSession, reason: string];
  /** A side broke the protocol, or bytes are missing. */
  'mysql error': [session: MySQLSession, direction: Direction, error: StreamProblem];
}

/** MySQL or MariaDB on one TCP connection. */
export declare class MySQLSession extends FramedSession<MySQLSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Queries so far. */
  query_count: number;
  /** How the connection began. */
  login: MySQLLogin | undefined;
}
