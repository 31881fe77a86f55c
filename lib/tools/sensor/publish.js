'use strict';

// publish(): what a session captures, to a sink.

const { TLSKeys } = require('../../app/tls');
const { option_error } = require('../../errors');
const { compile_filter } = require('../../capture/filter');
const { is_bus_address } = require('../../sensor/bus');
const { file_sink, nats_sink } = require('../../sensor');
const { PUBLISHER_OPTIONS, Publisher } = require('../../sensor/publisher');
const { custom } = require('../../validate');
const { RECORDS, Records } = require('./records');

const is_kinds = (value) => Array.isArray(value) && value.every((kind) => RECORDS.includes(kind));
const is_filter = (value) => typeof value === 'string' || typeof value === 'boolean';

const OPTIONS = {
  ...PUBLISHER_OPTIONS,
  records: custom({ default: RECORDS, accepts: is_kinds, what: `some of ${RECORDS.join(', ')}` }),
  packets: custom({ default: false, accepts: is_filter, what: 'a filter, true or false' }),
  keys: custom({
    default: undefined,
    accepts: (value) => value instanceof TLSKeys,
    what: 'TLSKeys',
  }),
};

/**
 * Publishes what a session captures.
 *
 * @param {EventEmitter} session  with 'packet' and 'close'; one of a file waits for a slow sink
 * @param {object|string} sink  { write(batch): Promise, close() }; or nats://…, or a folder
 * @param {object} [options]  records (all kinds), packets (a filter, or true: all), keys, sensor,
 *   batch_size, batch_time, queue_size, spool, spool_size, close_timeout
 * @returns {Publisher} which closes when the session does
 * @throws ERR_PCAP_OPTION, ERR_PCAP_FILTER, ERR_PCAP_SPOOL, ERR_PCAP_NATS
 */
function publish(session, sink, options) {
  if (typeof session?.on !== 'function') throw option_error('publish needs a session');
  const filter = packet_filter(options?.packets);
  const publisher = new Publisher(sink_of(sink), options, OPTIONS);
  const { records: kinds } = publisher.options;
  const own_keys = keys_of(session, options?.keys);
  const records =
    kinds.length === 0
      ? null
      : new Records(
          kinds,
          (...record) => publisher.add_record(...record),
          own_keys ?? options.keys,
        );
  session.on('packet', (raw) => {
    records?.packet(raw);
    if (filter?.(raw)) publisher.add_packet(raw);
    if (publisher.is_behind && can_wait(session)) hold(session, publisher);
  });
  session.on('close', () => {
    own_keys?.close(); // what waits for some goes on
    records?.end();
    publisher.close().catch(() => {}); // close() reports it to its callers
  });
  return publisher;
}

/**
 * The keys that a pcapng file brings along, undefined where there are others; none come from a
 * device.
 */
function keys_of(session, others) {
  if (others !== undefined) return undefined;
  const keys = new TLSKeys();
  if (session.is_live) keys.close();
  else session.on('secrets', (lines) => keys.add(lines));
  return keys;
}

function sink_of(sink) {
  if (typeof sink === 'string') return is_bus_address(sink) ? nats_sink(sink) : file_sink(sink);
  if (typeof sink?.write === 'function' && typeof sink.close === 'function') return sink;
  throw option_error('a sink is an address, a folder, or has write() and close()');
}

/** A function of raw packets, or null: an expression is compiled for each link type. */
function packet_filter(packets) {
  if (packets === undefined || packets === false) return null;
  if (typeof packets !== 'string' || packets === '') return () => true;
  const compiled = new Map([['LINKTYPE_ETHERNET', compile_filter(packets)]]);
  return (raw) => {
    const { link_type } = raw;
    if (!compiled.has(link_type)) compiled.set(link_type, compiled_for(packets, link_type));
    return compiled.get(link_type)?.matches(raw) ?? false;
  };
}

/** Null where the expression makes no sense with the link type. */
function compiled_for(expression, link_type) {
  try {
    return compile_filter(expression, { link_type, snap_length: 262144 });
  } catch {
    return null;
  }
}

const can_wait = (session) => !session.is_live && typeof session.pause === 'function';

/** A file can wait until the sink has caught up. */
function hold(session, publisher) {
  if (session.is_paused()) return;
  session.pause();
  const look = () => {
    if (publisher.is_behind) return;
    publisher.off('sent', look);
    session.resume();
  };
  publisher.on('sent', look);
}

exports.publish = publish;
