'use strict';

// Sinks for tests, and what the commands print.

const { once } = require('node:events');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { createOfflineSession } = require('../../lib/capture/session');
const { publish } = require('../../lib/tools/sensor/index');

const PATIENCE = 100_000; // milliseconds, on a machine with much else to do
const TOOLS = path.join(__dirname, '..', '..', 'lib', 'tools');

/** Keeps what it is given; `answer(batch)` can make a write fail or wait. */
class MemorySink {
  batches = [];
  is_closed = false;

  constructor({ partitions, answer = () => {} } = {}) {
    this.partitions = partitions;
    this.answer = answer;
  }

  async write(batch) {
    await this.answer(batch);
    this.batches.push(batch);
  }

  close() {
    this.is_closed = true;
  }

  of(kind) {
    return this.batches.filter((batch) => batch.kind === kind);
  }

  records(kind) {
    return this.of(kind).flatMap(({ bytes }) => lines_of(bytes).map((line) => JSON.parse(line)));
  }
}

const lines_of = (bytes) => bytes.toString().split('\n').slice(0, -1);

/** Publishes a capture file to its end: the publisher. */
async function publish_file(file, sink, options, session_options) {
  const publisher = publish(createOfflineSession(file, session_options), sink, {
    close_timeout: PATIENCE,
    ...options,
  });
  await once(publisher, 'close');
  return publisher;
}

/** What a command prints of a capture file with --json: objects. */
function printed(command, file) {
  const args = [path.join(TOOLS, 'pcap.js'), command, '-Z', 'root', '-r', file, '--json'];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(run.stderr);
  return lines_of(run.stdout).map((line) => JSON.parse(line));
}

/** A record without what the sensor has added, as text. */
function bare(record) {
  const rest = { ...record };
  for (const name of ['schema', 'sensor', 'run', 'seq']) delete rest[name];
  return JSON.stringify(rest);
}

exports.PATIENCE = PATIENCE;
exports.MemorySink = MemorySink;
exports.TOOLS = TOOLS;
exports.bare = bare;
exports.lines_of = lines_of;
exports.printed = printed;
exports.publish_file = publish_file;
