import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/**
 * A value of BSON. What JavaScript has no value for is as in MongoDB's Extended JSON: `{ $oid }`,
 * `{ $timestamp: { t, i } }`, `{ $numberDecimal }`, …; bytes are `{ $binary: { bytes, subtype } }`.
 * Numbers that are not exact as such are BigInts.
 */
export type BSONValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | Buffer
  | BSONValue[]
  | BSONDocument;

/** A document: values by their keys. */
export interface BSONDocument {
  /** The value of a key. */
  [key: string]: BSONValue;
}

/** The kinds of messages on the wire. */
export type MongoDBOpcode =
  | 'OP_MSG'
  | 'OP_QUERY'
  | 'OP_REPLY'
  | 'OP_GET_MORE'
  | 'OP_INSERT'
  | 'OP_UPDATE'
  | 'OP_DELETE'
  | 'OP_KILL_CURSORS';

/**
 * What commands and replies have in common. Times are times of capture, in milliseconds since 1970.
 */
interface MongoDBMessage {
  /** The sender's number of the message. */
  request_id: number;
  /** Of a compressed message, that of what is in it. */
  opcode: MongoDBOpcode | undefined;
  /** What it was compressed with; only `zlib` and `noop` can be read. */
  compressor?: 'noop' | 'snappy' | 'zlib' | 'zstd';
  /** Whether the checksum fits; of messages that have one. */
  checksum_ok?: boolean;
  /** Its document, without documents of the program, which are counted, and without secrets. */
  body?: BSONDocument;
  /** Documents that are in it; undefined where not all of them were captured. */
  document_count?: number | undefined;
  /** Bytes of these documents. */
  document_bytes?: number | undefined;
  /** Only the beginning could be read, or nothing. */
  is_cut?: true;
  /** Bytes, as sent. */
  size: number;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
}

/** A command of a client. */
export interface MongoDBCommand extends MongoDBMessage {
  /** 1 for the first of the connection. */
  number: number;
  /**
   * `find`, `insert`, …; of old opcodes `query`, `getMore`, …; undefined where it can't be read.
   */
  command: string | undefined;
  /** Which database it is for. */
  database: string | undefined;
  /** Which collection it is for; of commands that are about one. */
  collection: string | undefined;
  /** Which cursor getMore reads. */
  cursor_id: number | bigint | undefined;
  /** Of the old opcode that ends cursors. */
  cursor_ids?: (number | bigint)[];
  /** The answer to it. */
  reply: MongoDBReply | undefined;
}

/** What the server answers. */
export interface MongoDBReply extends MongoDBMessage {
  /** Undefined where it is not known which it is. */
  command: MongoDBCommand | undefined;
  /** The `request_id` of what it answers. */
  response_to: number;
  /** Undefined where the server does not say. */
  ok: boolean | undefined;
  /** Why it failed. */
  error: { code: BSONValue; code_name: BSONValue; message: BSONValue } | undefined;
  /** Where more of the result is; 0: that was all. */
  cursor_id?: number | bigint;
  /** `shop.orders`, of the cursor. */
  namespace?: string;
  /** Documents that were inserted, matched or deleted. */
  n?: number;
  /** Documents that were changed. */
  n_modified?: number;
  /** Documents that could not be written. */
  write_errors?: { index: BSONValue; code: BSONValue; message: BSONValue }[];
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Milliseconds from the command to the end of its reply. */
  latency: number | undefined;
}

/** Options of `MongoDBSession`. */
export interface MongoDBSessionOptions extends FramedSessionOptions {
  /** Bytes kept of a message; documents of longer ones can't be counted. Default: 1 MiB. */
  max_message?: number | undefined;
}

/** Events of `MongoDBSession`, by name: what their listeners get. */
export interface MongoDBSessionEvents extends FramedSessionEvents<MongoDBSession> {
  /** A command was sent. */
  'mongodb command': [session: MongoDBSession, command: MongoDBCommand];
  /** A reply is complete. */
  'mongodb reply': [session: MongoDBSession, reply: MongoDBReply];
  /** A side broke the protocol, or bytes are missing. */
  'mongodb error': [session: MongoDBSession, direction: Direction, error: StreamProblem];
}

/** MongoDB's wire protocol on one TCP connection. */
export declare class MongoDBSession extends FramedSession<MongoDBSessionEvents> {
  constructor(stream: ByteStream, options?: MongoDBSessionOptions);
  /** Commands so far. */
  command_count: number;
  /** Who logs in, as the client says. */
  user: string | undefined;
}
