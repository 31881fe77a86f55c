'use strict';

// memcached's text and meta protocols (protocol.txt of its source):
//
//    set KEY FLAGS EXPTIME SIZE [noreply]␍␊value␍␊      STORED␍␊
//    get KEY…␍␊                                         VALUE KEY FLAGS SIZE [CAS]␍␊value␍␊ … END␍␊
//    mg KEY FLAG…␍␊                                     VA SIZE FLAG…␍␊value␍␊
//    ms KEY SIZE FLAG…␍␊value␍␊                         HD FLAG…␍␊

const MAX_LINE = 64 * 1024;
const MAX_VALUE = 1024 * 1024 * 1024; // the server's greatest -I
const CRLF = 2;

const STORAGE = new Set(['set', 'add', 'replace', 'append', 'prepend', 'cas']);
const RETRIEVAL = new Set(['get', 'gets']);
const RETRIEVAL_AND_TOUCH = new Set(['gat', 'gats']);
const WITH_ITEMS = new Set(['stats', 'lru_crawler']);
const META = /^m[gsdane]$/;

const FROM_CLIENT =
  /^(?:(?:set|add|replace|append|prepend|cas|gets?|gats?|delete|incr|decr|touch|m[gsdae]) [^ \r\n]|(?:mn|stats|flush_all|version|verbosity|quit|shutdown|watch|slabs|lru|lru_crawler|cache_memlimit|refresh_certs|misbehave)[ \r\n])/;
const FROM_SERVER =
  /^(?:(?:END|STORED|NOT_STORED|EXISTS|NOT_FOUND|DELETED|TOUCHED|OK|RESET|ERROR|BUSY|BADCLASS|NOSPARE|NOTFULL|UNSAFE|SAME|HD|EN|NS|EX|NF|MN|\d{1,20})[ \r\n]|(?:VALUE|VA|VERSION|CLIENT_ERROR|SERVER_ERROR|STAT|ITEM|ME) |key=)/;
const PATTERNS = { send: FROM_CLIENT, recv: FROM_SERVER };

/** Numbers of up to 15 digits, which are exact; undefined for anything else. */
const number = (word) => (/^-?\d{1,15}$/.test(word ?? '') ? Number(word) : undefined);

/** Of up to 64 bits: as a BigInt where a number is not exact. */
function wide_number(word) {
  if (!/^\d{1,20}$/.test(word ?? '')) return undefined;
  const value = Number(word);
  return Number.isSafeInteger(value) ? value : BigInt(word);
}

/** How many bytes of a value follow a line; undefined: none. */
function value_size(direction, line) {
  const words = line.split(/ +/, 6);
  let size;
  if (direction === 'recv') {
    if (words[0] === 'VALUE') size = number(words[3]);
    if (words[0] === 'VA') size = number(words[1]);
  } else {
    if (STORAGE.has(words[0])) size = number(words[4]);
    if (words[0] === 'ms') size = number(words[2]);
  }
  return size >= 0 && size <= MAX_VALUE ? size : undefined;
}

/**
 * How long the line at `at` is, with its value; undefined: more bytes are needed; 0: it is none.
 */
function line_length(direction, bytes, at) {
  const end = bytes.indexOf(10, at);
  if (end === -1) return bytes.length - at < MAX_LINE ? undefined : 0;
  const beginning = bytes.toString('latin1', at, Math.min(end + 1, at + 600));
  if (!PATTERNS[direction].test(beginning)) return 0;
  const size = value_size(direction, beginning.trimEnd());
  return end + 1 - at + (size === undefined ? 0 : size + CRLF);
}

/** The line that a message begins with, without its end. */
function first_line(bytes) {
  const end = bytes.indexOf(10);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end).replace(/\r$/, '');
}

// --- commands

/** What a line of a client says: `command`, `keys`, and what the command has. */
function read_command(line) {
  const [command, ...words] = line.split(/ +/).filter((word) => word !== '');
  if (META.test(command)) return read_meta_command(command, words);
  const is_quiet = words.at(-1) === 'noreply';
  const found = { protocol: 'text', command, keys: keys_of(command, words) };
  if (is_quiet) words.pop();
  return { ...found, ...arguments_of(command, words), is_quiet };
}

function keys_of(command, words) {
  if (RETRIEVAL.has(command)) return words;
  if (RETRIEVAL_AND_TOUCH.has(command)) return words.slice(1);
  const has_key = STORAGE.has(command) || /^(?:delete|incr|decr|touch)$/.test(command);
  return has_key ? words.slice(0, 1) : [];
}

