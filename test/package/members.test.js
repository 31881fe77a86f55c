'use strict';

// All that is public says what it is where an editor shows it.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('./lib/installed');
const { members_of } = require('./lib/members');

const LIB = path.join(ROOT, 'lib');
// events.d.ts types what EventEmitter has, texts included.
const files = fs
  .readdirSync(LIB, { recursive: true })
  .filter((name) => name.endsWith('.d.ts') && name !== 'events.d.ts');

describe('declarations', () => {
  it('have a hover text for each name and each member', () => {
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

  it('are read right: names, members, overloads, events, objects in members', () => {
    const text = `/** Text. */
export declare class A<T>
  extends B<T>
  implements C
{
  constructor(x: number);
  /** Text. */
  on(name: 'a'): this;
  on(name: 'b'): this;
  readonly known?: { inner: number };
  /** Text
   * of two lines. */
  nested:
    | {
        inner: number;
      }
    | undefined;
  'an event': [a: number];
  method(
    first: number,
    options: {
      not_here: string;
    },
  ): void;
}

export interface D {
  a: number;
}
type Hidden = D;
export type E = Hidden;
export declare function f(
  a: number,
): void;
`;
    assert.deepEqual(
      members_of(text).map(({ name, has_text }) => [name, has_text]),
      [
        ['A', true],
        ['A#on', true],
        ['A#on', true],
        ['A#known', false],
        ['A#nested', true],
        ['A#nested#inner', false],
        ["A#'an event'", false],
        ['A#method', false],
        ['D', false],
        ['D#a', false],
        ['E', false],
        ['f', false],
      ],
    );
  });
});
