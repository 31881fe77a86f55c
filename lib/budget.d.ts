/**
 * The memory that sessions above TCP (HTTP, WebSocket, Redis) may hold together: messages that wait
 * for their answer, incomplete heads and values. When it is exhausted, the sessions that hold most
 * drop half of it, the oldest first, and emit `'limit'`.
 */
export declare class Budget {
  /** @param limit bytes. Default: 64 MiB. */
  constructor(limit?: number);
  /** Bytes; can be set. Infinity: no limit. */
  limit: number;
  /** Bytes held at the moment, estimated: objects count for what they take. */
  readonly bytes: number;
}
