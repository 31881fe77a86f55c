'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT, installed } = require('./lib/installed');
const { all_blocks } = require('./lib/blocks');
const { declared_classes } = require('./lib/declarations');

const TSC = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: 'es2022',
  module: 'node20',
  types: ['node'],
  typeRoots: [path.join(ROOT, 'node_modules', '@types')],
};

function compile(project) {
  const run = spawnSync(process.execPath, [TSC, '-p', project], { encoding: 'utf8' });
  return run.stdout + run.stderr;
}

// Compiles texts, by file name, in a folder of the project that has the package installed.
function compile_texts(name, texts, options) {
  const folder = path.join(installed(), name);
  fs.mkdirSync(folder, { recursive: true });
  for (const file of Object.keys(texts)) fs.writeFileSync(path.join(folder, file), texts[file]);
  const compilerOptions = { ...STRICT, ...options };
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  return compile(folder);
}

function declarations() {
  return fs
    .readdirSync(path.join(ROOT, 'lib'), { recursive: true })
    .filter((name) => name.endsWith('.d.ts'));
}

// What a program sees on an instance besides methods: own properties, and accessors of its classes.
function visible_names(instance) {
  const names = new Set(Object.keys(instance));
  for (
    let proto = Object.getPrototypeOf(instance);
    proto.constructor.name !== 'Object' && proto.constructor.name !== 'EventEmitter';
    proto = Object.getPrototypeOf(proto)
  ) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (get) names.add(name);
    }
  }
  return names;
}

describe('types', function () {
  this.timeout(120_000);

  it('pass the strictest compiler, and fail programs that are wrong', () => {
    assert.equal(compile(path.join(ROOT, 'tsconfig.json')), '');
  });

  it('never say any', () => {
    for (const name of declarations()) {
      const text = fs.readFileSync(path.join(ROOT, 'lib', name), 'utf8');
      const code = text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
      assert.doesNotMatch(code, /\bany\b/, name);
    }
  });

  it('fit every program in the documents', () => {
    const texts = {};
    for (const block of all_blocks()) {
      const extension = { js: 'cjs', mjs: 'mjs', ts: 'mts' }[block.language];
      const name = `${block.document.replace(/\W/g, '_')}_${block.line}.${extension}`;
      if (extension) texts[name] = block.text;
    }
    assert.equal(compile_texts('documents', texts, { allowJs: true, checkJs: true }), '');
  });

  it('agree with what the examples do', () => {
    const { compilerOptions } = JSON.parse(
      fs.readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8'),
    );
    const folder = path.join(installed(), 'examples');
    fs.mkdirSync(folder, { recursive: true });
    // The tools' own modules are not annotated, so this can only be loose;
    // test/package/types/examples.ts does the same things strictly.
    const options = {
      ...compilerOptions,
      ...STRICT,
      strict: false,
      noUncheckedIndexedAccess: false,
    };
    const project = {
      compilerOptions: {
        ...options,
        exactOptionalPropertyTypes: false,
        allowJs: true,
        checkJs: true,
      },
      include: [path.join(ROOT, 'examples', '*.js')],
    };
    fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(project));
    const ours = new Set(declared_classes().map(({ name }) => name));
    for (const [line, name] of compile(folder).matchAll(/^.*on type '(\w+)'\.$/gm)) {
      const own = line.includes("'download'"); // what speed_server notes on a request
      const of_ours = /^(examples|lib\/tools)\//.test(line) && ours.has(name);
      assert.ok(own || !of_ours, line);
    }
  });

  it('exist for every decoder that programs can require', () => {
    const { DEEP } = require('./lib/names');
    const text = DEEP.map((name, i) => `import m${i} = require('pcap/${name}');\nvoid m${i};`);
    assert.equal(compile_texts('deep', { 'deep.cts': text.join('\n') }, {}), '');
  });

  it('know every decoder in the tables', () => {
    const tables = require('../../lib/decode');
    tables.preload();
    const known = new Set(declared_classes().map(({ name }) => name));
    for (const name of ['link_types', 'ether_types', 'ip_protocols', 'udp_ports', 'tcp_ports']) {
      const entries = [...tables[name].values()];
      for (const Decoder of entries.flatMap((entry) => entry?.choices ?? entry)) {
        if (!Decoder || Decoder.name === 'RawIP' || Decoder.name === 'DNSOverTCP') continue;
        assert.ok(known.has(Decoder.name), `${name}: ${Decoder.name}`);
      }
    }
  });

  it('have unions that hold what the tables lead to', () => {
    const text = fs.readFileSync(path.join(ROOT, 'lib', 'decode', 'layers.d.ts'), 'utf8');
    const members = (name) =>
      new RegExp(`^export type ${name} =([^;]*);`, 'm').exec(text)[1].match(/[\w.]+/g);
    require('../../lib/decode').preload();
    const tables = require('../../lib/protocol/tables');
    const unions = {
      link_types: 'LinkLayer',
      ether_types: 'NetworkLayer',
      ip_protocols: 'TransportLayer',
      ppp_protocols: 'PPPLayer',
      udp_ports: 'ApplicationLayer',
      tcp_ports: 'ApplicationLayer',
    };
    for (const [table, union] of Object.entries(unions)) {
      const entries = [...tables[table].values()].filter(Boolean);
      const found = new Set(entries.flatMap((entry) => entry.choices ?? entry));
      const names = new Set([...found].map(({ name }) => name));
      names.delete('RawIP'); // gives IPv4 or IPv6
      if (names.delete('DNSOverTCP')) names.add('DNS');
      const missing = [...names].filter((name) => !members(union).includes(name));
      assert.deepEqual(missing, [], `${union} lacks decoders of ${table}`);
    }
    const link_types = text.match(/type DecodedLinkType =([^;]*);/)[1].match(/LINKTYPE_\w+/g);
    assert.deepEqual(link_types.sort(), [...tables.link_types.keys()].sort());
  });

  describe('name what classes have at run time, and nothing else:', () => {
    for (const { name, members, make } of declared_classes()) {
      it(name, () => {
        const actual = visible_names(make());
        const missing = [...actual].filter((each) => !members.has(each) && !each.startsWith('_'));
        assert.deepEqual(missing, [], 'not declared');
        const extra = [...members].filter(
          ([each, { optional, method }]) => !optional && !method && !actual.has(each),
        );
        const unknown = extra.map(([each]) => each).filter((each) => !(each in make()));
        assert.deepEqual(unknown, [], 'declared, but not there');
      });
    }
  });
});
