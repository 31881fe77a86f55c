'use strict';

const assert = require('node:assert/strict');
const { Writable } = require('node:stream');
const { Output } = require('../../lib/tools/output');
const { safe } = require('../../lib/tools/safe_text');

/** A reader that takes a block when it is told to. */
class Reader extends Writable {
  text = '';
  #next = null;

  constructor() {
    super({ highWaterMark: 1 });
  }

  _write(chunk, _, callback) {
    this.text += chunk;
    this.#next = callback;
  }

  /** Takes the block at hand; resolves when the next one has come, or nothing more does. */
  async take() {
    const next = this.#next;
    this.#next = null;
    next?.();
    await new Promise((resolve) => setImmediate(resolve));
  }

  async take_all() {
    while (this.#next !== null) await this.take();
  }
}

/** What a Flow pauses. */
class FakeSession {
  paused = false;
  pause() {
    this.paused = true;
  }
  resume() {
    this.paused = false;
  }
}

const next_round = () => new Promise((resolve) => setImmediate(resolve));

describe('tools/output', function () {
  let stdout;
  let stderr;
  let output;
  beforeEach(() => {
    [stdout, stderr] = [new Reader(), new Reader()];
    output = new Output({ stdout, stderr });
  });

  it('takes nothing that was not escaped', function () {
    for (const line of ['a string', Buffer.from('bytes'), { toString: () => 'x', length: 1 }]) {
      assert.throws(() => output.print(line), TypeError);
      assert.throws(() => output.warn(line), TypeError);
      stderr.isTTY = true;
      assert.throws(() => output.progress(line), TypeError);
    }
    assert.equal(stdout.text + stderr.text, '');
  });

  describe('colors', function () {
    const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
    beforeEach(() => {
      delete process.env.FORCE_COLOR;
      delete process.env.NO_COLOR;
      process.env.TERM = 'xterm';
    });
    after(() => {
      for (const [name, value] of Object.entries({ FORCE_COLOR, NO_COLOR, TERM })) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });

    const is_colored = (color, isTTY) => {
      const streams = { stdout: Object.assign(new Reader(), { isTTY }), stderr: new Reader() };
      return String(new Output({ color, ...streams }).style('red', 'x')) !== 'x';
    };

    it('are for terminals, unless the user says something else', function () {
      assert.equal(is_colored('auto', true), true);
      assert.equal(is_colored('auto', false), false);
      assert.equal(is_colored('always', false), true);
      assert.equal(is_colored('never', true), false);
    });

    it('are not for NO_COLOR, if it is not empty, nor for dumb terminals', function () {
      process.env.NO_COLOR = '1';
      assert.equal(is_colored('auto', true), false);
      process.env.NO_COLOR = '';
      assert.equal(is_colored('auto', true), true);
      process.env.TERM = 'dumb';
      assert.equal(is_colored('auto', true), false);
    });

    it('are for FORCE_COLOR, where nothing else was said', function () {
      process.env.FORCE_COLOR = '1';
      assert.equal(is_colored('auto', false), true);
      assert.equal(is_colored('never', false), false);
      process.env.FORCE_COLOR = '0';
      assert.equal(is_colored('auto', true), false);
    });
  });

  it('writes lines in order, and a warning after the lines before it', async function () {
    output.print(safe`one`);
    output.print(safe`two`);
    output.warn(safe`warning`);
    assert.equal(stdout.text, 'one\ntwo\n');
    assert.equal(stderr.text, 'warning\n');
  });

  it('pauses a session while the reader does not read', async function () {
    const session = new FakeSession();
    output.flow.add(session);
    output.print(safe`one`);
    assert.equal(session.paused, false);
    await next_round();
    assert.equal(session.paused, true);
    await stdout.take();
    assert.equal(session.paused, false);
  });

  it('pauses a session that comes while the reader does not read', async function () {
    output.print(safe`one`);
    output.flush();
    const session = new FakeSession();
    output.flow.add(session);
    assert.equal(session.paused, true);
    output.flow.remove(session);
    await stdout.take_all();
    assert.equal(session.paused, true); // it belongs to no output any more
  });

  it('hands a long line on in blocks, each when the one before is taken', async function () {
    const session = new FakeSession();
    output.flow.add(session);
    const line = 'x'.repeat(200000);
    output.print(safe`${line}`);
    for (let blocks = 1; stdout.text.length < 200001; blocks++) {
      assert.equal(session.paused, true);
      assert.ok(stdout.text.length <= blocks * 64 * 1024);
      await stdout.take();
    }
    await stdout.take_all();
    assert.equal(session.paused, false);
    assert.equal(stdout.text, `${line}\n`);
  });

  describe('#finish', function () {
    it('calls back when the reader has everything', async function () {
      output.print(safe`one`);
      const finished = new Promise((resolve) => output.finish(resolve));
      await stdout.take_all();
      assert.equal(await finished, true);
      assert.equal(stdout.text, 'one\n');
    });

    it('gives up on a reader that does not read', async function () {
      this.timeout(120_000);
      this.slow(10000);
      output.print(safe`one`);
      assert.equal(await new Promise((resolve) => output.finish(resolve)), false);
    });
  });

  it('reports a reader that is gone, once', async function () {
    const calls = [];
    output.on_closed = (error) => calls.push(error);
    stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    assert.deepEqual(calls, [undefined]);
    output.print(safe`nobody sees this`);
    output.flush();
    assert.equal(stdout.text, '');
  });

  it('reports another failure with its error', function () {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    let reported;
    output.on_closed = (error) => (reported = error);
    stdout.emit('error', full);
    assert.equal(reported, full);
  });

  it('shows progress on a terminal only, and takes it away before a line', function () {
    output.progress(safe`10%`);
    assert.equal(stderr.text, '');
    assert.equal(output.warning_width, Infinity);
    stderr.isTTY = true;
    stderr._write = (chunk, _, callback) => {
      stderr.text += chunk;
      callback();
    };
    output.progress(safe`20%`);
    output.print(safe`line`);
    output.flush();
    output.clear_progress();
    assert.equal(stderr.text, '20%\r\x1b[K');
    stderr.text = '';
    stderr.columns = 10; // a line that wraps could not be taken away
    output.progress(safe`30% of a long name`);
    assert.equal(stderr.text, '30% of a ');
    assert.equal(output.warning_width, 10);
  });
});
