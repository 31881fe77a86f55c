import {
  ByteStream,
  Direction,
  FramedSession,
  FramedSessionOptions,
  LimitEvent,
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
  start: number;
  reply: LineReply | undefined;
}

export interface LineReply {
  /** Undefined for a greeting, and where it is not known which it is. */
  command: LineCommand | undefined;
  start: number;
  end: number;
  /** Milliseconds from the command to the end of its reply. */
  latency: number | undefined;
}

/** Of FTP and SMTP. */
export interface NumberedReply extends LineReply {
  code: number;
  /** Their texts, the first hundred. */
  lines: string[];
}

export interface POP3Reply extends LineReply {
  status: '+OK' | '-ERR' | '+';
  text: string;
  /** Of what follows: lines and bytes. */
  lines: number;
  size: number;
}

export interface IMAPReply extends LineReply {
  tag: string;
  status: string;
  text: string;
}

/** A message that a client sent, or tried to. */
export interface SMTPMessage {
  from: string | undefined;
  /** The first hundred. */
  recipients: string[];
  recipient_count: number;
  /** Bytes. */
  size: number;
  code: number;
  lines: string[];
  start: number | undefined;
  end: number;
}

/** Where a data connection is to be opened. */
export interface FTPEndpoint {
  /** Undefined: the server's. */
  address: string | undefined;
  port: number;
  is_passive: boolean;
}

type EventsOf<E> = { [name in keyof E]: unknown[] };

/** What the four have in common. */
declare class LineSession<E extends EventsOf<E>> extends FramedSession<E> {
  command_count: number;
  /** Who logs in, as the client says. */
  user: string | undefined;
  /** Whether the client sends a message at the moment. */
  readonly in_data: boolean;
}

export interface FTPSessionEvents {
  'ftp command': [session: FTPSession, command: LineCommand];
  'ftp reply': [session: FTPSession, reply: NumberedReply];
  'ftp data': [session: FTPSession, endpoint: FTPEndpoint];
  /** What follows is TLS; with keys, its events are events of this session. */
  'ftp tls': [session: FTPSession, tls: TLSSession];
  'ftp error': [session: FTPSession, direction: Direction, error: StreamProblem];
  limit: [session: FTPSession, dropped: LimitEvent];
  end: [session: FTPSession];
}

export declare class FTPSession extends LineSession<FTPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}

export interface IMAPSessionEvents {
  'imap command': [session: IMAPSession, command: LineCommand];
  'imap reply': [session: IMAPSession, reply: IMAPReply];
  /** A line without a tag. */
  'imap response': [session: IMAPSession, response: { text: string; start: number }];
  /** What follows can't be read: `compressed`. */
  'imap opaque': [session: IMAPSession, reason: string];
  /** What follows is TLS; with keys, its events are events of this session. */
  'imap tls': [session: IMAPSession, tls: TLSSession];
  'imap error': [session: IMAPSession, direction: Direction, error: StreamProblem];
  limit: [session: IMAPSession, dropped: LimitEvent];
  end: [session: IMAPSession];
}

export declare class IMAPSession extends LineSession<IMAPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}

export interface POP3SessionEvents {
  'pop3 command': [session: POP3Session, command: LineCommand];
  'pop3 reply': [session: POP3Session, reply: POP3Reply];
  /** What follows is TLS; with keys, its events are events of this session. */
  'pop3 tls': [session: POP3Session, tls: TLSSession];
  'pop3 error': [session: POP3Session, direction: Direction, error: StreamProblem];
  limit: [session: POP3Session, dropped: LimitEvent];
  end: [session: POP3Session];
}

export declare class POP3Session extends LineSession<POP3SessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}

export interface SMTPSessionEvents {
  'smtp command': [session: SMTPSession, command: LineCommand];
  'smtp reply': [session: SMTPSession, reply: NumberedReply];
  /** A message has its last reply. */
  'smtp message': [session: SMTPSession, message: SMTPMessage];
  /** What follows is TLS; with keys, its events are events of this session. */
  'smtp tls': [session: SMTPSession, tls: TLSSession];
  'smtp error': [session: SMTPSession, direction: Direction, error: StreamProblem];
  limit: [session: SMTPSession, dropped: LimitEvent];
  end: [session: SMTPSession];
}

export declare class SMTPSession extends LineSession<SMTPSessionEvents> {
  constructor(stream: ByteStream, options?: FramedSessionOptions);
}
