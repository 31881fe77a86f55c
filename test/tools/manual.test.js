'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { man } = require('../../package.json');

const ROOT = path.join(__dirname, '..', '..');
const PCAP = path.join(ROOT, 'lib', 'tools', 'pcap.js');

const pcap = (...args) => spawnSync(process.execPath, [PCAP, ...args], { encoding: 'utf8' });

/** Options at the start of the lines of a command's help. */
function options_of(command) {
  const lines = pcap(command, '--help').stdout.split('\n');
  return lines.flatMap((line) => {
    const [start = ''] = /^ +(-[A-Za-z#]|--[a-z-]+)(, -{1,2}[A-Za-z-]+)?/.exec(line) ?? [];
    return start.match(/--?[A-Za-z#][a-z-]*/g) ?? [];
  });
}

describe('the manual page', () => {
  const page = fs.readFileSync(path.join(ROOT, man[0]), 'utf8').replaceAll('\\-', '-');

  it('has all options of pcap dump, and all commands', () => {
    const options = options_of('dump');
    assert.ok(options.length > 25);
    for (const option of options) assert.ok(page.includes(option), option);
    const commands = pcap('--help').stdout.match(/(?<=^ {2}pcap )[a-z]+/gm);
    for (const command of ['dump', 'http', 'redis', 'completion', 'setup']) {
      assert.ok(commands.includes(command));
      assert.match(page, new RegExp(`^\\.B ${command}$`, 'm'));
    }
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

describe('pcap completion', () => {
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
    assert.ok(complete('pcap', 'dump', '-').includes('-X'));
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
