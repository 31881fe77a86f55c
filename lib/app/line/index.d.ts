import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionEvents,
  FramedSessionOptions,
  StreamProblem,
  TLSSession,
} from '../framed/session';

/** A command. Times are times of capture, in milliseconds since 1970. */
export interface LineCommand {
  /** 1 for the first of the connection. */
  number: number;
  /** In capitals: `MAIL`, `RETR`, `UID FETCH`. */
  verb: string;
  /** What follows it; empty where that is a secret. */
  argument: string;
  /** There was a password, or an answer to a challenge, which is not kept. */
  is_secret?: boolean;
  /** Of IMAP. */
  tag?: string;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** The reply, once it is complete. */
  reply: LineReply | undefined;
}

/** What the replies of FTP, IMAP, POP3 and SMTP have in common. */
export interface LineReply {
  /** Undefined for a greeting, and where it is not known which it is. */
  command: LineCommand | undefined;
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
  /** Milliseconds from the command to the end of its reply. */
  latency: number | undefined;
}

/** Of FTP and SMTP. */
export interface NumberedReply extends LineReply {
  /** Three digits. */
  code: number;
  /** Their texts, the first hundred. */
  lines: string[];
}

/** A reply of a POP3 server. */
export interface POP3Reply extends LineReply {
  /** `+` asks for more. */
  status: '+OK' | '-ERR' | '+';
  /** After the status. */
  text: string;
  /** Of what follows: lines and bytes. */
  lines: number;
  /** Bytes of all lines. */
  size: number;
}

/** A tagged response of an IMAP server: a command is complete. */
export interface IMAPReply extends LineReply {
  /** The command's tag; `*` of an untagged one. */
  tag: string;
  /** `OK`, `NO`, `BAD` … */
  status: string;
  /** After the status. */
  text: string;
}

/** A message that a client sent, or tried to. */
export interface SMTPMessage {
  /** The envelope's sender. */
  from: string | undefined;
  /** The first hundred. */
  recipients: string[];
  /** Recipients that the server took. */
  recipient_count: number;
  /** Bytes. */
  size: number;
  /** Of the server's last reply. */
  code: number;
  /** Of the server's last reply. */
  lines: string[];
  /** Milliseconds since 1970, when its first byte was captured. */
  start: number | undefined;
  /** Milliseconds since 1970, when its last byte was captured. */
  end: number;
}

/** Where a data connection is to be opened. */
export interface FTPEndpoint {
  /** Undefined: the server's. */
  address: string | undefined;
  /** Of the data connection. */
  port: number;
  /** The client connects to the server. */
  is_passive: boolean;
}

type EventsOf<E> = { [name in keyof E]: unknown[] };

/** What the four have in common. */
declare class LineSession<E extends EventsOf<E>> extends FramedSession<E> {
  /** Commands so far. */
  command_count: number;
  /** Who logs in, as the client says. */
  user: string | undefined;
  /** Whether the client sends a message at the moment. */
  readonly in_data: boolean;
}

/** Events of `FTPSession`, by name: what their listeners get. */
export interface FTPSessionEvents extends FramedSessionEvents<FTPSession> {
  /** A command was sent. */
  'ftp command': [session: FTPSession, command: LineCommand];
  /** A reply is complete. */
  'ftp reply': [session: FTPSession, reply: NumberedReply];
  /** A data connection is announced. */
  'ftp data': [session: FTPSession, endpoint: FTPEndpoint];
  /** What follows is TLS; with keys, its events are events of this session. */
  'ftp tls': [session: FTPSession, tls: TLSSession];
  /** A side broke the protocol, or bytes are missing. */
  'ftp error': [session: FTPSession, direction: Direction, error: StreamProblem];
}

/** FTP's control connection. */
export declare class FTPSession extends LineSession<FTPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}

/** Events of `IMAPSession`, by name: what their listeners get. */
export interface IMAPSessionEvents extends FramedSessionEvents<IMAPSession> {
  /** A command was sent. */
  'imap command': [session: IMAPSession, command: LineCommand];
  /** A reply is complete. */
  'imap reply': [session: IMAPSession, reply: IMAPReply];
  /** A line without a tag. */
  'imap response': [session: IMAPSession, response: { text: string; start: number }];
  /** What follows can't be read: `compressed`. */
  'imap opaque': [session: IMAPSession, reason: string];
  /** What follows is TLS; with keys, its events are events of this session. */
  'imap tls': [session: IMAPSession, tls: TLSSession];
  /** A side broke the protocol, or bytes are missing. */
  'imap error': [session: IMAPSession, direction: Direction, error: StreamProblem];
}

/** IMAP on one connection. */
export declare class IMAPSession extends LineSession<IMAPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}

/** Events of `POP3Session`, by name: what their listeners get. */
export interface POP3SessionEvents extends FramedSessionEvents<POP3Session> {
  /** A command was sent. */
  'pop3 command': [session: POP3Session, command: LineCommand];
  /** A reply is complete. */
  'pop3 reply': [session: POP3Session, reply: POP3Reply];
  /** What follows is TLS; with keys, its events are events of this session. */
  'pop3 tls': [session: POP3Session, tls: TLSSession];
  /** A side broke the protocol, or bytes are missing. */
  'pop3 error': [session: POP3Session, direction: Direction, error: StreamProblem];
}

/** POP3 on one connection. */
export declare class POP3Session extends LineSession<POP3SessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}

/** Events of `SMTPSession`, by name: what their listeners get. */
export interface SMTPSessionEvents extends FramedSessionEvents<SMTPSession> {
  /** A command was sent. */
  'smtp command': [session: SMTPSession, command: LineCommand];
  /** A reply is complete. */
  'smtp reply': [session: SMTPSession, reply: NumberedReply];
  /** A message has its last reply. */
  'smtp message': [session: SMTPSession, message: SMTPMessage];
  /** What follows is TLS; with keys, its events are events of this session. */
  'smtp tls': [session: SMTPSession, tls: TLSSession];
  /** A side broke the protocol, or bytes are missing. */
  'smtp error': [session: SMTPSession, direction: Direction, error: StreamProblem];
}

/** SMTP or LMTP on one connection. */
export declare class SMTPSession extends LineSession<SMTPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}

// What is not exported above is not there for programs.
export {};
