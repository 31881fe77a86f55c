'use strict';

// Reads our declarations: which members a class is said to have. Good for the way these files are
// written, not for TypeScript at large.

const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./installed');

const lib = (name) => path.join(ROOT, 'lib', name);

/** `{ name, base, members }` of each class in a file; members by name: `{ optional, method }`. */
function classes_in(file) {
  const text = fs.readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  const classes = [];
  const pattern =
    /^(?:export )?declare (?:abstract )?class (\w+)(?:<.*?>(?= extends| \{))?(?:\s+extends (\w+)[^{]*)?[^{]*\{\n([^]*?)^\}/gm;
  for (const [, name, base, body] of text.matchAll(pattern)) {
    const members = new Map();
    for (const line of body.matchAll(/^ {2}(?:readonly )?(get )?(\w+)(\??)([(:])/gm)) {
      const [, getter, member, optional, after] = line;
      members.set(member, { optional: optional !== '', method: after === '(' && !getter });
    }
    members.delete('constructor');
    classes.push({ name, base, members });
  }
  return classes;
}

// Where the classes are at run time: those that have a file of their own name it in `export = …`.
function decoder_classes() {
  const found = new Map();
  for (const name of fs.readdirSync(lib('decode'), { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = fs.readFileSync(lib(path.join('decode', name)), 'utf8');
    const exported = /^export = (\w+);/m.exec(text);
    const module = lib(path.join('decode', name.replace(/\.d\.ts$/, '.js')));
    if (exported && fs.existsSync(module)) found.set(exported[1], () => require(module));
  }
  return found;
}

function with_inherited(declared, all) {
  const members = new Map(declared.members);
  const base = all.find(({ name }) => name === declared.base);
  if (base) for (const [name, member] of with_inherited(base, all)) members.set(name, member);
  return members;
}

const { EventEmitter } = require('node:events');

const no_session = () => Object.assign(new EventEmitter(), { missed_syn: false });

/** Messages are made by sessions only. */
const session_of = (name, module) => new module[name](no_session());

/** How an instance of each class that is not a decoder is made. */
const MAKERS = {
  'tcp/index': (name, module) => new module[name](),
  'app/http1/index': (name, module) => new module[name](no_session()),
  'app/redis/index': (name, module) =>
    name === 'RedisSession' ? new module[name](no_session()) : undefined,
  'app/nats/index': session_of,
  'app/line/index': session_of,
  'app/modbus/index': session_of,
  'app/amqp/index': session_of,
  'app/bgp/index': session_of,
  'app/ssh/index': session_of,
  'app/dns/index': session_of,
  'app/sip/index': session_of,
  'app/kafka/index': session_of,
  'app/memcached/index': session_of,
  'app/mongodb/index': session_of,
  'app/mqtt/index': session_of,
  'app/mysql/index': session_of,
  'app/postgresql/index': session_of,
};

/** All classes of the declarations that can be made by themselves: `{ name, members, make }`. */
function declared_classes() {
  const layers = classes_in(lib('decode/layers.d.ts'));
  const found = [];
  const decoders = decoder_classes();
  for (const declared of layers) {
    const load = decoders.get(declared.name);
    if (!load) continue;
    const make = () => new (load())();
    found.push({ name: declared.name, members: with_inherited(declared, layers), make });
  }
  const bases = [
    ...classes_in(lib('app/stream_session.d.ts')),
    ...classes_in(lib('app/framed/session.d.ts')),
  ];
  for (const file of Object.keys(MAKERS)) {
    const own = classes_in(lib(`${file}.d.ts`));
    const all = [...own, ...bases];
    for (const declared of own) {
      const make = () => MAKERS[file](declared.name, require(lib(`${file}.js`)));
      if (declared.name === 'HTTPMessage' || declared.name.startsWith('RESP')) continue;
      if (/^Redis(Command|Reply)$|^WebSocketMessage$/.test(declared.name)) continue;
      if (MAKERS[file] === session_of && !/(?<!^Line)Session$/.test(declared.name)) continue;
      found.push({ name: declared.name, members: with_inherited(declared, all), make });
    }
  }
  return found;
}

exports.declared_classes = declared_classes;
