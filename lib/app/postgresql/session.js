'use strict';

// PostgreSQL on one TCP connection: who logs in, statements and their results, paired.
//
// A client sends groups of messages, each of which the server ends with ReadyForQuery: a Query, a
// FunctionCall, or what is sent up to a Sync (Parse, Bind, Execute …). Groups are paired with what
// answers them; within a group results come in the order of its statements.

const { FRAMED_OPTIONS, FramedSession } = require('../framed/session');
const { FieldReader } = require('../framed/field_reader');
const { NamedItems } = require('../framed/named_items');
const { own_property } = require('../../packet/properties');
const messages = require('./messages');
const { PostgreSQLQuery, PostgreSQLResult, cost_of } = require('./query');

const UNASKED = new Set(['N', 'A', 'S']); // come at any time
const GROUP_COST = 600;

/**
 * Events, the session first: 'postgresql login' (login), 'postgresql query' (query), 'postgresql
 * result' (result), 'postgresql notice' (notice), 'postgresql notification' (notification),
 * 'postgresql cancel' (cancel), 'postgresql tls' (tls_session), 'postgresql opaque' (reason),
 * 'postgresql error' (direction, error); 'limit' and 'end': see StreamSession.
 */
class PostgreSQLSession extends FramedSession {
  query_count = 0;
  /**
   * What the client said when it began, and how that went; undefined where that was not captured.
   */
  login = undefined;
  #is_begun; // the startup message has gone by
  #expects_byte = false; // the answer to an SSLRequest
  #statements = new NamedItems(); // name -> text
  #portals = new NamedItems(); // name -> { text, text_size, statement, parameters, start }
  #group = null; // that the client has not ended
  #answered = null; // { group, result }: what the server is answering
  #waits_for_ready = false; // what comes is the rest of an answer of which the beginning is missing
  #copy = null; // the result whose data the client sends

  constructor(below, options) {
    super(below, options, FRAMED_OPTIONS, { name: 'postgresql', least_request: 5 });
    this.#is_begun = Boolean(below?.missed_syn);
    this.listen();
  }

  measure(direction, bytes, at) {
    if (direction === 'send' && !this.#is_begun) return messages.startup_length(bytes, at);
    if (direction === 'recv' && this.#expects_byte) return 1;
    return messages.message_length(direction, bytes, at);
  }

  // A message, and another one or nothing behind it.
  find(direction, bytes) {
    this.#is_begun = true;
    const length = messages.message_length(direction, bytes, 0);
    if (!(length > 0)) return -1;
    const is_next =
      length >= bytes.length || messages.message_length(direction, bytes, length) !== 0;
    return is_next ? 0 : -1;
  }

  on_lost(direction) {
    if (direction === 'send') this.#group = this.#copy = null;
    else {
      this.#answered = null;
      this.#waits_for_ready = true;
    }
  }

  is_in_answer() {
    return this.#answered !== null;
  }

  on_message(direction, message) {
    if (direction === 'send') this.#from_client(message);
    else this.#from_server(message);
  }

  // --- the client

  #from_client(message) {
    if (!this.#is_begun) this.#startup(message);
    else this.#client_message(String.fromCharCode(message.bytes[0]), message);
  }

  #startup(message) {
    const code = message.bytes.readUInt32BE(4);
    this.recognised();
    if (code === messages.SSL || code === messages.GSSENC) {
      this.#expects_byte = true;
    } else if (code === messages.CANCEL) {
      this.emit_event('postgresql cancel', { process_id: new FieldReader(message.bytes, 8).u32() });
      this.stop();
    } else {
      this.#is_begun = true;
      const startup = messages.decode_startup(message.bytes);
      const unknown = { authentication: undefined, server_parameters: {}, process_id: undefined };
      this.login = {
        ...startup,
        ...unknown,
        error: undefined,
        start: message.time,
        end: undefined,
      };
      this.ask({ kind: 'login', queries: [], next: 0 }, message, GROUP_COST);
    }
  }

  #client_message(type, message) {
    const { bytes } = message;
    if (type === 'd') this.#copied(message);
    if ('dcfpX'.includes(type)) return; // no message of these is answered by itself
    if (type === 'Q' || type === 'F') {
      this.#group = null;
      const group = this.#open_group(type === 'Q' ? 'simple' : 'function', message);
      this.#group = null;
      const text = type === 'Q' ? new FieldReader(bytes, 5).text_z() : undefined;
      this.#ask_query(
        group,
        { kind: group.kind, text, text_size: Math.max(0, message.size - 6) },
        message,
      );
      return;
    }
    const group = (this.#group ??= this.#open_group('extended', message));
    if (type === 'P') this.#parse(group, message);
    else if (type === 'B') this.#bind(message);
    else if (type === 'E') this.#execute(group, message);
    else if (type === 'C') this.#close(bytes);
    else if (type === 'S') this.#group = null;
  }

