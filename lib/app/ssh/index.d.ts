import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
} from '../framed/session';

/** The version line that each side sends first, RFC 4253 section 4.2. */
export interface SSHBanner {
  /** `2.0` */
  version: string;
  /** `OpenSSH_9.2p1` */
  software: string;
  /** After the software version. */
  comments: string | undefined;
  /** All of it. */
  text: string;
}

/** What one side offers. */
export declare class SSHKexInit {
  /** Whether it is the server's. */
  is_server: boolean;
  /** Names, in the order of preference. */
  kex_algorithms: string[];
  /** Names, in the order of preference. */
  server_host_key_algorithms: string[];
  /** Names, in the order of preference. */
  encryption_algorithms_client_to_server: string[];
  /** Names, in the order of preference. */
  encryption_algorithms_server_to_client: string[];
  /** Names, in the order of preference. */
  mac_algorithms_client_to_server: string[];
  /** Names, in the order of preference. */
  mac_algorithms_server_to_client: string[];
  /** Names, in the order of preference. */
  compression_algorithms_client_to_server: string[];
  /** Names, in the order of preference. */
  compression_algorithms_server_to_client: string[];
  /** Names, in the order of preference. */
  languages_client_to_server: string[];
  /** Names, in the order of preference. */
  languages_server_to_client: string[];
  /** A guessed packet follows. */
  first_kex_packet_follows: boolean;
  /** A list was longer than the packet. */
  is_malformed: boolean;
  /** The text that HASSH hashes. */
  readonly hassh_algorithms: string | undefined;
  /** HASSH of a client, HASSHServer of a server. */
  readonly hassh: string | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** What both sides agreed on. */
export interface SSHAlgorithms {
  /** The name that both agree on. */
  kex: string | undefined;
  /** The name that both agree on. */
  host_key: string | undefined;
  /** The name that both agree on. */
  encryption_client_to_server: string | undefined;
  /** The name that both agree on. */
  encryption_server_to_client: string | undefined;
  /** The name that both agree on. */
  mac_client_to_server: string | undefined;
  /** The name that both agree on. */
  mac_server_to_client: string | undefined;
  /** The name that both agree on. */
  compression_client_to_server: string | undefined;
  /** The name that both agree on. */
  compression_server_to_client: string | undefined;
}

/** The server's key, which names it. */
export interface SSHHostKey {
  /** `ssh-ed25519` */
  type: string;
  /** As OpenSSH shows it: `SHA256:…` */
  fingerprint: string;
}

/** Events of `SSHSession`, by name: what their listeners get. */
export interface SSHSessionEvents extends FramedSessionEvents<SSHSession> {
  /** A side has sent its version line. */
  'ssh banner': [session: SSHSession, direction: Direction, banner: SSHBanner];
  /** A side says which algorithms it offers. */
  'ssh kexinit': [session: SSHSession, direction: Direction, kexinit: SSHKexInit];
  /** The server's key is there. */
  'ssh host key': [session: SSHSession, host_key: SSHHostKey];
  /** A side ends the connection, in plain text. */
  'ssh disconnect': [
    session: SSHSession,
    direction: Direction,
    disconnect: { reason: number; text: string },
  ];
  /** What follows can't be read. */
  'ssh encrypted': [session: SSHSession, algorithms: SSHAlgorithms | undefined];
  /** A side broke the protocol, or bytes are missing. */
  'ssh error': [session: SSHSession, direction: Direction, error: StreamProblem];
}

/** SSH on one TCP connection, up to where it is encrypted. */
export declare class SSHSession extends FramedSession<SSHSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  /** The client's version line. */
  client_banner: SSHBanner | undefined;
  /** The server's version line. */
  server_banner: SSHBanner | undefined;
  /** What the client offers. */
  client_kexinit: SSHKexInit | undefined;
  /** What the server offers. */
  server_kexinit: SSHKexInit | undefined;
  /** What both agree on, once both have offered. */
  algorithms: SSHAlgorithms | undefined;
  /** The server's key, once it was captured. */
  host_key: SSHHostKey | undefined;
}
