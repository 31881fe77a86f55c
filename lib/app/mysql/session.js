'use strict';

// MySQL and MariaDB on one TCP connection: who logs in, commands and their results, paired.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { FieldReader } = require('../framed/field_reader');
const { NamedItems } = require('../framed/named_items');
const { Answer } = require('./answer');
const messages = require('./messages');
const { MySQLQuery, MySQLResult } = require('./query');

const { FLAGS, HEADER } = messages;
const UNANSWERED = new Set(['QUIT', 'STMT_CLOSE', 'STMT_SEND_LONG_DATA']);
const WITH_TEXT = new Set(['STMT_PREPARE', 'INIT_DB', 'CREATE_DB', 'DROP_DB']);
const SSL_REQUEST = 32; // bytes of its payload
const QUERY_COST = 600;

/**
 * Events, the session first: 'mysql login' (login), 'mysql query' (query), 'mysql result' (result),
 * 'mysql tls' (tls_session), 'mysql opaque' (reason), 'mysql error' (direction, error); 'limit' and
 * 'end': see StreamSession.
 */
class MySQLSession extends FramedSession {
  query_count = 0;
  /** How the connection began; undefined where that was not captured. */
  login = undefined;
  #phase = 'greeting'; // 'login', 'commands'
  #statements = new NamedItems(); // id -> { text, text_size }
  #how = { flags: 0, ends_columns: undefined, has_cache: false };
  #answer = null; // { answer, query }: what the server is answering
  #is_continued = false; // the client's next packet belongs to the one before

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'mysql', least_request: 5 });
    if (below?.missed_syn) this.#phase = 'commands';
    this.listen();
  }

  measure(direction, bytes, at) {
    if (bytes.length - at < HEADER) return undefined;
    const length = bytes.readUIntLE(at, 3);
    const is_first = this.#phase === 'greeting' && (direction === 'send' || bytes[at + 3] !== 0);
    return is_first ? 0 : HEADER + length;
  }

  // A command, or the first packet of an answer, and a whole packet or nothing behind it.
  find(direction, bytes) {
    this.#phase = 'commands';
    if (bytes.length <= HEADER) return -1;
    const end = HEADER + bytes.readUIntLE(0, 3);
    const number = direction === 'send' ? 0 : 1;
    if (end === HEADER || bytes[3] !== number) return -1;
    if (direction === 'send' && messages.COMMANDS[bytes[HEADER]] === undefined) return -1;
    const is_next =
      direction === 'send'
        ? end >= bytes.length
        : end + 3 >= bytes.length || bytes[end + 3] === 2 || bytes[end + 3] === 1;
    return is_next ? 0 : -1;
  }

  on_lost(direction) {
    if (direction === 'recv') this.#answer = null;
    else this.#is_continued = false;
  }

  is_in_answer() {
    return this.#answer !== null;
  }

  on_message(direction, message) {
    if (this.#phase === 'greeting') this.#greeting(message);
    else if (this.#phase === 'login') this.#log_in(direction, message);
    else if (direction === 'send') this.#from_client(message);
    else this.#from_server(message);
  }

  // --- the beginning

  #greeting({ bytes, time }) {
    if (bytes[HEADER] === 0xff) {
      this.login = { error: messages.decode_error(bytes), start: time, end: time };
      this.emit_event('mysql login', this.login);
      this.stop();
      return;
    }
    if (bytes[HEADER] !== 10) {
      this.stop();
      return;
    }
    const { server_version, connection_id, flags, mariadb_flags, auth_plugin } =
      messages.decode_greeting(bytes);
    this.recognised();
    const unknown = { user: undefined, database: undefined, attributes: {} };
    const over = { error: undefined, start: undefined, end: undefined };
    this.login = { server_version, connection_id, auth_plugin, ...unknown, ...over };
    this.#how = { flags, ends_columns: undefined, mariadb_flags, has_cache: false };
    this.#phase = 'login';
  }

  continue_from(outer) {
    this.recognised();
    this.login = outer.login;
    this.#how = { ...outer.#how };
    this.#phase = 'login';
  }

  #log_in(direction, message) {
    if (direction === 'recv') this.#login_answer(message);
    else if (this.login.start === undefined) this.#response(message);
  }

  #response({ bytes, size, time }) {
    const client = messages.decode_response(bytes);
    if (size === HEADER + SSL_REQUEST && client.flags & FLAGS.SSL) {
      this.start_tls();
      return;
    }
    const both = this.#how.flags & client.flags;
    const { user, database, attributes = {}, auth_plugin = this.login.auth_plugin } = client;
    Object.assign(this.login, { user, database, attributes, auth_plugin, start: time });
    this.#how.has_cache =
      (this.#how.mariadb_flags & client.mariadb_flags & messages.CACHE_METADATA) !== 0;
    this.#how.ends_columns = (both & FLAGS.DEPRECATE_EOF) === 0;
    this.#how.flags = both;
  }

  #login_answer({ bytes, end_time }) {
    const first = bytes[HEADER];
    if (first === 0xfe && bytes.length > HEADER + 1) {
      this.login.auth_plugin = new FieldReader(bytes, HEADER + 1).text_z();
    }
    if (first !== 0 && first !== 0xff) return; // more of the method
    if (first === 0xff) this.login.error = messages.decode_error(bytes);
    this.login.end = end_time;
    this.#phase = 'commands';
    this.emit_event('mysql login', this.login);
    if (first !== 0 || !(this.#how.flags & FLAGS.COMPRESS)) return;
    this.emit_event('mysql opaque', 'compressed');
    this.stop();
  }

  // --- commands

  #from_client(message) {
    const { bytes, size, time } = message;
    const was_continued = this.#is_continued;
    this.#is_continued = size === HEADER + 0xffffff;
    if (was_continued || bytes[3] !== 0) return; // a file, a password
    const command = messages.COMMANDS[bytes[HEADER]];
    if (command === undefined || size === HEADER) {
      this.fail('send', 'a packet that is no command');
      return;
    }
    this.recognised();
    const query = new MySQLQuery(++this.query_count, command, time);
    this.#read_command(query, message);
    if (!UNANSWERED.has(command))
      this.ask(query, message, QUERY_COST + 2 * (query.text?.length ?? 0));
    this.emit_event('mysql query', query);
    if (!command.startsWith('BINLOG_DUMP')) return;
    this.emit_event('mysql opaque', 'replication');
    this.stop();
  }

  #read_command(query, { bytes, size }) {
    const { command } = query;
    if (command === 'QUERY') {
      const has_attributes = (this.#how.flags & FLAGS.QUERY_ATTRIBUTES) !== 0;
      Object.assign(query, messages.query_text(bytes, size, has_attributes));
    } else if (WITH_TEXT.has(command)) {
      Object.assign(query, messages.query_text(bytes, size, false));
    } else if (command.startsWith('STMT_')) {
      query.statement_id = new FieldReader(bytes, HEADER + 1).u32le();
      Object.assign(query, this.#statements.get(query.statement_id));
      if (command === 'STMT_CLOSE') this.#statements.delete(query.statement_id);
    }
  }

  // --- answers

  #from_server(message) {
    if (this.#answer === null) {
      const query = this.answer({}, message);
      const result = new MySQLResult(query, message.time);
      this.#answer = { query, answer: new Answer(query?.command, result, this.#how) };
    }
    const { query, answer } = this.#answer;
    if (!answer.take(message)) return;
    this.#answer = null;
    const { result } = answer;
    result.end = message.end_time;
    if (query !== undefined) this.#pair(query, result);
    if (this.is_recognised) this.emit_event('mysql result', result);
  }

  #pair(query, result) {
    query.result = result;
    if (query.command !== 'STMT_PREPARE' || result.statement_id === undefined) return;
    const { text, text_size } = query;
    query.statement_id = result.statement_id;
    this.#statements.set(result.statement_id, { text, text_size }, text.length);
  }

  // --- limits

  kept_bytes() {
    return this.#statements.bytes;
  }

  shed_kept(target) {
    const before = this.#statements.bytes;
    const count = this.#statements.evict(Math.max(0, target - (this.held_bytes - before)));
    const bytes = before - this.#statements.bytes;
    return count > 0 ? [{ what: 'statements', count, bytes }] : [];
  }
}

exports.MySQLSession = MySQLSession;
