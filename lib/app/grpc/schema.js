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
  // 'package.Service' -> protobufjs' Service. Its own lookup remembers each name that is asked for,
  // and clients can send any.
  #services = new Map();

  /** @param {object} root  protobufjs' Root */
  constructor(root) {
    this.#collect(root);
  }

  #collect(namespace) {
    for (const found of namespace.nestedArray ?? []) {
      if (found.methodsArray) this.#services.set(found.fullName.slice(1), found);
      else this.#collect(found);
    }
  }

  /**
   * A message as an object with names.
   * @param {'request' | 'response'} kind
   * @returns {object | undefined}  undefined: the method is unknown, or the bytes are not its
   *   message
   */
  decode(service, method, kind, data) {
    const methods = this.#services.get(service)?.methods;
    if (!methods || !Object.hasOwn(methods, method)) return undefined;
    const found = methods[method].resolve();
    const type = kind === 'request' ? found.resolvedRequestType : found.resolvedResponseType;
    try {
      return type.toObject(type.decode(data), TO_OBJECT);
    } catch {
      return undefined;
    }
  }
}

exports.Schemas = Schemas;
exports.load_schemas = load_schemas;