  #open_group(kind, message) {
    const group = { kind, queries: [], next: 0, parsed: undefined };
    this.ask(group, message, GROUP_COST + 2 * message.bytes.length);
    return group;
  }

  #ask_query(group, fields, message) {
    this.recognised();
    const query = new PostgreSQLQuery(++this.query_count, fields, message.time);
    group.queries.push(query);
    this.emit_event('postgresql query', query);
  }

  #parse(group, { bytes, size, time }) {
    const reader = new FieldReader(bytes, 5);
    const name = reader.text_z();
    const text = reader.text_z();
    const text_size =
      size > bytes.length ? size - (reader.at - Buffer.byteLength(text)) : Buffer.byteLength(text);
    this.#statements.set(name, { text, text_size }, text.length);
    group.parsed = { kind: 'prepare', text, text_size, statement: name, start: time };
  }

  #bind({ bytes, time }) {
    const { portal, statement, parameters } = messages.decode_bind(bytes);
    const { text, text_size } = this.#statements.get(statement) ?? {};
    const bound = { kind: 'extended', text, text_size, statement, portal, parameters, start: time };
    this.#portals.set(portal, bound, cost_of(bound));
  }

  #execute(group, message) {
    const portal = new FieldReader(message.bytes, 5).text_z();
    const bound = this.#portals.get(portal) ?? { kind: 'extended', portal };
    this.#ask_query(group, bound, message);
    group.parsed = undefined;
  }

  #close(bytes) {
    const reader = new FieldReader(bytes, 5);
    const items = String.fromCharCode(reader.u8()) === 'S' ? this.#statements : this.#portals;
    items.delete(reader.text_z());
  }

  #copied({ size }) {
    if (this.#copy !== null) this.#copy.copied_bytes += size - 5;
  }

  // --- the server

  #from_server(message) {
    const { bytes } = message;
    const type = String.fromCharCode(bytes[0]);
    if (this.#expects_byte) {
      this.#tls_answer(type, message);
      return;
    }
    if (UNASKED.has(type)) {
      this.#unasked(type, bytes);
      return;
    }
    if (this.#waits_for_ready && !messages.BEGINNINGS.has(type)) {
      if (type === 'Z') this.#waits_for_ready = false;
      return;
    }
    this.#waits_for_ready = false;
    this.#answered ??= { group: this.answer({}, message), result: null };
    this.#server_message(type, message);
  }

  #tls_answer(type, message) {
    this.#expects_byte = false;
    if (type === 'S') this.start_tls();
    else if (type === 'G') {
      this.emit_event('postgresql opaque', 'encrypted by GSSAPI');
      this.stop();
    } else if (type === 'E') this.fail('recv', 'the server does not know SSLRequest');
    return message;
  }

  #unasked(type, bytes) {
    if (type === 'N') this.emit_event('postgresql notice', messages.decode_error(bytes));
    const reader = new FieldReader(bytes, 5);
    if (type === 'S' && this.login !== undefined && this.login.end === undefined) {
      own_property(this.login.server_parameters, reader.text_z(), reader.text_z());
    }
    if (type !== 'A') return;
    const process_id = reader.u32();
    const channel = reader.text_z();
    this.emit_event('postgresql notification', { process_id, channel, payload: reader.text_z() });
  }

  #server_message(type, message) {
    const { bytes, size } = message;
    const answered = this.#answered;
    if (type === 'Z') this.#ready(answered, message);
    else if (answered.group?.kind === 'login') this.#log_in(type, message);
    else if (type === 'T') this.#result(message).columns = messages.decode_columns(bytes);
    else if (type === 'D') this.#row(message);
    else if (type === 'C') this.#complete(message);
    else if (type === 'E') this.#fail(message);
    else if (type === 'I' || type === 's' || type === 'V') this.#end_result(message);
    else if (type === 'G' || type === 'H' || type === 'W') this.#begin_copy(type, message);
    else if (type === 'd') this.#result(message).copied_bytes += size - 5;
  }

  #log_in(type, message) {
    const { bytes } = message;
    const { login } = this;
    if (type === 'R') {
      const method = messages.AUTHENTICATION.get(bytes.length >= 9 ? bytes.readUInt32BE(5) : -1);
      if (login.authentication === undefined || method !== 'ok') login.authentication = method;
    } else if (type === 'K') login.process_id = new FieldReader(bytes, 5).u32();
    else if (type === 'E') {
      login.error = messages.decode_error(bytes);
      this.#end_login(message);
    }
  }

  #end_login(message) {
    this.login.end = message.end_time;
    this.emit_event('postgresql login', this.login);
  }

  // The result under way: of the next query of the group.
  #result(message) {
    const answered = this.#answered;
    const query = answered.group?.queries[answered.group.next];
    answered.result ??= new PostgreSQLResult(query, message.time);
    return answered.result;
  }

  #row(message) {
    const result = this.#result(message);
    result.rows++;
    result.row_bytes += message.size - 5;
  }

  #complete(message) {
    const result = this.#result(message);
    const tag = new FieldReader(message.bytes, 5).text_z();
    result.tags.push(tag);
    const affected = messages.affected_by(tag);
    if (affected !== undefined) result.affected = (result.affected ?? 0) + affected;
    result.end = message.end_time;
    this.#copy = null;
    if (this.#answered.group?.kind !== 'simple') this.#end_result(message);
  }

  #fail(message) {
    const { group } = this.#answered;
    if (group?.queries[group.next] === undefined && group?.parsed !== undefined) {
      const query = new PostgreSQLQuery(++this.query_count, group.parsed, group.parsed.start);
      this.#result(message).query = query;
    }
    const result = this.#result(message);
    result.error = messages.decode_error(message.bytes);
    result.end = message.end_time;
    this.#copy = null;
    if (group?.kind !== 'simple') this.#end_result(message);
  }

  #end_result(message) {
    const answered = this.#answered;
    const result = this.#result(message);
    result.end = message.end_time;
    answered.result = null;
    if (answered.group) answered.group.next++;
    if (result.query) result.query.result = result;
    if (this.is_recognised) this.emit_event('postgresql result', result);
  }

  #begin_copy(type, message) {
    const result = this.#result(message);
    result.copy = type === 'G' ? 'in' : type === 'H' ? 'out' : 'both';
    if (type !== 'H') this.#copy = result;
  }

  #ready({ group, result }, message) {
    if (group?.kind === 'login' && this.login.end === undefined) this.#end_login(message);
    if (result !== null && !this.#is_description(group)) {
      const { end } = result;
      this.#end_result({ ...message, end_time: end ?? message.end_time });
    }
    this.recognised();
    this.#answered = this.#copy = null;
  }

  // Columns that were asked for by themselves.
  #is_description(group) {
    return group?.kind === 'extended' && group.queries[group.next] === undefined;
  }

  // --- limits

  kept_bytes() {
    return this.#statements.bytes + this.#portals.bytes;
  }

  shed_kept(target) {
    const before = this.kept_bytes();
    const others = this.held_bytes - before;
    const count =
      this.#portals.evict(Math.max(0, target - others - this.#statements.bytes)) +
      this.#statements.evict(Math.max(0, target - others));
    return count > 0 ? [{ what: 'statements', count, bytes: before - this.kept_bytes() }] : [];
  }
}

exports.PostgreSQLSession = PostgreSQLSession;