function arguments_of(command, words) {
  if (STORAGE.has(command)) {
    const [, flags, exptime, size, cas] = words;
    const found = { flags: number(flags), exptime: number(exptime), value_size: number(size) };
    return command === 'cas' ? { ...found, cas: wide_number(cas) } : found;
  }
  if (RETRIEVAL.has(command) || command === 'delete') return {};
  if (RETRIEVAL_AND_TOUCH.has(command)) return { exptime: number(words[0]) };
  if (command === 'touch') return { exptime: number(words[1]) };
  if (command === 'incr' || command === 'decr') return { delta: wide_number(words[1]) };
  return { arguments: words };
}

function read_meta_command(command, words) {
  const [key, ...rest] = command === 'mn' ? [] : words;
  const value_size_ = command === 'ms' ? { value_size: number(rest.shift()) } : {};
  const is_quiet = rest.includes('q');
  const keys = key === undefined ? [] : [key];
  const opaque = flag_value(rest, 'O');
  return { protocol: 'meta', command, keys, ...value_size_, meta_flags: rest, opaque, is_quiet };
}

/** What a flag with a token has: `O123` → `123`. */
function flag_value(flags, letter) {
  return flags.find((flag) => flag[0] === letter)?.slice(1);
}

// --- replies

const META_STATUS = /^(?:HD|VA|EN|NS|EX|NF|MN|ME)$/;
const ERROR_STATUS = /^(?:CLIENT_|SERVER_)?ERROR$/;

/**
 * What a line of a server says: `status`, and what that has. `item`: it is one of several lines,
 * the last of which is END.
 */
function read_reply(line) {
  const [status, ...words] = line.split(/ +/).filter((word) => word !== '');
  if (status === 'VALUE') return { item: read_value(words) };
  if (status === 'STAT') return { item: { name: words[0], text: words.slice(1).join(' ') } };
  if (status === 'ITEM' || status?.startsWith('key=')) return { item: { text: line } };
  if (META_STATUS.test(status)) return read_meta_reply(status, words, line);
  if (ERROR_STATUS.test(status)) {
    return { status, error: { code: status, message: words.join(' ') } };
  }
  if (status === 'VERSION') return { status, version: words.join(' ') };
  const value = wide_number(status);
  return value === undefined ? { status } : { status: undefined, value };
}

function read_value([key, flags, size, cas]) {
  const value = { key, flags: number(flags), size: number(size) };
  return cas === undefined ? value : { ...value, cas: wide_number(cas) };
}

function read_meta_reply(status, words, line) {
  if (status === 'ME') return { status, key: words[0], text: line };
  const size = status === 'VA' ? { size: number(words.shift()) } : {};
  const [opaque, key] = [flag_value(words, 'O'), flag_value(words, 'k')];
  const reply = { status, meta_flags: words, opaque, key };
  if (status !== 'VA') return reply;
  const [flags, cas] = [number(flag_value(words, 'f')), wide_number(flag_value(words, 'c'))];
  return { ...reply, values: [{ key, flags, ...size, cas }] };
}

// --- which replies a command can have

const META_REPLIES = {
  mg: ['HD', 'VA', 'EN'],
  ms: ['HD', 'NS', 'EX', 'NF'],
  md: ['HD', 'NF', 'EX'],
  ma: ['HD', 'VA', 'NF', 'NS', 'EX'],
  mn: ['MN'],
  me: ['ME', 'EN'],
};
const NOT_IN_QUIET = { mg: ['EN'], ms: ['HD'], md: ['HD', 'NF'], ma: ['HD', 'NF'] };
const STORAGE_REPLIES = ['STORED', 'NOT_STORED', 'EXISTS', 'NOT_FOUND'];

/** Whether `reply` can be the command's. */
function can_answer(command, reply) {
  const { status } = reply;
  if (ERROR_STATUS.test(status)) return true;
  if (command.protocol === 'meta') return can_answer_meta(command, reply);
  if (command.is_quiet || META_STATUS.test(status)) return false;
  const is_listing = has_keys_to_get(command) || WITH_ITEMS.has(command.command);
  if (status === 'END') return is_listing;
  if (STORAGE.has(command.command)) return STORAGE_REPLIES.includes(status);
  return !has_keys_to_get(command);
}

function can_answer_meta({ command, is_quiet, opaque, keys, meta_flags }, reply) {
  if (!META_REPLIES[command]?.includes(reply.status)) return false;
  if (is_quiet && NOT_IN_QUIET[command]?.includes(reply.status)) return false;
  if (opaque !== reply.opaque) return false;
  return !meta_flags.includes('k') || reply.key === undefined || reply.key === keys[0];
}

/** Whether it asks for values: those that do not come are misses. */
function has_keys_to_get({ command }) {
  return RETRIEVAL.has(command) || RETRIEVAL_AND_TOUCH.has(command);
}

exports.can_answer = can_answer;
exports.first_line = first_line;
exports.has_keys_to_get = has_keys_to_get;
exports.line_length = line_length;
exports.read_command = read_command;
exports.read_reply = read_reply;
