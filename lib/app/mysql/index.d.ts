import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionOptions,
  LimitEvent,
  StreamProblem,
  TLSSession,
} from '../framed/session';

export interface MySQLError {
  /** `1054` */
  code: number;
  /** `42S22` */
  sqlstate: string | undefined;
  message: string;
}

/** How a connection began. Times are times of capture, in milliseconds since 1970. */
export interface MySQLLogin {
  server_version?: string;
  connection_id?: number;
  /** `caching_sha2_password`, … */
  auth_plugin?: string | undefined;
  user?: string | undefined;
  database?: string | undefined;
  /** What the client says of itself: `_client_name`, … */
  attributes?: Record<string, string>;
  /** Why it failed. */
  error: MySQLError | undefined;
  start: number | undefined;
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
  result: MySQLResult | undefined;
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
  row_bytes: number;
  result_sets: number;
  affected: number | undefined;
  insert_id: number | undefined;
  warnings: number | undefined;
  info: string | undefined;
  /** Of a statement that was prepared. */
  statement_id: number | undefined;
  error: MySQLError | undefined;
  /** Milliseconds since 1970. */
  start: number;
  end: number | undefined;
  readonly is_error: boolean;
  /** Milliseconds from the command to the end of its result. */
  readonly latency: number | undefined;
  toJSON(): object;
}

export interface MySQLSessionEvents {
  /** The login is over: it succeeded, or has an `error`. */
  'mysql login': [session: MySQLSession, login: MySQLLogin];
  'mysql query': [session: MySQLSession, query: MySQLQuery];
  'mysql result': [session: MySQLSession, result: MySQLResult];
  /** What follows is TLS; with keys, its events are events of this session. */
  'mysql tls': [session: MySQLSession, tls: TLSSession];
  /** What follows can't be read: `compressed`, `replication`. */
  'mysql opaque': [session: MySQLSession, reason: string];
  'mysql error': [session: MySQLSession, direction: Direction, error: StreamProblem];
  limit: [session: MySQLSession, dropped: LimitEvent];
  end: [session: MySQLSession];
}

/** MySQL or MariaDB on one TCP connection. */
export declare class MySQLSession extends FramedSession<MySQLSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  query_count: number;
  login: MySQLLogin | undefined;
}
