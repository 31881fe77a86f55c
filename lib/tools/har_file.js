'use strict';

// The file that --har names.

const fs = require('node:fs');
const { HARWriter } = require('../app/har');
const { Failure } = require('./failure');
const { why_refused } = require('./packet_writer');
const { safe, safe_json_text } = require('./safe_text');

const BLOCK = 64 * 1024; // characters that are collected before they are written
const OWNER_ONLY = 0o600; // bodies are for the user's eyes only

class HARFile {
  #path;
  #secrets;
  #user;
  #output;
  #fd = null; // null: not open, or it can't be written any more
  #bodies;
  #text = '';
  #writer;

  /**
   * @param {object} options  { har: the file's path, or - for standard output, 'har-secrets',
   *   bodies: whether they are written, Z }
   * @param {import('./output').Output} output  for what goes wrong
   */
  constructor({ har, 'har-secrets': secrets = false, bodies = true, Z: user }, output) {
    this.#bodies = bodies;
    this.#path = har;
    this.#secrets = secrets;
    this.#user = user;
    this.#output = output;
  }

  /**
   * Creates the file, with the rights that the program has by now.
   * @throws {Failure}
   */
  open() {
    const is_stdout = this.#path === '-';
    if (!is_stdout) this.#create();
    const write = is_stdout ? (text) => this.#print(text) : (text) => this.#write(text);
    this.#writer = new HARWriter(write, { secrets: this.#secrets, bodies: this.#bodies });
  }

  #create() {
    try {
      this.#fd = fs.openSync(this.#path, 'w', OWNER_ONLY);
    } catch (error) {
      const text = `can't write ${this.#path}: ${reason_of(error)}`;
      throw new Failure(text, ...why_refused(error, this.#user));
    }
  }

  /** Exchanges written so far. */
  get entries() {
    return this.#writer?.entries ?? 0;
  }

  add(http) {
    this.#writer.add(http);
  }

  /** Ends the file, so that it can be read. */
  close() {
    if (this.#writer === undefined) return; // never opened
    this.#writer.close();
    if (this.#path === '-' && this.#text !== '') this.#print('\n');
    this.#flush();
    if (this.#fd !== null) fs.closeSync(this.#fd);
    this.#fd = null;
  }

  // Whole lines: the writer ends them where JSON may have a line's end.
  #print(text) {
    const lines = (this.#text + text).split('\n');
    this.#text = lines.pop();
    for (const line of lines) this.#output.print(safe_json_text(line));
  }

  #write(text) {
    if (this.#fd === null) return;
    this.#text += text;
    if (this.#text.length >= BLOCK) this.#flush();
  }

  // Where the disk is full, the trace goes on without the file.
  #flush() {
    const text = this.#text;
    this.#text = '';
    if (this.#fd === null) return;
    try {
      fs.writeFileSync(this.#fd, text);
    } catch (error) {
      this.#output.warn(safe`can't write ${this.#path}: ${reason_of(error)}`);
      process.exitCode = 1;
      fs.closeSync(this.#fd);
      this.#fd = null;
    }
  }
}

/** 'no such file or directory' of 'ENOENT: no such file or directory, open …'. */
function reason_of({ message }) {
  return message.replace(/^\w+: ([^,]*).*/s, '$1');
}

exports.HARFile = HARFile;
