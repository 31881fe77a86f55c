'use strict';

// Methods of AMQP 0-9-1 and of RabbitMQ's extensions: their numbers, names and arguments. A method
// whose name ends with -ok answers the one before it.

const values = require('./values');

// `name:type`, the types: octet, short, long, longlong, sstr, lstr, table; bits, which share
// octets.
const CLOSE = 'reply_code:short reply_text:sstr class_id:short method_id:short';
const TUNE = 'channel_max:short frame_max:long heartbeat:short';
const BINDING = '-:short destination:sstr source:sstr routing_key:sstr no_wait:bit arguments:table';
const DELIVERY = 'delivery_tag:longlong redelivered:bit exchange:sstr routing_key:sstr';

const CLASSES = {
  connection: {
    id: 10,
    10: [
      'start',
      'version_major:octet version_minor:octet server_properties:table mechanisms:lstr locales:lstr',
    ],
    11: ['start-ok', 'client_properties:table mechanism:sstr response:secret locale:sstr'],
    20: ['secure', 'challenge:secret'],
    21: ['secure-ok', 'response:secret'],
    30: ['tune', TUNE],
    31: ['tune-ok', TUNE],
    40: ['open', 'virtual_host:sstr'],
    41: ['open-ok', ''],
    50: ['close', CLOSE],
    51: ['close-ok', ''],
    60: ['blocked', 'reason:sstr'],
    61: ['unblocked', ''],
    70: ['update-secret', 'new_secret:secret reason:sstr'],
    71: ['update-secret-ok', ''],
  },
  channel: {
    id: 20,
    10: ['open', ''],
    11: ['open-ok', ''],
    20: ['flow', 'active:bit'],
    21: ['flow-ok', 'active:bit'],
    40: ['close', CLOSE],
    41: ['close-ok', ''],
  },
  exchange: {
    id: 40,
    10: [
      'declare',
      '-:short exchange:sstr type:sstr passive:bit durable:bit auto_delete:bit internal:bit no_wait:bit arguments:table',
    ],
    11: ['declare-ok', ''],
    20: ['delete', '-:short exchange:sstr if_unused:bit no_wait:bit'],
    21: ['delete-ok', ''],
    30: ['bind', BINDING],
    31: ['bind-ok', ''],
    40: ['unbind', BINDING],
    51: ['unbind-ok', ''],
  },
  queue: {
    id: 50,
    10: [
      'declare',
      '-:short queue:sstr passive:bit durable:bit exclusive:bit auto_delete:bit no_wait:bit arguments:table',
    ],
    11: ['declare-ok', 'queue:sstr message_count:long consumer_count:long'],
    20: ['bind', '-:short queue:sstr exchange:sstr routing_key:sstr no_wait:bit arguments:table'],
    21: ['bind-ok', ''],
    30: ['purge', '-:short queue:sstr no_wait:bit'],
    31: ['purge-ok', 'message_count:long'],
    40: ['delete', '-:short queue:sstr if_unused:bit if_empty:bit no_wait:bit'],
    41: ['delete-ok', 'message_count:long'],
    50: ['unbind', '-:short queue:sstr exchange:sstr routing_key:sstr arguments:table'],
    51: ['unbind-ok', ''],
  },
  basic: {
    id: 60,
    10: ['qos', 'prefetch_size:long prefetch_count:short global:bit'],
    11: ['qos-ok', ''],
    20: [
      'consume',
      '-:short queue:sstr consumer_tag:sstr no_local:bit no_ack:bit exclusive:bit no_wait:bit arguments:table',
    ],
    21: ['consume-ok', 'consumer_tag:sstr'],
    30: ['cancel', 'consumer_tag:sstr no_wait:bit'],
    31: ['cancel-ok', 'consumer_tag:sstr'],
    40: ['publish', '-:short exchange:sstr routing_key:sstr mandatory:bit immediate:bit'],
    50: ['return', 'reply_code:short reply_text:sstr exchange:sstr routing_key:sstr'],
    60: ['deliver', `consumer_tag:sstr ${DELIVERY}`],
    70: ['get', '-:short queue:sstr no_ack:bit'],
    71: ['get-ok', `${DELIVERY} message_count:long`],
    72: ['get-empty', ''],
    80: ['ack', 'delivery_tag:longlong multiple:bit'],
    90: ['reject', 'delivery_tag:longlong requeue:bit'],
    100: ['recover-async', 'requeue:bit'],
    110: ['recover', 'requeue:bit'],
    111: ['recover-ok', ''],
    120: ['nack', 'delivery_tag:longlong multiple:bit requeue:bit'],
  },
  confirm: { id: 85, 10: ['select', 'no_wait:bit'], 11: ['select-ok', ''] },
  tx: {
    id: 90,
    10: ['select', ''],
    11: ['select-ok', ''],
    20: ['commit', ''],
    21: ['commit-ok', ''],
    30: ['rollback', ''],
    31: ['rollback-ok', ''],
  },
};

