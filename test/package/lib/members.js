'use strict';

// Which members of the classes and interfaces in a declaration file have a hover text. The files
// are written by Prettier: a member begins on a line of its own, indented by two for each brace
// around it, and its text ends on the line before.

const OPENS = /^(export )?(declare )?(abstract )?(class|interface) (\w+)/;
const MEMBER =
  /^(?:(?:readonly|static|get|set|abstract) )*(\[?[\w.]+\]?|"[^"]+"|'[^']+')[?]?(?:<.*>)?[:(]/;

/** Names that need no text: what a constructor takes is in its class's, the name says its own. */
const PLAIN = new Set(['constructor', 'decoderName']);

/**
 * `[{ name: 'Class#member', line, has_text }]` of a file's text. Overloads share the first's text.
 */
function members_of(text) {
  const members = [];
  let owner = null;
  let previous = null; // the last member of the owner
  let in_comment = false;
  let after_text = false;
  text.split('\n').forEach((line, i) => {
    const trimmed = line.trim();
    if (trimmed.startsWith('/**')) in_comment = true;
    if (in_comment) {
      if (trimmed.endsWith('*/')) [in_comment, after_text] = [false, true];
      return;
    }
    const opened = OPENS.exec(line);
    if (opened !== null && trimmed.endsWith('{')) [owner, previous] = [opened[5], null];
    else if (line === '}') owner = null;
    const member = /^ {2}\S/.test(line) && owner !== null ? MEMBER.exec(trimmed) : null;
    if (member !== null && !trimmed.startsWith('private ')) {
      const [, name] = member;
      const is_overload = previous?.own === name;
      const has_text = after_text || PLAIN.has(name) || (is_overload && previous.has_text);
      previous = { own: name, name: `${owner}#${name}`, line: i + 1, has_text };
      members.push(previous);
    }
    if (trimmed !== '') after_text = false;
  });
  return members;
}

exports.members_of = members_of;
