import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionOptions,
  LimitEvent,
  StreamProblem,
} from '../framed/session';

/** What requests and responses have in common. Times are times of capture, in milliseconds since 1970. */
interface ModbusMessage {
  transaction_id: number;
  unit: number;
  /** The function's number; of an exception, 128 more. */
  code: number;
  /** `read_holding_registers`, …; undefined where it is not known. */
  function: string | undefined;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  address?: number;
  count?: number;
  /** Of a single coil or register. */
  value?: number;
  coils?: boolean[];
  registers?: number[];
  /** What follows the number of other functions. */
  data?: Buffer;
}

export interface ModbusRequest extends ModbusMessage {
  /** 1 for the first of the connection. */
  number: number;
  and_mask?: number;
  or_mask?: number;
  write_address?: number;
  write_count?: number;
  /** The answer to it. */
  response: ModbusResponse | undefined;
}

export interface ModbusResponse extends ModbusMessage {
  request: ModbusRequest | undefined;
  exception_code?: number;
  /** `illegal_data_address`, … */
  exception?: string | undefined;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Milliseconds from the request to the end of its response. */
  latency: number | undefined;
}

export interface ModbusSessionEvents {
  'modbus request': [session: ModbusSession, request: ModbusRequest];
  'modbus response': [session: ModbusSession, response: ModbusResponse];
  'modbus error': [session: ModbusSession, direction: Direction, error: StreamProblem];
  /** Something was dropped to keep within a limit. */
  limit: [session: ModbusSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: ModbusSession];
}

/** Modbus/TCP on one TCP connection. */
export declare class ModbusSession extends FramedSession<ModbusSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  request_count: number;
}
