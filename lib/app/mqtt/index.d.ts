import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionOptions,
  LimitEvent,
  StreamProblem,
} from '../framed/session';

export type MQTTPacketType =
  | 'connect'
  | 'connack'
  | 'publish'
  | 'puback'
  | 'pubrec'
  | 'pubrel'
  | 'pubcomp'
  | 'subscribe'
  | 'suback'
  | 'unsubscribe'
  | 'unsuback'
  | 'pingreq'
  | 'pingresp'
  | 'disconnect'
  | 'auth';

/** Properties of MQTT 5, by their names in snake_case; those that may be repeated are lists. */
export type MQTTProperties = Record<
  string,
  string | number | Buffer | number[] | [string, string][] | undefined
>;

export interface MQTTWill {
  topic: string;
  payload: Buffer;
  qos: number;
  retain: boolean;
  properties: MQTTProperties | undefined;
}

export interface MQTTSubscription {
  topic: string;
  qos: number;
  no_local?: boolean;
  retain_as_published?: boolean;
  retain_handling?: number;
}

/** A control packet: what its type has. What depends on the version is missing where that is not known. */
export interface MQTTPacket {
  type: MQTTPacketType;
  /** Bytes, all of it. */
  size: number;
  /** Milliseconds since 1970. */
  time: number;
  /** The identifier that its acknowledgement repeats. */
  id?: number | undefined;
  properties?: MQTTProperties;
  /** CONNACK, DISCONNECT, AUTH and acknowledgements of MQTT 5; CONNACK of all. */
  reason_code?: number;
  /** SUBACK, UNSUBACK. */
  reason_codes?: number[];
  /** CONNECT: `MQTT` or `MQIsdp`, and 3 (3.1), 4 (3.1.1) or 5. */
  protocol?: string;
  version?: number;
  clean_start?: boolean;
  /** Seconds. */
  keep_alive?: number;
  client_id?: string;
  will?: MQTTWill | undefined;
  username?: string | undefined;
  has_password?: boolean;
  session_present?: boolean;
  /** PUBLISH; with an alias, the topic that it stands for, as far as it is known. */
  topic?: string | undefined;
  dup?: boolean;
  qos?: number;
  retain?: boolean;
  /** Up to `max_message` bytes of the packet. */
  payload?: Buffer;
  payload_size?: number;
  subscriptions?: MQTTSubscription[];
  /** UNSUBSCRIBE. */
  topics?: string[];
  /** A field was longer than the packet. */
  is_malformed?: true;
  /** What acknowledges it: of PUBLISH with QoS 2, PUBCOMP. */
  answer?: MQTTPacket | undefined;
  /** Milliseconds until then. */
  latency?: number | undefined;
}

export interface MQTTSessionEvents {
  'mqtt packet': [session: MQTTSession, direction: Direction, packet: MQTTPacket];
  /** A packet is acknowledged: `packet.answer`, after `packet.latency`. */
  'mqtt complete': [session: MQTTSession, direction: Direction, packet: MQTTPacket];
  'mqtt error': [session: MQTTSession, direction: Direction, error: StreamProblem];
  limit: [session: MQTTSession, dropped: LimitEvent];
  end: [session: MQTTSession];
}

/** MQTT 3.1, 3.1.1 or 5.0 on one TCP connection. */
export declare class MQTTSession extends FramedSession<MQTTSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  packet_count: number;
  version: number | undefined;
  client_id: string | undefined;
}
