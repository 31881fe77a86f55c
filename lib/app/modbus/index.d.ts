import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/**
 * What requests and responses have in common. Times are times of capture, in milliseconds since
 * 1970.
 */
interface ModbusMessage {
  /** Equal in request and response. */
  transaction_id: number;
  /** Which device behind a gateway. */
  unit: number;
  /** The function's number; of an exception, 128 more. */
  code: number;
  /** `read_holding_registers`, …; undefined where it is not known. */
  function: string | undefined;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** Of the first coil or register. */
  address?: number;
  /** How many of them. */
  count?: number;
  /** Of a single coil or register. */
  value?: number;
  /** Values of coils or inputs. */
  coils?: boolean[];
  /** Values of registers. */
  registers?: number[];
  /** What follows the number of other functions. */
  data?: Buffer;
}

/** A request of a client. */
export interface ModbusRequest extends ModbusMessage {
  /** 1 for the first of the connection. */
  number: number;
  /** Of mask write. */
  and_mask?: number;
  /** Of mask write. */
  or_mask?: number;
  /** Of read/write: the first that is written. */
  write_address?: number;
  /** Of read/write: how many are written. */
  write_count?: number;
  /** The answer to it. */
  response: ModbusResponse | undefined;
}

/** A device's response. */
export interface ModbusResponse extends ModbusMessage {
  /** What it answers. */
  request: ModbusRequest | undefined;
  /** 1 to 11, of an error. */
  exception_code?: number;
  /** `illegal_data_address`, … */
  exception?: string | undefined;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Milliseconds from the request to the end of its response. */
  latency: number | undefined;
}

/** Events of `ModbusSession`, by name: what their listeners get. */
export interface ModbusSessionEvents extends FramedSessionEvents<ModbusSession> {
  /** A request is complete. */
  'modbus request': [session: ModbusSession, request: ModbusRequest];
  /** A response is complete. */
  'modbus response': [session: ModbusSession, response: ModbusResponse];
  /** A side broke the protocol, or bytes are missing. */
  'modbus error': [session: ModbusSession, direction: Direction, error: StreamProblem];
}

/** Modbus/TCP on one TCP connection. */
export declare class ModbusSession extends FramedSession<ModbusSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Requests so far. */
  request_count: number;
}
