'use strict';

// Messages of gRPC as text: by names where a schema has them, by field numbers otherwise.

const MAX_DEPTH = 8; // of messages in messages
const MAX_FIELDS = 200; // shown of a message
const MAX_BYTES = 64; // shown of bytes that are no text

/**
 * A message as an object for JSON: { name: value } with a schema; without, { number: value }, lists
 * where a number comes again. A string where it is neither.
 * @param {import('../app/grpc').GRPCMessage} message
 */
function plain_message(message) {
  if (message.decoded !== undefined) return message.decoded;
  const { fields } = message;
  return fields === undefined ? plain_bytes(message.data) : plain_fields(fields, 0);
}

function plain_fields(fields, depth) {
  const plain = {};
  for (const field of fields.slice(0, MAX_FIELDS)) {
    const value = plain_value(field, depth);
    const { number } = field;
    if (!(number in plain)) plain[number] = value;
    else if (Array.isArray(plain[number])) plain[number].push(value);
    else plain[number] = [plain[number], value];
  }
  return plain;
}

// Text first: most texts could be messages, too, few messages are text.
function plain_value(field, depth) {
  const { value, text } = field;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return value.toString();
  if (text !== undefined) return text;
  const fields = depth < MAX_DEPTH ? field.fields : undefined;
  if (fields !== undefined) return plain_fields(fields, depth + 1);
  return Buffer.isBuffer(value) ? plain_bytes(value) : {};
}

function plain_bytes(bytes) {
  const more = bytes.length > MAX_BYTES ? '…' : '';
  return `0x${bytes.toString('hex', 0, MAX_BYTES)}${more}`;
}

exports.plain_message = plain_message;
