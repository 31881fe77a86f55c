import { X509Certificate } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { PcapPacket, RawPacketLike } from '../../decode/layers';
import { DataInfo, Direction, StreamInfo } from '../../tcp/index';
import { ByteStream, LimitEvent, StreamSession, StreamSessionOptions } from '../stream_session';

/** What a client offers. Numbers and their order are as on the wire, GREASE included. */
export interface TLSClientHello {
  /** What it came in; JA4 begins with the letter of it. */
  transport: 'tcp' | 'quic' | 'dtls';
  /** The newest version that it offers: `TLS 1.3`. */
  version: string;
  /** The version field; 0x0303 also in TLS 1.3. */
  legacy_version: number;
  /** 32 bytes, as sent. */
  random: Buffer;
  /** As sent. */
  session_id: Buffer;
  /** Numbers, in the order of preference. */
  cipher_suites: number[];
  /** Numbers; 0 is none. */
  compression_methods: number[];
  /** Types, in order. */
  extensions: number[];
  /** The name of the server that it calls. */
  server_name: string | undefined;
  /** Protocols that it offers: `h2`, `http/1.1`. */
  alpn: string[];
  /** Of the extension supported_versions. */
  versions: number[];
  /** Numbers of the named groups. */
  groups: number[];
  /** Numbers. */
  point_formats: number[];
  /** Numbers. */
  signature_algorithms: number[];
  /** The groups that it sends a key share of. */
  key_shares: number[];
  /** Numbers. */
  psk_modes: number[];
  /** It has a ticket or a pre-shared key of a session before. */
  resumes: boolean;
  /** Early data follows. */
  early_data: boolean;
  /** It has Encrypted ClientHello, or pretends to: then `server_name` is a public name. */
  ech: boolean;
  /** An extension, or the list of them, was not as its length says. */
  malformed: boolean;
  /** The list of extensions is incomplete: it has no fingerprints. */
  incomplete: boolean;
  /** The text that JA3 hashes. */
  readonly ja3: string | undefined;
  /** MD5, hexadecimal. */
  readonly ja3_hash: string | undefined;
  /** JA4 fingerprint. */
  readonly ja4: string | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** What a server chose. */
export interface TLSServerHello {
  /** `TLS 1.3` */
  version: string;
  /** The version that was chosen. */
  version_number: number;
  /** As in the header: 0x0303 for TLS 1.3, too. */
  legacy_version: number;
  /** 32 bytes, as sent. */
  random: Buffer;
  /** As sent. */
  session_id: Buffer;
  /** `TLS_AES_128_GCM_SHA256` */
  cipher: string;
  /** Number of the suite that was chosen. */
  cipher_suite: number;
  /** 0 is none. */
  compression_method: number;
  /** Numbers, in their order. */
  extensions: number[];
  /** In TLS 1.3 that comes later, encrypted: see `TLSSession`. */
  alpn: string | undefined;
  /** The group of its key share: `x25519`. */
  group: string | undefined;
  /** This is a HelloRetryRequest. */
  retry: boolean;
  /** It took the pre-shared key that the client offered. */
  psk: boolean;
  /** RFC 7366. */
  encrypt_then_mac: boolean;
  /** RFC 7627. */
  extended_master_secret: boolean;
  /** It could be read in part. */
  malformed: boolean;
  /** The list of extensions is incomplete: it has no fingerprint. */
  incomplete: boolean;
  /** The text that JA3S hashes. */
  readonly ja3s: string | undefined;
  /** MD5, hexadecimal. */
  readonly ja3s_hash: string | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/**
 * A certificate as it was sent; parsed when a field is read. Fields are undefined where it is none.
 */
export declare class TLSCertificate {
  constructor(raw: Buffer);
  /** DER. */
  raw: Buffer;
  /** As Node.js parses it; undefined where it can not. */
  readonly x509: X509Certificate | undefined;
  /** Distinguished name. */
  readonly subject: string | undefined;
  /** Distinguished name. */
  readonly issuer: string | undefined;
  /** Names that it is valid for. */
  readonly subject_alt_name: string | undefined;
  /** The first moment. */
  readonly valid_from: Date | undefined;
  /** The last moment. */
  readonly valid_to: Date | undefined;
  /** Hexadecimal. */
  readonly serial_number: string | undefined;
  /** SHA-256 of the certificate. */
  readonly fingerprint256: string | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** An alert that was sent in clear, or could be decrypted. */
export interface TLSAlert {
  /** A fatal one ends the connection. */
  level: 'warning' | 'fatal';
  /** `close_notify`, `handshake_failure`, … */
  description: string;
  /** RFC 8446 section 6. */
  code: number;
}

/** Events of `TLSSession`, by name: what their listeners get. */
export interface TLSSessionEvents {
  /** The client's hello is there. */
  'tls client hello': [session: TLSSession, hello: TLSClientHello];
  /** The server's hello is there. */
  'tls server hello': [session: TLSSession, hello: TLSServerHello];
  /** The sender's own certificate first. */
  'tls certificate': [session: TLSSession, direction: Direction, certificates: TLSCertificate[]];
  /** An alert was sent; after the handshake only with keys. */
  'tls alert': [session: TLSSession, direction: Direction, alert: TLSAlert];
  /** Once: what follows can't be read; `reason` says why. */
  'tls opaque': [session: TLSSession, reason: string];
  /** Records can not be read on. */
  'tls error': [session: TLSSession, direction: Direction, error: Error & { code: string }];
  /** What the client sent, decrypted. */
  'data send': [session: TLSSession, data: Buffer, info: DataInfo];
  /** What the server sent, decrypted. */
  'data recv': [session: TLSSession, data: Buffer, info: DataInfo];
  /** `length` bytes of content are missing; Infinity where they can't be counted. */
  gap: [session: TLSSession, direction: Direction, length: number, info: StreamInfo];
  /** One side has sent all. */
  fin: [session: TLSSession, direction: Direction];
  /** One side has reset the connection. */
  reset: [session: TLSSession, direction: Direction];
  /** Something was dropped to keep within a limit. */
  limit: [session: TLSSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: TLSSession];
}

/** Options of `TLSKeys`. */
export interface TLSKeysOptions {
  /**
   * A key log that is read, and read on as it grows; may be a FIFO, be replaced, be created later.
   */
  file?: string | undefined;
  /** Connections whose secrets are kept; the oldest give way. Default: 32768. */
  max_connections?: number | undefined;
}

/** The secrets of TLS connections, from key logs in NSS's format. One serves all sessions. */
export declare class TLSKeys {
  constructor(options?: TLSKeysOptions);
  /** Resolves when the file has been read once; rejects when it can't be. */
  ready: Promise<void>;
  /** Connections that secrets are known of. */
  readonly size: number;
  /** No more keys will come. */
  readonly closed: boolean;
  /** The file is being read. */
  readonly loading: boolean;
  /** Takes lines of a key log; returns how many secrets it took. What is no line is ignored. */
  add(lines: string | Buffer): number;
  /** A secret, by the client's random in hex and the label. */
  get(random: string, label: string): Buffer | undefined;
  /** Calls `wake` whenever secrets of a connection come. */
  wait(random: string, wake: () => void): void;
  /** Takes back wait(). */
  forget(random: string, wake: () => void): void;
  /** Stops reading the file. Sessions that wait for secrets go on without. */
  close(): void;
}

/** Options of `TLSSession`. */
export interface TLSSessionOptions extends StreamSessionOptions {
  /** The secrets to decrypt with. */
  keys?: TLSKeys | undefined;
  /** Seconds of the capture's clock that records wait for their secrets. Default: 2. */
  max_wait?: number | undefined;
  /** Memory of the records that wait. Default: 8 MiB. */
  max_wait_bytes?: number | undefined;
  /** How many records may be missing for decryption to continue after a gap. Default: 16384. */
  max_gap_records?: number | undefined;
  /** Bytes of a handshake message; a larger one is passed over. Default: 128 KiB. */
  max_handshake_message?: number | undefined;
  /** After so many bytes without TLS the connection counts as clear. Default: 64 KiB. */
  max_clear_bytes?: number | undefined;
}

/** What client and server say when they open a QUIC connection. */
export interface QUICConnection {
  /** The client's address and port. */
  src: string;
  /** Address and port of the server. */
  dst: string;
  /** `1`, `2`, `draft-29` */
  version: string;
  /** The connection IDs that the client chose. */
  dcid: Buffer;
  /** The client's connection ID. */
  scid: Buffer;
  /** What the client offers; undefined where that was not captured. */
  client_hello: TLSClientHello | undefined;
  /** What the server chose, once its answer was captured. Its ALPN is encrypted. */
  server_hello: TLSServerHello | undefined;
  /** When the ClientHello was whole, in seconds; undefined where that was not captured. */
  time: number | undefined;
  /** JA4 over QUIC: `q13d…`. */
  readonly ja4: string | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** Options of `QUICTracker`. */
export interface QUICTrackerOptions {
  /** Connections that are remembered; the oldest give way. Default: 4096. */
  max_connections?: number | undefined;
  /** Bytes of a ClientHello; a longer one is given up. Default: 16 KiB. */
  max_hello?: number | undefined;
}

/** Finds QUIC connections on UDP, on any port: who calls whom. */
export declare class QUICTracker extends EventEmitter<{
  /** A client's hello is complete. */
  connection: [connection: QUICConnection & { client_hello: TLSClientHello; time: number }];
  /** The answer of the server is complete. */
  'server hello': [connection: QUICConnection];
}> {
  constructor(options?: QUICTrackerOptions);
  /** Takes a packet, decoded or raw. */
  track_packet(packet: PcapPacket | RawPacketLike): void;
  /** Connections that are remembered. */
  readonly size: number;
}

/** What the two sides of a DTLS connection say before they encrypt. */
export interface DTLSConnection {
  /** The client's address and port. */
  src: string;
  /** Address and port of the server. */
  dst: string;
  /** When its first packet was captured, in seconds. */
  time: number;
  /** What the client offers; undefined where that was not captured. */
  readonly client_hello: TLSClientHello | undefined;
  /** What the server chose; undefined where that was not captured. */
  readonly server_hello: TLSServerHello | undefined;
  /** SNI of the client. */
  readonly server_name: string | undefined;
  /** What the server chose: `DTLS 1.2`. */
  readonly version: string | undefined;
  /** Name of the suite. */
  readonly cipher: string | undefined;
  /** The protocol that the server chose of the client's; encrypted in DTLS 1.3. */
  readonly alpn: string | undefined;
  /** The server's, its own first; encrypted in DTLS 1.3. */
  readonly certificates: TLSCertificate[];
  /** The connection resumes an earlier one with its keys. */
  readonly resumed: boolean;
  /** The first fatal alert that was sent in clear. */
  alert: string | undefined;
  /** JA4 over DTLS: `dd2…`. */
  readonly ja4: string | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** Events of `DTLSTracker`, by name: what their listeners get. */
export interface DTLSTrackerEvents {
  /** A client's hello is complete; there is another one after a HelloVerifyRequest. */
  'client hello': [connection: DTLSConnection, hello: TLSClientHello];
  /** A server's hello is complete. */
  'server hello': [connection: DTLSConnection, hello: TLSServerHello];
  /** Once for each: what is said in clear is over, or what was captured of it. */
  connection: [connection: DTLSConnection];
}

/** Options of `DTLSTracker`. */
export interface DTLSTrackerOptions {
  /** Connections that are remembered; the oldest give way. Default: 4096. */
  max_connections?: number | undefined;
  /** Bytes of a handshake message; a longer one is passed over. Default: 64 KiB. */
  max_message?: number | undefined;
  /** Bytes of incomplete messages; the oldest connections are dropped. Default: 8 MiB. */
  max_held_bytes?: number | undefined;
}

/** Finds DTLS connections on UDP, on any port: who calls whom. */
export declare class DTLSTracker extends EventEmitter<DTLSTrackerEvents> {
  constructor(options?: DTLSTrackerOptions);
  /** Takes a packet, decoded or raw. */
  track_packet(packet: PcapPacket | RawPacketLike): void;
  /** Connections that are remembered. */
  readonly size: number;
  /** The capture is over: tells the connections of which nothing was told yet. */
  close(): void;
}

/** Events of `OpenVPNConnection`, by name: what their listeners get. */
export interface OpenVPNConnectionEvents {
  /** Bytes from the client, in order, each once. */
  'data send': [connection: OpenVPNConnection, data: Buffer, info: DataInfo];
  /** Bytes from the server. */
  'data recv': [connection: OpenVPNConnection, data: Buffer, info: DataInfo];
  /** The connection is over. */
  end: [connection: OpenVPNConnection];
}

/** The control channel of an OpenVPN connection: a stream of TLS, for a `TLSSession`. */
export interface OpenVPNConnection extends EventEmitter<OpenVPNConnectionEvents> {
  /** The client's address and port. */
  src: string;
  /** Address and port of the server. */
  dst: string;
  /** The client's session id. */
  id: Buffer;
  /** When the last packet was captured, in seconds. */
  current_cap_time: number;
}

/** Options of `OpenVPNTracker`. */
export interface OpenVPNTrackerOptions {
  /** Connections that are followed; the oldest end. Default: 1024. */
  max_connections?: number | undefined;
}

/** Finds OpenVPN connections on UDP, on any port, by the packet that opens them. */
export declare class OpenVPNTracker extends EventEmitter<{
  /** A client opens a connection. */
  connection: [connection: OpenVPNConnection];
}> {
  constructor(options?: OpenVPNTrackerOptions);
  /** Takes a packet, decoded or raw. */
  track_packet(packet: PcapPacket | RawPacketLike): void;
  /** Connections that are followed. */
  readonly size: number;
  /** The capture is over: ends the connections. */
  close(): void;
}

/** Events of `OpenVPNSession`, by name: what their listeners get. */
export interface OpenVPNSessionEvents {
  /** The connection begins with a packet of OpenVPN. */
  connection: [session: OpenVPNSession, connection: OpenVPNConnection];
  /** Something was dropped to keep within a limit. */
  limit: [session: OpenVPNSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: OpenVPNSession];
}

/** OpenVPN on TCP. */
export declare class OpenVPNSession extends StreamSession<OpenVPNSessionEvents> {
  constructor(stream: ByteStream, options?: StreamSessionOptions);
  /** Its first packet was one of OpenVPN. */
  readonly is_openvpn: boolean;
}

/** TLS on a byte stream. Bytes before TLS begins (STARTTLS) are passed on as they are. */
export declare class TLSSession extends StreamSession<TLSSessionEvents> {
  constructor(stream: ByteStream, options?: TLSSessionOptions);
  /** `'clear'`: the connection is something else; undefined: not known yet. */
  protocol: 'tls' | 'clear' | undefined;
  /** The client's hello, once it was captured. */
  readonly client_hello: TLSClientHello | undefined;
  /** The server's hello, once it was captured. */
  readonly server_hello: TLSServerHello | undefined;
  /** SNI of the client. */
  readonly server_name: string | undefined;
  /** What the server chose: `TLS 1.3`. */
  readonly version: string | undefined;
  /** Name of the suite. */
  readonly cipher: string | undefined;
  /** The protocol that both agreed on. */
  readonly alpn: string | undefined;
  /** The server's, its own first. */
  readonly certificates: TLSCertificate[];
  /** The connection resumes an earlier one with its keys. */
  readonly resumed: boolean;
  /** Why nothing can be read. */
  opaque: string | undefined;
  /** The client is the side that the session below calls the server's. */
  readonly swapped: boolean;
  /** The capture began after the SYN. */
  readonly missed_syn: boolean;
  /** When the last packet was captured, in seconds. */
  readonly current_cap_time: number;
}