const READERS = {
  octet: (reader) => reader.u8(),
  short: (reader) => reader.u16(),
  long: (reader) => reader.u32(),
  longlong: (reader) => reader.u64(),
  sstr: values.short_string,
  lstr: values.long_string,
  table: (reader) => values.table(reader),
};

/** By class * 65536 + method: { name, fields: [name, type][] }. */
const METHODS = new Map();

for (const [class_name, { id, ...methods }] of Object.entries(CLASSES)) {
  for (const [number, [name, fields]] of Object.entries(methods)) {
    const parsed = fields.split(' ').filter(Boolean);
    METHODS.set(id * 65536 + Number(number), {
      name: `${class_name}.${name}`,
      fields: parsed.map((field) => field.split(':')),
    });
  }
}

const WITH_CONTENT = new Set(['basic.publish', 'basic.return', 'basic.deliver', 'basic.get-ok']);
const OTHER_ANSWERS = { 'basic.get-empty': 'basic.get', 'connection.tune-ok': 'connection.tune' };
const NAMES = new Set([...METHODS.values()].map(({ name }) => name));

/** The method that one of this name answers; undefined: it answers none. */
function answered_by(name) {
  return OTHER_ANSWERS[name] ?? (name.endsWith('-ok') ? name.slice(0, -3) : undefined);
}

/** Whether a method is answered, as far as its name says. */
const is_answered = (name) => NAMES.has(`${name}-ok`);

/** A method's `method` (undefined where its number is not known) and `arguments`. */
function read_method(reader) {
  const [class_id, method_id] = [reader.u16(), reader.u16()];
  const known = METHODS.get(class_id * 65536 + method_id);
  if (known === undefined) return { class_id, method_id, method: undefined, arguments: {} };
  return { class_id, method_id, method: known.name, arguments: read_arguments(reader, known) };
}

// Bits in a row share octets, the lowest first. What a secret is, is not kept.
function read_arguments(reader, { fields }) {
  const found = {};
  let [bits, octet] = [0, 0];
  for (const [name, type] of fields) {
    if (type !== 'bit') bits = 0;
    if (type === 'bit') {
      if (bits === 0) octet = reader.u8();
      found[name] = ((octet >> bits) & 1) === 1;
      bits = (bits + 1) % 8;
    } else if (type === 'secret') read_secret(found, name, reader);
    else if (name === '-') reader.skip(2);
    else found[name] = READERS[type](reader);
  }
  return found;
}

// Its size; of a login with PLAIN also the user, which stands before the password.
function read_secret(found, name, reader) {
  const secret = reader.take(reader.u32());
  found[`${name}_size`] = secret.length;
  if (found.mechanism !== 'PLAIN') return;
  const [, user, password] = secret.toString().split('\0');
  if (password !== undefined) found.user = user;
}

exports.WITH_CONTENT = WITH_CONTENT;
exports.answered_by = answered_by;
exports.is_answered = is_answered;
exports.read_method = read_method;
