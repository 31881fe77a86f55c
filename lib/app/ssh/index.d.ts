import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionOptions,
  LimitEvent,
  StreamProblem,
} from '../framed/session';

export interface SSHBanner {
  /** `2.0` */
  version: string;
  /** `OpenSSH_9.2p1` */
  software: string;
  comments: string | undefined;
  /** All of it. */
  text: string;
}

/** What one side offers. */
export declare class SSHKexInit {
  is_server: boolean;
  kex_algorithms: string[];
  server_host_key_algorithms: string[];
  encryption_algorithms_client_to_server: string[];
  encryption_algorithms_server_to_client: string[];
  mac_algorithms_client_to_server: string[];
  mac_algorithms_server_to_client: string[];
  compression_algorithms_client_to_server: string[];
  compression_algorithms_server_to_client: string[];
  languages_client_to_server: string[];
  languages_server_to_client: string[];
  first_kex_packet_follows: boolean;
  /** A list was longer than the packet. */
  is_malformed: boolean;
  readonly hassh_algorithms: string | undefined;
  /** HASSH of a client, HASSHServer of a server. */
  readonly hassh: string | undefined;
  /** What JSON.stringify() writes. */
  toJSON(): object;
}

/** What both sides agreed on. */
export interface SSHAlgorithms {
  kex: string | undefined;
  host_key: string | undefined;
  encryption_client_to_server: string | undefined;
  encryption_server_to_client: string | undefined;
  mac_client_to_server: string | undefined;
  mac_server_to_client: string | undefined;
  compression_client_to_server: string | undefined;
  compression_server_to_client: string | undefined;
}

export interface SSHHostKey {
  /** `ssh-ed25519` */
  type: string;
  /** As OpenSSH shows it: `SHA256:…` */
  fingerprint: string;
}

export interface SSHSessionEvents {
  'ssh banner': [session: SSHSession, direction: Direction, banner: SSHBanner];
  'ssh kexinit': [session: SSHSession, direction: Direction, kexinit: SSHKexInit];
  'ssh host key': [session: SSHSession, host_key: SSHHostKey];
  'ssh disconnect': [
    session: SSHSession,
    direction: Direction,
    disconnect: { reason: number; text: string },
  ];
  /** What follows can't be read. */
  'ssh encrypted': [session: SSHSession, algorithms: SSHAlgorithms | undefined];
  'ssh error': [session: SSHSession, direction: Direction, error: StreamProblem];
  /** Something was dropped to keep within a limit. */
  limit: [session: SSHSession, dropped: LimitEvent];
  /** The connection is over. */
  end: [session: SSHSession];
}

/** SSH on one TCP connection, up to where it is encrypted. */
export declare class SSHSession extends FramedSession<SSHSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
  client_banner: SSHBanner | undefined;
  server_banner: SSHBanner | undefined;
  client_kexinit: SSHKexInit | undefined;
  server_kexinit: SSHKexInit | undefined;
  algorithms: SSHAlgorithms | undefined;
  host_key: SSHHostKey | undefined;
}
