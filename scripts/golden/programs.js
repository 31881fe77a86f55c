'use strict';

// What golden scenarios share to run real programs.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');

/** Runs a program in a namespace to its end, whatever its status. */
async function run(namespace, program, ...args) {
  const child = namespace.spawn(program, args, { stdio: 'ignore' });
  await once(child, 'close');
}

/** A server that says something when it listens, on one of its outputs. */
async function serve(keep, namespace, program, args, ready = /./) {
  const child = namespace.spawn(program, args);
  keep(child);
  let said = '';
  await new Promise((done, fail) => {
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (text) => ready.test((said += text)) && done());
    }
    child.on('exit', () => fail(new Error(`${program}: ${said}`)));
  });
  return child;
}

const folders = [];
process.on('exit', () => folders.forEach((each) => fs.rmSync(each, { recursive: true })));

/**
 * A folder for a program's files. None gets /dev/null for one: root's chronyd removes its pid file.
 */
function folder() {
  folders.push(fs.mkdtempSync(path.join(os.tmpdir(), 'pcap-golden-')));
  fs.chmodSync(folders.at(-1), 0o777);
  return folders.at(-1);
}

/** A file of its own for a program's configuration. */
function config(text, name = 'config') {
  const file = path.join(folder(), name);
  fs.writeFileSync(file, text);
  return file;
}

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

exports.config = config;
exports.folder = folder;
exports.run = run;
exports.serve = serve;
exports.wait = wait;
