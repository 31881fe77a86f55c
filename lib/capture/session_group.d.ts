import { TypedEmitter } from '../events';
import { CaptureStats, PcapSession, RawPacket } from './session';

/** Events of `SessionGroup`, by name: what their listeners get. */
export interface SessionGroupEvents {
  /** A packet, and the session of its device. */
  packet: [packet: RawPacket, session: PcapSession];
  /** A session has failed; the others go on. */
  error: [error: Error & { code: string }, session: PcapSession];
  /** All sessions are closed. */
  close: [];
}

/** Sessions on several devices, as one. */
export declare class SessionGroup extends TypedEmitter<SessionGroupEvents> {
  /** One for each device, in the order in which they were named. */
  sessions: PcapSession[];
  /** Whether one of them is open. */
  readonly opened: boolean;
  /** Delivers nothing until `resume()`. */
  pause(): this;
  /** Goes on after `pause()`; also begins to read when nothing listens. */
  resume(): this;
  /** Sets the filter of all. */
  set_filter(filter: string): this;
  /** What the kernel counted, added up. */
  stats(): CaptureStats;
  /** Closes all. */
  close(): void;
}
