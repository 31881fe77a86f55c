'use strict';

// Packets that sensors have published, as a session: createSession('nats://…').

const { check_options, custom, string } = require('../validate');
const { abort_signal } = require('../abort_signal');
const { option_error } = require('../errors');
const { CaptureWriter, FileSession } = require('../file');
const { warn } = require('../warnings');
const { READING_OPTIONS, parse_address } = require('./address');
const { CONNECTION_OPTIONS, load_nats } = require('./nats_client');
const { NATSSource } = require('./nats_source');
const { ToPcapng } = require('./pcap_chunk');

const OPTIONS = {
  ...READING_OPTIONS,
  ...CONNECTION_OPTIONS,
  filter: string({ default: '' }),
  tstamp_precision: string({ default: 'micro', choices: ['micro', 'nano'] }),
  signal: abort_signal(),
};

// What createSession() takes of a device, and a bus has no use for.
const OF_DEVICES = ['buffer_size', 'buffer_timeout', 'snap_length', 'promiscuous'];

const RECORD_OPTIONS = {
  ...READING_OPTIONS,
  ...CONNECTION_OPTIONS,
  kind: custom({
    default: undefined,
    accepts: (value) => typeof value === 'string',
    what: 'a kind',
  }),
};

/** Where a stream is read, with the options of the address and of the program. */
function source_of(address, given, table, kind) {
  const parsed = parse_address(address);
  const options = check_options('session', { ...parsed.options, ...given }, table);
  load_nats();
  return { parsed, options, source: new NATSSource(parsed, { ...options, kind }) };
}

class BusSession extends FileSession {
  #source;
  #filter;

  /**
   * @param {string} address
   * @param {object} options  see createSession()
   * @param {(expression: string, options: object) => object} compile  compile_filter
   */
  constructor(address, given, compile) {
    const options = { ...given };
    for (const name of OF_DEVICES) delete options[name];
    const { parsed, options: checked, source } = source_of(address, options, OPTIONS, 'packets');
    if ((parsed.kind ?? 'packets') !== 'packets') {
      throw option_error(`${parsed.text}.${parsed.kind} has records: a session reads packets`);
    }
    const filter = new Filters(checked.filter, compile);
    const { tstamp_precision, signal } = checked;
    super(pieces(source), { filter: (raw) => filter.matches(raw), tstamp_precision, signal });
    this.device_name = parsed.text;
    this.link_type = 'LINKTYPE_ETHERNET'; // until packets say more
    this.#source = source;
    this.#filter = filter;
  }

  /** The filter's expression. */
  get filter() {
    return this.#filter.expression;
  }

  /** As a session's on a device. */
  set_filter(expression) {
    this.#filter.set(expression);
  }

  /** Messages that were received, and how many of them had come before. */
  stats() {
    const { received, duplicates } = this.#source;
    return { received, duplicates };
  }

  close() {
    super.close();
    this.#source.close();
  }
}

/** One expression, compiled for each link type that packets come with. */
class Filters {
  #compile;
  #by_link_type = new Map();
  expression = '';

  constructor(expression, compile) {
    this.#compile = compile;
    this.set(expression);
  }

  set(expression) {
    const ethernet = expression === '' ? null : this.#compile(expression, {});
    this.expression = expression;
    this.#by_link_type.clear();
    this.#by_link_type.set('LINKTYPE_ETHERNET', ethernet);
  }

  matches(raw) {
    if (this.expression === '') return true;
    const { link_type } = raw;
    if (!this.#by_link_type.has(link_type)) this.#add(link_type);
    return this.#by_link_type.get(link_type)?.matches(raw) ?? false;
  }

  // An expression can make no sense with a link type: then none of its packets match.
  #add(link_type) {
    let compiled = null;
    try {
      compiled = this.#compile(this.expression, { link_type, snap_length: 262144 });
    } catch (error) {
      warn(`packets of ${link_type} are left out: ${error.message}`);
    }
    this.#by_link_type.set(link_type, compiled);
  }
}

async function* pieces(source) {
  const to_pcapng = new ToPcapng();
  for await (const { data, subject } of source) {
    try {
      yield to_pcapng.piece(data);
    } catch (error) {
      if (error.code !== 'ERR_PCAP_FILE') throw error;
      warn(`${subject}: ${error.message}: left out`);
    }
  }
  if (!to_pcapng.has_begun) yield EMPTY;
}

const EMPTY = new CaptureWriter().header(); // a file without packets

/**
 * Records that sensors have published: an async iterable of `{ line, sensor, run, … }`'s messages.
 * @param {string} address
 * @param {string} kind  'flows', 'http', 'dns' or 'tls'
 * @param {object} [options]  consumer, share, until, ack_wait, connection, stream
 */
function read_messages(address, kind, options) {
  return source_of(address, options, RECORD_OPTIONS, kind).source;
}

exports.BusSession = BusSession;
exports.read_messages = read_messages;
