'use strict';

// Every public member says what it is where an editor shows it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./lib/installed');
const { members_of } = require('./lib/members');

const LIB = path.join(ROOT, 'lib');
const files = fs.readdirSync(LIB, { recursive: true }).filter((name) => name.endsWith('.d.ts'));

describe('declarations', () => {
  it('have a hover text for each member of a class or interface', () => {
    const without = [];
    let count = 0;
    for (const file of files) {
      const members = members_of(fs.readFileSync(path.join(LIB, file), 'utf8'));
      count += members.length;
      for (const { name, line, has_text } of members) {
        if (!has_text) without.push(`lib/${file}:${line} ${name}`);
      }
    }
    assert.deepEqual(without, []);
    assert.ok(count > 2000, `${count} members found: is the reader of declarations right?`);
  });

  it('are read right: members, overloads, events, what belongs to an object in a member', () => {
    const text = `export declare class A<T> extends B {
  constructor(x: number);
  /** Text. */
  on(name: 'a'): this;
  on(name: 'b'): this;
  readonly told?: { inner: number };
  /** Text
   * of two lines. */
  nested: {
    inner: number;
  };
  'an event': [a: number];
}
`;
    assert.deepEqual(
      members_of(text).map(({ name, has_text }) => [name, has_text]),
      [
        ['A#constructor', true],
        ['A#on', true],
        ['A#on', true],
        ['A#told', false],
        ['A#nested', true],
        ["A#'an event'", false],
      ],
    );
  });
});
