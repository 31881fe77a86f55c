'use strict';

// Which arguments of a command are keys.

const FIRST = 1;
const ALL = new Set(
  'MGET DEL UNLINK EXISTS TOUCH WATCH SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE PFCOUNT PFMERGE'.split(
    ' ',
  ),
);
const BUT_THE_LAST = new Set('BLPOP BRPOP BZPOPMIN BZPOPMAX'.split(' '));
const EVERY_SECOND = new Set(['MSET', 'MSETNX']);
const COUNTED = new Set(
  'EVAL EVALSHA EVAL_RO EVALSHA_RO FCALL FCALL_RO ZUNIONSTORE ZINTERSTORE ZDIFFSTORE'.split(' '),
); // how many keys there are is their second argument
const COUNTED_FIRST = new Set('ZUNION ZINTER ZDIFF SINTERCARD ZINTERCARD LMPOP ZMPOP'.split(' '));
const SECOND = new Set('OBJECT MEMORY XINFO XGROUP BITOP'.split(' '));
const STREAMS = new Set(['XREAD', 'XREADGROUP']);
const TWO = new Set('RENAME RENAMENX LMOVE SMOVE COPY'.split(' '));
const NONE = new Set(
  'PING AUTH HELLO SELECT ECHO INFO CONFIG CLIENT COMMAND MULTI EXEC DISCARD UNWATCH SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE PUBLISH SPUBLISH SCAN KEYS CLUSTER SCRIPT FUNCTION ACL DBSIZE FLUSHALL FLUSHDB MONITOR QUIT RESET ROLE SAVE BGSAVE SHUTDOWN SLOWLOG LATENCY TIME WAIT PUBSUB MODULE REPLICAOF PSYNC SYNC RANDOMKEY'.split(
    ' ',
  ),
);
const MAX_KEYS = 100; // of a command, that are looked at

/**
 * @param {object} command  a RedisCommand
 * @returns {Buffer[]} its keys, the first ones of very many
 */
function keys_of({ name, args }) {
  return indexes_of(name, args)
    .filter((i) => i < args.length)
    .slice(0, MAX_KEYS)
    .map((i) => args[i]);
}

function indexes_of(name, args) {
  if (NONE.has(name)) return [];
  if (TWO.has(name)) return [1, 2];
  if (ALL.has(name)) return range(1, args.length);
  if (BUT_THE_LAST.has(name)) return range(1, args.length - 1);
  if (EVERY_SECOND.has(name)) return range(1, args.length).filter((i) => i % 2 === 1);
  if (COUNTED.has(name)) return [...stored(name), ...counted(args, 2)];
  if (COUNTED_FIRST.has(name)) return counted(args, 1);
  if (SECOND.has(name)) return [2];
  if (STREAMS.has(name)) return streams(args);
  return [FIRST];
}

/** The destination of ZUNIONSTORE and the like stands before the count. */
const stored = (name) => (name.endsWith('STORE') ? [1] : []);

function counted(args, at) {
  const count = Number(args[at]?.subarray(0, 10).toString('latin1'));
  return Number.isInteger(count) && count > 0
    ? range(at + 1, at + 1 + Math.min(count, MAX_KEYS))
    : [];
}

/** Behind the word STREAMS there are keys, then as many identifiers. */
function streams(args) {
  const at = args.findIndex((arg) => /^streams$/i.test(arg.subarray(0, 8).toString('latin1')));
  return at === -1 ? [] : range(at + 1, at + 1 + Math.floor((args.length - at - 1) / 2));
}

const range = (from, to) =>
  Array.from({ length: Math.min(Math.max(0, to - from), 2 * MAX_KEYS) }, (_, i) => from + i);

exports.keys_of = keys_of;
