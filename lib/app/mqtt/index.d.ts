import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/** The kinds of packets of MQTT. */
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

/** What the broker publishes if the client goes away without DISCONNECT. */
export interface MQTTWill {
  /** As sent. */
  topic: string;
  /** What is published if the client goes away. */
  payload: Buffer;
  /** Quality of service, 0 to 2. */
  qos: number;
  /** The broker keeps the message. */
  retain: boolean;
  /** Properties of MQTT 5. */
  properties: MQTTProperties | undefined;
}

/** What a client subscribes to. */
export interface MQTTSubscription {
  /** The filter, with its wildcards. */
  topic: string;
  /** Quality of service, 0 to 2. */
  qos: number;
  /** Not the client's own messages. */
  no_local?: boolean;
  /** The retain flag is passed on. */
  retain_as_published?: boolean;
  /** 0 send retained messages, 1 if the subscription is new, 2 never. */
  retain_handling?: number;
}

/**
 * A control packet: what its type has. What depends on the version is missing where that is not
 * known.
 */
export interface MQTTPacket {
  /** The name of the control packet. */
  type: MQTTPacketType;
  /** Bytes, all of it. */
  size: number;
  /** Milliseconds since 1970. */
  time: number;
  /** The identifier that its acknowledgement repeats. */
  id?: number | undefined;
  /** Properties of MQTT 5. */
  properties?: MQTTProperties;
  /** CONNACK, DISCONNECT, AUTH and acknowledgements of MQTT 5; CONNACK of all. */
  reason_code?: number;
  /** SUBACK, UNSUBACK. */
  reason_codes?: number[];
  /** CONNECT: `MQTT` or `MQIsdp`, and 3 (3.1), 4 (3.1.1) or 5. */
  protocol?: string;
  /** Of CONNECT, see `protocol`. */
  version?: number;
  /** Of CONNECT: earlier state is dropped. */
  clean_start?: boolean;
  /** Seconds. */
  keep_alive?: number;
  /** As sent. */
  client_id?: string;
  /** Of CONNECT. */
  will?: MQTTWill | undefined;
  /** Of CONNECT. */
  username?: string | undefined;
  /** Of CONNECT; the password itself is not kept. */
  has_password?: boolean;
  /** Of CONNACK. */
  session_present?: boolean;
  /** PUBLISH; with an alias, the topic that it stands for, if it is known. */
  topic?: string | undefined;
  /** It was sent before. */
  dup?: boolean;
  /** Quality of service, 0 to 2. */
  qos?: number;
  /** The broker keeps the message. */
  retain?: boolean;
  /** Up to `max_message` bytes of the packet. */
  payload?: Buffer;
  /** Bytes of payload. */
  payload_size?: number;
  /** Of SUBSCRIBE. */
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

/** Events of `MQTTSession`, by name: what their listeners get. */
export interface MQTTSessionEvents extends FramedSessionEvents<MQTTSession> {
  /** A packet is complete. */
  'mqtt packet': [session: MQTTSession, direction: Direction, packet: MQTTPacket];
  /** A packet is acknowledged: `packet.answer`, after `packet.latency`. */
  'mqtt complete': [session: MQTTSession, direction: Direction, packet: MQTTPacket];
  /** A side broke the protocol, or bytes are missing. */
  'mqtt error': [session: MQTTSession, direction: Direction, error: StreamProblem];
}

/** MQTT 3.1, 3.1.1 or 5.0 on one TCP connection. */
export declare class MQTTSession extends FramedSession<MQTTSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** Packets so far, both ways. */
  packet_count: number;
  /** The protocol's version. */
  version: number | undefined;
  /** As sent. */
  client_id: string | undefined;
}
