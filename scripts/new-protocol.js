'use strict';

// npm run new:protocol -- NAME TABLE KEY, as in `npm run new:protocol -- dccp ip_protocols 33`:
// writes what a new protocol needs, as skeletons that pass the tests. What is left to do is to make
// them true; CONTRIBUTING.md walks through one.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const in_root = (...parts) => path.join(ROOT, ...parts);

/** Tables that lead to decoders, and the type that holds what each leads to. */
const TABLES = {
  link_types: 'LinkLayer',
  ether_types: 'NetworkLayer',
  ip_protocols: 'TransportLayer',
  ppp_protocols: 'PPPLayer',
  udp_ports: 'ApplicationLayer',
  tcp_ports: 'ApplicationLayer',
};

const decoder = (name, Class) => `'use strict';

// ${Class}: its full name, and the standard that defines it.
//    0              15 16             31
//   +-----------------+-----------------+
//   |      type       |     length      |
//   |              data …               |

const { EMPTY, clamp_end, u16 } = require('../packet/bytes');
const { Layer, layer_class, set_payload, truncated_header, emit } = require('../packet/layer');

const HEADER = 4;

class ${Class} extends Layer {
  constructor(emitter) {
    super();
    this.emitter = emitter;
    this.type = undefined;
    this.length = undefined;
  }

  decode(bytes = EMPTY, offset = 0, length) {
    const end = clamp_end(bytes, offset, length);
    if (end - offset < HEADER) {
      return truncated_header(this, '${name}', HEADER, bytes, offset, end);
    }
    this.read_header(bytes, offset);
    set_payload(this, bytes, offset + HEADER, end);
    emit(this);
    return this;
  }

  read_header(bytes, offset) {
    this.type = u16(bytes, offset);
    this.length = u16(bytes, offset + 2);
  }

  toString() {
    return \`${Class} type \${this.type} length \${this.length}\`;
  }
}

layer_class(${Class}, '${name}', true);

module.exports = ${Class};
`;

const test = (name, Class, table) => `'use strict';

const assert = require('node:assert/strict');
const decode = require('../../lib/decode');
const ${Class} = require('../../lib/protocol/${name}');
const behavesLikeADecoder = require('./behaves_like_a_decoder');

const example = Buffer.from(
  '0001' + // type 1
    '0006' + // length 6
    '6869', // data
  'hex',
);

describe('${Class}', () => {
  behavesLikeADecoder(${Class}, example, { header: 4 });

  it('reads all fields, and leaves the rest as bytes', () => {
    const layer = new ${Class}().decode(example);
    assert.deepEqual([layer.type, layer.length], [1, 6]);
    assert.equal(layer.payload_bytes.toString(), 'hi');
    assert.equal(String(layer), '${Class} type 1 length 6');
  });

  it('is found by its number', () => {
    decode.preload();
    assert.ok([...decode.${table}.values()].includes(${Class}));
  });
});
`;

const type = (name, Class) => `/** ${Class}. */
export declare class ${Class} extends Layer {
  constructor(emitter?: EventEmitter);
  readonly decoderName: '${name}';
  /** What it is: 1 for … */
  type: number;
  /** Bytes, header included. */
  length: number;
}

`;

function change(file, edit) {
  const name = in_root(...file.split('/'));
  const old = fs.readFileSync(name, 'utf8');
  const text = edit(old);
  if (text === old) throw new Error(`${file}: found no place for the new protocol`);
  fs.writeFileSync(name, text);
  return file;
}

function create(file, text) {
  fs.writeFileSync(in_root(...file.split('/')), text, { flag: 'wx' });
  return file;
}

/** After the last line that fills the table. */
function with_line(text, table, line) {
  const lines = text.split('\n');
  const last = lines.findLastIndex((each) => new RegExp(`^(later\\()?${table}[.[,]`).test(each));
  return last < 0 ? text : lines.toSpliced(last + 1, 0, line).join('\n');
}

/** Before the next chapter, and in the union of the table's types. */
function with_type(text, name, Class, table, key) {
  const union = TABLES[table];
  if (table === 'link_types') {
    text = text.replace(/^export type DecodedLinkType =[^;]*/m, `$&\n  | '${key}'`);
  }
  const chapter = /^\/\/ -+ what follows what$/m;
  return text
    .replace(chapter, (line) => `${type(name, Class)}${line}`)
    .replace(new RegExp(`^export type ${union} =[^;]*`, 'm'), (old) =>
      old.replace(/\|\s*Custom\s*$/, `| ${Class} | Custom`),
    );
}

/** After the last row of the table in docs/protocols.md. */
function with_row(text, Class) {
  const section = text.indexOf('## What is decoded');
  const end = text.indexOf('\n\n', text.indexOf('| --- |', section));
  return section < 0 ? text : `${text.slice(0, end)}\n| ${Class} | header | |${text.slice(end)}`;
}

function main([name = '', table = '', key = '']) {
  if (!/^[a-z][a-z0-9_]*$/.test(name) || !Object.hasOwn(TABLES, table) || key === '') {
    console.error('usage: npm run new:protocol -- NAME TABLE KEY, as in: dccp ip_protocols 33');
    console.error(`tables: ${Object.keys(TABLES).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const Class = name.replaceAll('_', '').toUpperCase();
  const found = `require('./${name}')`;
  const number = table === 'link_types' ? `'${key}'` : key;
  const line =
    table === 'ip_protocols'
      ? `later(ip_protocols, ${key}, () => ${found});`
      : `${table}.later(${number}, () => ${found});`;
  const files = [
    create(`lib/protocol/${name}.js`, decoder(name, Class)),
    create(`test/protocol/${name}.test.js`, test(name, Class, table)),
    change('lib/protocol/protocols.js', (text) => with_line(text, table, line)),
    change('lib/decode/layers.d.ts', (text) => with_type(text, name, Class, table, key)),
    change('docs/protocols.md', (text) => with_row(text, Class)),
  ];
  const run = (script, ...words) =>
    execFileSync(process.execPath, [script, ...words], { cwd: ROOT });
  run('scripts/facades.js');
  run('scripts/api-layers.js');
  run('node_modules/prettier/bin/prettier.cjs', '--write', ...files);
  console.log(`written, to be made true:\n  ${files.join('\n  ')}`);
  console.log('generated, after each change of the type: node scripts/api-layers.js');
  console.log(
    `by hand: a row in test/oracle/fields (CONTRIBUTING.md). Next: npx mocha ${files[1]}`,
  );
}

main(process.argv.slice(2));
