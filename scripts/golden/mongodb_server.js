#!/usr/bin/env node
'use strict';

// A server of MongoDB's wire protocol, by its specification, with as many commands as the golden
// capture's client asks for. Debian has no such server. What it keeps is in memory.
//
//   node mongodb_server.js ADDRESS PORT FOLDER      FOLDER has the npm package bson

const net = require('node:net');
const path = require('node:path');
const { createRequire } = require('node:module');
const { deflateSync, inflateSync } = require('node:zlib');

const [, , address, port, folder] = process.argv;
const { BSON } = createRequire(path.join(folder, 'x.js'))('bson');

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_COMPRESSED = 2012;
const OP_MSG = 2013;
const ZLIB = 2;

const collections = new Map();
const cursors = new Map();
let last_id = 0;

const documents_of = (name) => collections.get(name) ?? collections.set(name, []).get(name);
const matches = (filter) => (document) =>
  Object.entries(filter ?? {}).every(([key, value]) => document[key] === value);

/** The first `size` of documents; the rest waits under the cursor's number. */
function batch(ns, documents, size, name) {
  const first = documents.slice(0, size ?? 101);
  const rest = documents.slice(first.length);
  const id = rest.length > 0 ? BSON.Long.fromNumber(++last_id + 7000) : BSON.Long.ZERO;
  if (rest.length > 0) cursors.set(String(id), rest);
  return { cursor: { [name]: first, id, ns }, ok: 1 };
}

const COMMANDS = {
  hello: ({ compression = [] }) => ({
    ...{ isWritablePrimary: true, maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000 },
    ...{ maxWriteBatchSize: 100000, localTime: new Date(), minWireVersion: 0, maxWireVersion: 17 },
    ...{ readOnly: false, compression: compression.filter((name) => name === 'zlib'), ok: 1 },
  }),
  ping: () => ({ ok: 1 }),
  endSessions: () => ({ ok: 1 }),
  insert: ({ insert, documents }) => {
    const all = documents_of(insert);
    const taken = documents.findIndex(({ _id }) => all.some((each) => each._id === _id));
    if (taken === -1) return { n: all.push(...documents) && documents.length, ok: 1 };
    const error = { index: taken, code: 11000, errmsg: 'E11000 duplicate key error' };
    return { n: 0, writeErrors: [error], ok: 1 };
  },
  find: ({ find, filter, batchSize, $db }) =>
    batch(`${$db}.${find}`, documents_of(find).filter(matches(filter)), batchSize, 'firstBatch'),
  getMore: ({ getMore, collection, batchSize, $db }) => {
    const rest = cursors.get(String(getMore));
    cursors.delete(String(getMore));
    return batch(`${$db}.${collection}`, rest ?? [], batchSize, 'nextBatch');
  },
  update: ({ update, updates: [{ q, u }] }) => {
    const found = documents_of(update).filter(matches(q));
    for (const each of found) Object.assign(each, u.$set);
    return { n: found.length, nModified: found.length, ok: 1 };
  },
  delete: ({ delete: name, deletes: [{ q }] }) => {
    const kept = documents_of(name).filter((each) => !matches(q)(each));
    const n = documents_of(name).length - kept.length;
    collections.set(name, kept);
    return { n, ok: 1 };
  },
};
COMMANDS.ismaster = COMMANDS.isMaster = COMMANDS.hello;

function answer(command) {
  const [name] = Object.keys(command);
  const run = COMMANDS[name];
  if (run) return run(command);
  return { ok: 0, errmsg: `no such command: '${name}'`, code: 59, codeName: 'CommandNotFound' };
}

function message(opcode, to, ...parts) {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(16);
  [16 + body.length, ++last_id, to, opcode].forEach((value, i) => head.writeInt32LE(value, 4 * i));
  return Buffer.concat([head, body]);
}

/** The document of an OP_MSG, with its sequences as arrays. */
function read_sections(body) {
  const command = {};
  for (let at = 4; at < body.length;) {
    const kind = body[at++];
    const size = body.readInt32LE(at);
    if (kind === 0) Object.assign(command, BSON.deserialize(body.subarray(at, at + size)));
    else {
      const end = body.indexOf(0, at + 4);
      const list = (command[body.toString('utf8', at + 4, end)] = []);
      for (let o = end + 1; o < at + size; o += body.readInt32LE(o)) {
        list.push(BSON.deserialize(body.subarray(o, o + body.readInt32LE(o))));
      }
    }
    at += size;
  }
  return command;
}

function reply_to(id, opcode, body) {
  if (opcode === OP_COMPRESSED) {
    const [inner] = [body.readInt32LE(0)];
    const reply = reply_to(id, inner, inflateSync(body.subarray(9)));
    const head = Buffer.alloc(9);
    head.writeInt32LE(inner, 0);
    head.writeInt32LE(reply.length - 16, 4);
    head[8] = ZLIB;
    return message(OP_COMPRESSED, id, head, deflateSync(reply.subarray(16)));
  }
  if (opcode === OP_MSG) {
    const sections = [Buffer.alloc(5), BSON.serialize(answer(read_sections(body)))];
    return message(OP_MSG, id, ...sections);
  }
  if (opcode !== OP_QUERY) throw new Error(`opcode ${opcode}`);
  const document = BSON.deserialize(body.subarray(body.indexOf(0, 4) + 9));
  const head = Buffer.alloc(20);
  head[0] = 8;
  head[16] = 1;
  return message(OP_REPLY, id, head, BSON.serialize(answer(document)));
}

const server = net.createServer((socket) => {
  let held = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 16 && held.length >= held.readInt32LE(0)) {
      const size = held.readInt32LE(0);
      socket.write(reply_to(held.readInt32LE(4), held.readInt32LE(12), held.subarray(16, size)));
      held = held.subarray(size);
    }
  });
});
server.listen(Number(port), address, () => console.log('listening'));
