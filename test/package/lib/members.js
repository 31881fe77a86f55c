'use strict';

// What a declaration file declares, and which of it has a hover text: classes, interfaces, types,
// functions and variables, the members of these, and those of objects that are written over several
// lines. (A text stands for all of an object on one line.) The files are written by Prettier: a
// declaration or member begins on a line of its own, and its text ends on the line before.

const DECLARATION =
  /^(?:export )?(?:declare )?(?:abstract )?(class|interface|type|function|const|let|namespace) (\w+)/;
const MEMBER =
  /^(?:(?:readonly|static|get|set|abstract) )*(\[?[\w.]+\]?|"[^"]+"|'[^']+')[?]?(?:<.*>)?[:(]/;

/** What a constructor takes is in its class's text; all layers inherit decoderName's. */
const PLAIN = new Set(['constructor', 'decoderName']);

/** How many parentheses, or braces, a line opens more than it closes. */
const balance = (line, open, close) => line.split(open).length - line.split(close).length;

/** Names that have no `export` in a file that has some are not there for programs. */
const is_public = (line) => /^(export|declare (namespace|function|class|const))/.test(line);

/**
 * `[{ name: 'Class#member', line, has_text }]` of a file's text. Overloads share the first's text.
 */
function members_of(text) {
  const members = [];
  const seen = new Map(); // name -> has_text
  const owners = []; // { name, depth }: what is open
  let parentheses = 0;
  let depth = 0;
  let in_comment = false;
  let after_text = false;
  const add = (name, line) => {
    const has_text = after_text || seen.get(name) === true;
    seen.set(name, has_text);
    members.push({ name, line, has_text });
  };
  text.split('\n').forEach((line, i) => {
    const trimmed = line.trim();
    if (trimmed.startsWith('/**')) in_comment = true;
    if (in_comment) {
      if (trimmed.endsWith('*/')) [in_comment, after_text] = [false, true];
      return;
    }
    if (trimmed === '' || trimmed.startsWith('//')) return;
    while (owners.length > 0 && depth < owners.at(-1).depth) owners.pop();
    const declared = DECLARATION.exec(line);
    const member = parentheses === 0 && owners.length > 0 ? MEMBER.exec(trimmed) : null;
    let name;
    if (declared !== null) {
      [, , name] = declared;
      if (is_public(line) && declared[1] !== 'namespace') add(name, i + 1);
    } else if (member !== null && !trimmed.startsWith('private ') && !trimmed.endsWith(',')) {
      name = `${owners.at(-1).name}#${member[1]}`;
      if (!PLAIN.has(member[1])) add(name, i + 1);
    }
    const code = line.replace(/'[^']*'|"[^"]*"|\/\/.*|\/\*.*?\*\//g, '');
    parentheses += balance(code, '(', ')');
    depth += balance(code, '{', '}');
    // Without a name on its line, the brace is of the one before: `name:\n  | {`.
    if (code.trimEnd().endsWith('{') && parentheses === 0) {
      owners.push({ name: name ?? members.at(-1)?.name, depth });
    }
    after_text = false;
  });
  return members;
}

exports.members_of = members_of;
