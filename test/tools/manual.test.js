'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { man } = require('../../package.json');
const { CAPTURE_OPTIONS, PLAIN_OPTIONS, parse_command_line } = require('../../lib/tools/options');

const ROOT = path.join(__dirname, '..', '..');
const PCAP = path.join(ROOT, 'lib', 'tools', 'pcap.js');

const pcap = (...args) => spawnSync(process.execPath, [PCAP, ...args], { encoding: 'utf8' });

/** The tables by which the commands parse their options, by the commands' names. */
function tools() {
  const program = require.resolve('../../lib/tools/program');
  const found = new Map();
  const before = require.cache[program];
  const fake = {
    exports: { run_program: (tool) => found.set(tool.subcommand ?? tool.name, tool) },
  };
  require.cache[program] = fake;
  const files = COMMANDS.map(([, file]) => require.resolve(`../../lib/tools/${file}`));
  const others = [...files, require.resolve('../../lib/tools/port_program')];
  for (const file of others) delete require.cache[file];
  for (const file of files) require(file);
  for (const file of others) delete require.cache[file];
  if (before === undefined) delete require.cache[program];
  else require.cache[program] = before;
  return COMMANDS.map(([name]) => [name, found.get(`pcap ${name}`) ?? found.get(name)]);
}

const COMMANDS = [
  ['devices', 'devices_command'],
  ['dhcp', 'dhcp'],
  ['dns', 'dns'],
  ['dump', 'dump'],
  ['flows', 'flows'],
  ['har', 'har'],
  ['http', 'http_trace'],
  ['page', 'page'],
  ['redis', 'redis_trace'],
  ['sensor', 'sensor'],
  ['tls', 'tls_trace'],
];

/** Options as they are typed: [['-h', '--help'], …]. */
function typed(options) {
  return Object.entries(options).map(([name, { short }]) => {
    const long = name.length > 1 ? [`--${name}`] : [];
    return short === undefined ? long : [`-${short}`, ...long];
  });
}

/** Options at the start of the lines of a command's help. */
function options_of(command) {
  const lines = pcap(command, '--help').stdout.split('\n');
  return lines.flatMap((line) => {
    const [start = ''] = /^ {4}-[^\s,]+(, -[^\s,]+)*/.exec(line) ?? [];
    return start
      .split(', ')
      .filter(Boolean)
      .map((option) => option.trim());
  });
}

describe('options', function () {
  this.timeout(180_000);

  for (const [name, tool] of tools()) {
    it(`of pcap ${name} are those of its help and of the manual page`, () => {
      const shared = tool.captures === false ? {} : CAPTURE_OPTIONS;
      const expected = typed({ ...shared, ...PLAIN_OPTIONS, ...tool.options }).flat();
      const hidden = tool.has_names === false ? ['--resolve'] : [];
      const shown = options_of(name);
      const known = expected.filter((option) => !hidden.includes(option));
      if (name === 'har') known.splice(known.indexOf('--time'), 1); // it has no lines
      assert.deepEqual(new Set(shown), new Set(known));
      const page = fs.readFileSync(path.join(ROOT, man[0]), 'utf8').replaceAll('\\-', '-');
      const bold = [...page.matchAll(/^\.B (-.*)$/gm)].flatMap(([, text]) =>
        text.replace(/ .?<.*/, '').split(', '),
      );
      for (const option of known) assert.ok(bold.includes(option), option);
    });
  }

  it('have a help that fits a terminal of 80 columns, but for the examples', () => {
    for (const [name] of COMMANDS) {
      const { stdout } = pcap(name, '--help');
      const [text] = stdout.split('\nExamples:\n');
      const long = text.split('\n').filter((line) => line.length > 80 || line.endsWith(' '));
      assert.deepEqual(long, [], name);
    }
  });

  it('are parsed together, with values after them, and up to --', () => {
    const tool = { name: 'x', options: {} };
    const parse = (...args) => parse_command_line(tool, args);
    assert.deepEqual({ ...parse('-nr', 'a.pcap') }, { ...parse('-n', '-r', 'a.pcap') });
    assert.equal(parse('-ilo').i, 'lo');
    assert.equal(parse('-iany', 'port', '53').f, 'port 53');
    assert.equal(parse('-i', 'lo', '--', '-x').f, '-x');
    assert.equal(parse('-pc3').c, 3);
    assert.equal(parse('--color=never').color, 'never');
  });
});

