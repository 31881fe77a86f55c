import { Budget } from '../../budget';
import { TypedEmitter } from '../../events';
import { Direction } from '../../tcp/index';
import { HTTPRequest, HTTPResponse, HTTPSession, StreamError } from '../http1/index';
import { LimitEvent } from '../stream_session';

/** One field of a Protocol Buffers message, without its schema. */
export declare class ProtoField {
  /** The field's number in its message. */
  number: number;
  /** 0 varint, 1 fixed64, 2 bytes, 3 group, 5 fixed32. */
  wire_type: number;
  /**
   * A varint as an unsigned number, a bigint where a number is not exact; a group as its fields.
   */
  value: number | bigint | Buffer | ProtoField[];
  /** Bytes as text, where they are UTF-8 without control characters. */
  readonly text: string | undefined;
  /** Bytes as the fields of a message, where they can be one. */
  readonly fields: ProtoField[] | undefined;
}

/** The fields of a message without its schema; undefined where the bytes are none. */
export declare function decode_fields(bytes: Buffer): ProtoField[] | undefined;

/** One message of a call. Times are milliseconds since 1970. */
export declare class GRPCMessage {
  /** 1 for the first of its direction. */
  number: number;
  /** Whether it was sent compressed. */
  compressed: boolean;
  /** Of gRPC-Web: trailers, and no message. */
  trailers: boolean;
  /** Bytes on the wire. */
  length: number;
  /** Of these, bytes that the capture missed. */
  missing: number;
  /** The message, decompressed; null if it is incomplete. */
  data: Buffer | null;
  /** Why `data` is null. */
  error: string | undefined;
  /** The message with names, where a schema has it. */
  decoded: Record<string, unknown> | undefined;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** The fields without a schema; undefined where the data is no message of Protocol Buffers. */
  readonly fields: ProtoField[] | undefined;
}

/** One call: a request, its messages and those of the answer. */
export declare class GRPCCall {
  /** undefined where the capture missed it. */
  request: HTTPRequest | undefined;
  /** The response, once it has begun. */
  response: HTTPResponse | undefined;
  /** `package.Service` */
  service: string | undefined;
  /** The method's name, without service and package. */
  method: string | undefined;
  /** Milliseconds that the client gives it. */
  timeout: number | undefined;
  /** When they are over: milliseconds since 1970. */
  readonly deadline: number | undefined;
  /** undefined as long as it is not known. */
  status: number | undefined;
  /** `OK`, `NOT_FOUND` … */
  readonly status_name: string | undefined;
  /** The text that was sent with the status. */
  status_message: string;
  /** Messages from the client so far. */
  request_count: number;
  /** Messages of the server so far. */
  response_count: number;
  /** What ended it before its status came: a reset, the end of the connection. */
  error: StreamError | undefined;
  /** Whether all of the call was captured. */
  complete: boolean;
}

/** Events of `GRPCSession`, by name: what their listeners get. */
export interface GRPCSessionEvents {
  /** A call has begun. */
  'grpc call': [session: GRPCSession, call: GRPCCall];
  /** A message is complete. */
  'grpc message': [
    session: GRPCSession,
    direction: Direction,
    message: GRPCMessage,
    call: GRPCCall,
  ];
  /** The response is over. */
  'grpc complete': [session: GRPCSession, call: GRPCCall];
  /** Incomplete messages had to be dropped to keep the memory limit. */
  limit: [session: GRPCSession, dropped: LimitEvent];
}

/** Message types by service and method, from `load_schemas()`. */
export declare class Schemas {
  /** undefined where the method is unknown, or the bytes are not its message. */
  decode(
    service: string,
    method: string,
    kind: 'request' | 'response',
    data: Uint8Array,
  ): Record<string, unknown> | undefined;
}

/** Options of `GRPCSession`. */
export interface GRPCSessionOptions {
  /** Bytes kept of a message, also decompressed. Default: 1 MiB. */
  max_message_size?: number | undefined;
  /** Calls followed at a time, the newest. Default: 1000. */
  max_calls?: number | undefined;
  /** Bytes of incomplete messages. Default: 16 MiB. */
  max_held_bytes?: number | undefined;
  /** The limit of all sessions together. Default: the tracker's. */
  budget?: Budget | undefined;
  /** Gives `message.decoded`. */
  schemas?: Schemas | undefined;
}

/** The gRPC calls on an HTTPSession. */
export declare class GRPCSession extends TypedEmitter<GRPCSessionEvents> {
  constructor(http_session: HTTPSession, options?: GRPCSessionOptions);
  /** The session below. */
  readonly http_session: HTTPSession;
}

/**
 * Reads .proto files. Needs the package protobufjs, which programs install themselves.
 *
 * @param include folders where imports, and the files, are looked for
 */
export declare function load_schemas(files: string[], include?: string[]): Schemas;
