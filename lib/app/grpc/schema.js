'use strict';

// Names for the fields of messages, by protobufjs where a program has it: an optional peer.

const { pcap_error } = require('../../errors');

function protobufjs() {
  try {
    return require('protobufjs');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw pcap_error(
      'ERR_PCAP_PROTOBUFJS',
      "schemas need the package protobufjs, which is not installed: 'npm install protobufjs'",
    );
  }
}

const TO_OBJECT = { longs: String, enums: String, bytes: String, defaults: false, oneofs: false };

/**
 * Reads .proto files. Gives the schemas that GRPCSession takes.
 * @param {string[]} files
 * @param {string[]} [include]  folders where imports are looked for
 * @throws ERR_PCAP_PROTOBUFJS where protobufjs is not installed; what it throws about the files
 */
function load_schemas(files, include = []) {
  const path = require('node:path');
  const fs = require('node:fs');
  const root = new (protobufjs().Root)();
  const { resolvePath } = root;
  root.resolvePath = (origin, target) => {
    const found = include.map((folder) => path.join(folder, target)).find(fs.existsSync);
    return found ?? resolvePath.call(root, origin, target);
  };
  return new Schemas(root.loadSync(files));
}

/** Message types by service and method. */
class Schemas {
  #root;
  #types = new Map(); // 'service/method' -> { request, response } or null

  /** @param {object} root  protobufjs' Root */
  constructor(root) {
    this.#root = root;
  }

  /**
   * A message as an object with names.
   * @param {'request' | 'response'} kind
   * @returns {object | undefined}  undefined: the method is unknown, or the bytes are not its message
   */
  decode(service, method, kind, data) {
    const type = this.#types_of(service, method)?.[kind];
    if (!type) return undefined;
    try {
      return type.toObject(type.decode(data), TO_OBJECT);
    } catch {
      return undefined;
    }
  }

  #types_of(service, method) {
    const key = `${service}/${method}`;
    let types = this.#types.get(key);
    if (types === undefined) {
      types = this.#look_up(service, method);
      // What is not in the schema may be any name that a client sends.
      if (types !== null) this.#types.set(key, types);
    }
    return types;
  }

  #look_up(service, method) {
    try {
      const found = this.#root.lookupService(service).methods[method];
      if (!found) return null;
      const { resolvedRequestType: request, resolvedResponseType: response } = found.resolve();
      return { request, response };
    } catch {
      return null;
    }
  }
}

exports.Schemas = Schemas;
exports.load_schemas = load_schemas;