describe('the manual page', function () {
  this.timeout(180_000);

  it('is written by scripts/manual.js, of the help of today', () => {
    const script = path.join(ROOT, 'scripts', 'manual.js');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  it('has all commands', () => {
    const commands = pcap('--help').stdout.match(/(?<=^ {2}pcap )[a-z]+/gm);
    const page = fs.readFileSync(path.join(ROOT, man[0]), 'utf8');
    for (const command of commands) assert.match(page, new RegExp(`^\\.B ${command}$`, 'm'));
    for (const [name] of COMMANDS) assert.ok(commands.includes(name), name);
    assert.deepEqual(commands.length, COMMANDS.length + 2); // completion, setup
  });

  it('is one that man(1) formats without a warning', function () {
    const { error, stdout, stderr } = spawnSync(
      'man',
      ['--warnings', '-l', path.join(ROOT, man[0])],
      {
        encoding: 'utf8',
        env: { ...process.env, MANWIDTH: '100', LC_ALL: 'C.UTF-8' },
      },
    );
    if (error !== undefined) {
      console.log('      skipped: man is not installed');
      return this.skip();
    }
    assert.equal(stderr, '');
    assert.match(stdout, /^EXIT STATUS$/m);
  });
});

describe('pcap completion', function () {
  this.timeout(180_000);

  let bin;
  before(() => {
    bin = fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-bin-'));
    const program = `#!/bin/sh\nexec "${process.execPath}" "${PCAP}" "$@"\n`;
    fs.writeFileSync(path.join(bin, 'pcap'), program, { mode: 0o755 });
  });
  after(() => fs.rmSync(bin, { recursive: true }));

  /** What a shell says; undefined, aloud, when it is not installed. */
  function shell_says(context, shell, ...args) {
    const env = { ...process.env, HOME: bin, PATH: `${bin}:${process.env.PATH}` };
    const { error, stdout, stderr } = spawnSync(shell, args, { encoding: 'utf8', env });
    if (error !== undefined) {
      console.log(`      skipped: ${shell} is not installed`);
      return context.skip();
    }
    assert.equal(stderr, '');
    return stdout;
  }

  it('bash completes commands, options and their values', function () {
    const complete = (...words) => {
      const script = `eval "$(pcap completion bash)"
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pcap; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return shell_says(this, 'bash', '-c', script, 'bash', ...words)
        .trim()
        .split('\n');
    };
    assert.deepEqual(complete('pcap', 'du'), ['dump']);
    assert.deepEqual(complete('pcap', 'dump', '--ti'), ['--time']);
    assert.deepEqual(complete('pcap', 'dump', '--time', 'e'), ['epoch']);
    assert.deepEqual(complete('pcap', 'http', '--show-h'), ['--show-header']);
    assert.deepEqual(complete('pcap', 'ha'), ['har']);
    for (const [name] of COMMANDS) {
      assert.deepEqual(new Set(complete('pcap', name, '-')), new Set(options_of(name)));
    }
  });

  it('fish completes commands, options and their values', function () {
    const complete = (line) =>
      shell_says(this, 'fish', '-c', `pcap completion fish | source; complete -C '${line}'`).trim();
    assert.equal(complete('pcap du'), 'dump');
    assert.equal(complete('pcap dump --ti'), '--time');
    assert.match(complete('pcap dump --time e'), /^epoch/);
  });

  it('zsh takes its script', function () {
    assert.equal(
      shell_says(this, 'zsh', '-f', '-c', 'pcap completion zsh | zsh -n && echo good'),
      'good\n',
    );
  });

  it('of another shell is a mistake', () => {
    const { status, stderr } = pcap('completion', 'csh');
    assert.equal(status, 1);
    assert.match(stderr, /^usage: pcap completion bash \| zsh \| fish/);
    assert.equal(pcap('completion', '--help').status, 0);
  });
});
