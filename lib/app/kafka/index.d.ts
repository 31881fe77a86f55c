import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/** A batch of records, by its header; of magic 0 and 1, a message. */
export interface KafkaBatch {
  /** Of the first record; in a request, as the client says. */
  base_offset: number | bigint;
  /** Bytes, all of it. */
  size: number;
  /** 2: a batch. 0, 1: a message. */
  magic: number;
  /** How many records it has; undefined of messages that are compressed together. */
  record_count?: number | undefined;
  /** How its records are compressed. */
  compression?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd' | undefined;
  /** What the times of its records are. */
  timestamp_type?: 'create_time' | 'log_append_time';
  /** Milliseconds since 1970. */
  base_timestamp?: number | bigint;
  /** Milliseconds since 1970. */
  max_timestamp?: number | bigint;
  /** How far the last record's offset is from the first's. */
  last_offset_delta?: number;
  /** Of the leader that wrote it. */
  leader_epoch?: number;
  /** As sent; it is not checked. */
  crc?: number;
  /** It belongs to a transaction. */
  is_transactional?: boolean;
  /** It says how a transaction ended. */
  is_control?: boolean;
  /** -1: none. */
  producer_id?: number | bigint;
  /** -1: none. */
  producer_epoch?: number;
  /** -1: none. */
  base_sequence?: number;
}

/** What a message has of records of a partition. */
export interface KafkaRecords {
  /** Bytes. */
  size: number;
  /** Undefined where it is not known. */
  record_count: number | undefined;
  /** The first 1000. */
  batches: KafkaBatch[];
}

/**
 * A field of a message. Numbers that are not exact as such are BigInts; `…_size` is that of bytes
 * that are left out.
 */
export type KafkaValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | KafkaRecords
  | KafkaValue[]
  | { [field: string]: KafkaValue };

/**
 * What requests and responses have in common. Times are times of capture, in milliseconds since
 * 1970.
 */
interface KafkaMessage {
  /** Equal in request and response. */
  correlation_id: number;
  /** `Produce`, `Fetch`, …; undefined where it is not known. */
  api: string | undefined;
  /**
   * Its fields, by Kafka's names in snake_case; topics and partitions have the same names
   * everywhere: `topics`, `name`, `partitions`, `partition`. Undefined where the API or its version
   * is not known.
   */
  body: Record<string, KafkaValue> | undefined;
  /** Names of its topics; where a version has ids instead, these. */
  topics?: (string | null)[];
  /** How many partitions it is about. */
  partition_count?: number;
  /** How many records it has; undefined where that is not known. */
  record_count?: number | undefined;
  /** Bytes of its records. */
  record_bytes?: number;
  /** Only its beginning could be read. */
  is_cut?: true;
  /** A field was longer than the message. */
  is_malformed?: true;
  /** Bytes, as sent. */
  size: number;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
}

/** A request of a client. */
export interface KafkaRequest extends KafkaMessage {
  /** 1 for the first of the connection. */
  number: number;
  /** The number of the API. */
  api_key: number;
  /** The version of the API. */
  api_version: number;
  /** What the client calls itself. */
  client_id: string | null;
  /** The answer to it. */
  response: KafkaResponse | undefined;
}

/** A broker's response. */
export interface KafkaResponse extends KafkaMessage {
  /** What it answers; undefined where that is not known. */
  request: KafkaRequest | undefined;
  /** That of the request. */
  api_version: number | undefined;
  /** The first 100 that it reports. */
  errors?: {
    /** Number of the error. */
    code: number;
    /** `UNKNOWN_TOPIC_OR_PARTITION`, …; undefined where it is unknown. */
    name: string | undefined;
    /** The topic that it is about; undefined where it is about none. */
    topic: string | null | undefined;
    /** The partition that it is about. */
    partition: number | undefined;
  }[];
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Milliseconds from the request to the end of its response. */
  latency: number | undefined;
}

/** Options of `KafkaSession`. */
export interface KafkaSessionOptions extends FramedSessionOptions {
  /** Bytes kept of a message; records of longer ones can't be counted. Default: 1 MiB. */
  max_message?: number | undefined;
}

/** Events of `KafkaSession`, by name: what their listeners get. */
export interface KafkaSessionEvents extends FramedSessionEvents<KafkaSession> {
  /** A request was sent. */
  'kafka request': [session: KafkaSession, request: KafkaRequest];
  /** A response is complete. */
  'kafka response': [session: KafkaSession, response: KafkaResponse];
  /** A side broke the protocol, or bytes are missing. */
  'kafka error': [session: KafkaSession, direction: Direction, error: StreamProblem];
}

/** Kafka's protocol on one TCP connection. */
export declare class KafkaSession extends FramedSession<KafkaSessionEvents> {
  constructor(stream: ByteStream, options?: KafkaSessionOptions);
  /** Requests so far. */
  request_count: number;
  /** What the client calls itself. */
  client_id: string | undefined;
}
