import { EventEmitter } from 'node:events';
import { TLSKeys } from '../../app/tls/index';
import { TypedEmitter } from '../../events';
import { BusConnection, ReadingOptions } from '../../sensor/bus_session';

export { BusConnection, ReadingOptions } from '../../sensor/bus_session';

/** The partitions of each kind in a stream: 64. */
export declare const PARTITIONS: 64;

/** A kind of records: what `pcap flows`, `http`, `dns` and `tls` print with `--json`. */
export type RecordKind = 'flows' | 'http' | 'dns' | 'tls';

/** What a sink is given: records or packets of one partition that follow each other. */
export interface SensorBatch {
  /** The name of the sensor. */
  sensor: string;
  /** Which run of it: different after each start. */
  run: string;
  /** What the bytes are: lines of JSON, or of `'packets'` a pcap file. */
  kind: RecordKind | 'packets';
  /** `flow_hash` modulo the sink's `partitions`. */
  partition: number;
  /** The number of the first record or packet. */
  seq: number;
  /** The number of the last one. */
  last: number;
  /** How many there are; those of other partitions have the numbers between. */
  count: number;
  /** The records or packets. */
  bytes: Buffer;
}

/** Where a sensor's batches go. */
export interface Sink {
  /** Partitions that flows are spread over. Default: 1. */
  readonly partitions?: number | undefined;
  /** What messages call it. */
  readonly name?: string | undefined;
  /**
   * Resolves when the batch is safe. When it rejects the batch is tried again, unless the error has
   * a true `is_permanent`.
   */
  write(batch: SensorBatch): Promise<unknown>;
  /** Is called once, when nothing more will come. */
  close(): unknown;
}

/** Options of a sink that writes files. */
export interface FileSinkOptions {
  /** Bytes after which the next file begins. Default: 100 MiB. */
  rotate_size?: number | undefined;
  /** Files kept of each kind, the newest. Default: all. */
  max_files?: number | undefined;
}

/**
 * A sink that writes files into a folder: `KIND-START-PID-NUMBER.ndjson`, and `.pcapng` for
 * packets.
 */
export declare function file_sink(folder: string, options?: FileSinkOptions): Sink;

/** A sink that publishes to NATS JetStream: `nats://host:4222/stream`. */
export declare function nats_sink(address: string, options?: BusConnection): Sink;

/**
 * The hash of a flow by the texts of its ends, `'192.0.2.1:80'` and `'[2001:db8::1]:80'`; the same
 * for both directions.
 */
export declare function flow_hash(a: string, b: string): number;

/** Options of `publish()`. */
export interface PublishOptions {
  /** Kinds of records. Default: all. */
  records?: RecordKind[] | undefined;
  /**
   * Which packets are published, too: a filter of pcap-filter(7), or true for all. Default: none.
   */
  packets?: string | boolean | undefined;
  /**
   * Keys of TLS, so that records tell what is encrypted, too. Default: those that a pcapng file
   * brings along.
   */
  keys?: TLSKeys | undefined;
  /**
   * The name of the sensor: letters, digits, dots, dashes, colons. Default: the name of the host.
   */
  sensor?: string | undefined;
  /** Bytes of a batch at most, unless one record is longer. Default: 256 KiB. */
  batch_size?: number | undefined;
  /** Milliseconds after which a batch goes out however small. Default: 200. */
  batch_time?: number | undefined;
  /** Bytes that wait in memory at most. Default: 64 MiB. */
  queue_size?: number | undefined;
  /** A folder where batches wait, so that they outlive this process. Default: none. */
  spool?: string | undefined;
  /** Bytes in that folder at most. Default: 1 GiB. */
  spool_size?: number | undefined;
  /** Milliseconds that `close()` waits for the sink. Default: 30000. */
  close_timeout?: number | undefined;
}

/** Batches that were given up. */
export interface Drop {
  /** What was in them. */
  kind: RecordKind | 'packets';
  /** Records or packets. */
  count: number;
  /** Their size. */
  bytes: number;
  /** Why: `'queue full'`, or what the sink said. */
  reason: string;
}

/** What `Publisher.stats()` returns. */
export interface PublisherStats {
  /** Records that were made. */
  records: number;
  /** Packets that were taken. */
  packets: number;
  /** Records that the sink has, those of earlier runs among them. */
  sent_records: number;
  /** Packets that the sink has, those of earlier runs among them. */
  sent_packets: number;
  /** Bytes that the sink has. */
  sent_bytes: number;
  /** Batches that the sink has. */
  sent_batches: number;
  /** Records that were given up. */
  dropped_records: number;
  /** Packets that were given up. */
  dropped_packets: number;
  /** Bytes that were given up. */
  dropped_bytes: number;
  /** Writes that failed and were tried again. */
  retries: number;
  /** Batches that wait. */
  queued_batches: number;
  /** Their bytes in memory. */
  queued_bytes: number;
  /** Bytes in the spool. */
  spooled_bytes: number;
}

/** Events of `Publisher`, by name: what their listeners get. */
export interface PublisherEvents {
  /** Something was given up. */
  drop: [drop: Drop];
  /** The sink does not take batches; told again when the reason changes. */
  retry: [error: Error];
  /** The sink takes batches again. */
  recover: [];
  /** A batch is safe. */
  sent: [];
  /** Nothing more goes into the spool, since it is full or can't be written. */
  'spool error': [error: Error];
  /** Everything is closed. */
  close: [];
}

/** What `publish()` returns. */
export declare class Publisher extends TypedEmitter<PublisherEvents> {
  private constructor();
  /** The name of the sensor. */
  readonly sensor: string;
  /** Names this run. */
  readonly run: string;
  /** What was published so far, what was given up, and what waits. */
  stats(): PublisherStats;
  /**
   * Sends what waits and closes the sink; is called when the session closes. Rejects with
   * `ERR_PCAP_BUS` when something could not be sent.
   */
  close(): Promise<PublisherStats>;
}

/** A session, or anything that emits its events. */
export interface PacketEmitter extends EventEmitter {
  /** Whether it can't wait: sessions of files are paused while the sink is behind. */
  readonly is_live?: boolean | undefined;
}

/**
 * Publishes what a session captures: records of connections, HTTP, DNS and TLS, and packets where
 * they are asked for. `sink` is an object, an address such as `'nats://host:4222'`, or a folder.
 */
export declare function publish(
  session: PacketEmitter,
  sink: Sink | string,
  options?: PublishOptions,
): Publisher;

/** A record, as a sensor has made it; what follows is as the command's `--json` has it. */
export interface SensorRecord {
  /** The version of the format: 1. */
  schema: number;
  /** The name of the sensor. */
  sensor: string;
  /** The run of it. */
  run: string;
  /** The number of the record in that run. */
  seq: number;
  /** `'connection'`, `'exchange'`, `'dns'`, `'tls'` … */
  type: string;
  /** What else a record of its type has. */
  [name: string]: unknown;
}

/**
 * Records of one kind. Those of a message are acknowledged when the record after them is asked for.
 */
export declare class RecordReader implements AsyncIterable<SensorRecord> {
  private constructor();
  /** For `for await`. */
  [Symbol.asyncIterator](): AsyncIterator<SensorRecord>;
  /** Messages that came, and how many of them had come before. */
  stats(): { received: number; duplicates: number };
  /** Ends the loop. */
  close(): void;
}

/** Reads records back from an address with a kind: `nats://host:4222/pcap.http`. */
export declare function read_records(address: string, options?: ReadingOptions): RecordReader;
