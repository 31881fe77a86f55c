import { HTTPSession } from '../http1/index';

/** Options of `HARWriter`. */
export interface HARWriterOptions {
  /** Whether bodies are written. Default: true. */
  bodies?: boolean | undefined;
  /** Whether cookies and authorisation are written; otherwise `[hidden]`. Default: false. */
  secrets?: boolean | undefined;
  /** Bytes of a body, as sent and as decoded. Default: 1 MiB. */
  max_body_size?: number | undefined;
  /** Bytes of bodies and messages of all exchanges under way. Default: 64 MiB. */
  max_held_bytes?: number | undefined;
  /** Exchanges under way; the oldest is written as it is. Default: 10000. */
  max_exchanges?: number | undefined;
  /** Encrypted connections that are listed. Default: 10000. */
  max_connections?: number | undefined;
}

/** HTTP exchanges as a HAR 1.2 file, written as they end. */
export declare class HARWriter {
  /** @param write takes the file, piece by piece */
  constructor(write: (text: string) => void, options?: HARWriterOptions);
  /** Entries written so far. */
  readonly entries: number;
  /** Writes the exchanges of a session from now on. */
  add(http_session: HTTPSession): void;
  /** Writes what is under way as it is, and the end of the file. */
  close(): void;
}
