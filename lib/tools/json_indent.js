'use strict';

// JSON laid out for people. Its tokens stay as they were sent, numbers and repeated names too: it
// is read token by token, never parsed into values. Escapes inside of strings are not looked at.

const MAX_DEPTH = 64;
const MAX_LENGTH = 1024 * 1024; // characters of the result
const SPACE = /[ \t\n\r]*/y;
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PUNCTUATION = new Set('[]{},:');

const CLOSER = new Map([
  ['[', ']'],
  ['{', '}'],
]);

/**
 * @param {string} text
 * @returns {string | undefined} undefined when the text is not JSON, or all of it, or when its
 *   layout would be too deep or too long
 */
function indent_json(text) {
  const tokens = read_tokens(text);
  const layout = new Layout();
  for (let token = tokens.next(); token !== null; token = tokens.next()) {
    if (!layout.add(token)) return undefined;
  }
  return tokens.is_at_end && layout.is_whole ? layout.text : undefined;
}

function read_tokens(text) {
  let at = 0;
  const end_of = (regexp) => {
    regexp.lastIndex = at;
    return regexp.test(text) ? regexp.lastIndex : -1;
  };
  const end_of_token = () => {
    if (PUNCTUATION.has(text[at])) return at + 1;
    return text[at] === '"' ? end_of_string(text, at) : end_of(WORD);
  };
  return {
    next() {
      if (text.charCodeAt(at) <= 0x20) at = end_of(SPACE);
      const start = at;
      const end = end_of_token();
      if (end < 0) return null;
      at = end;
      return text.slice(start, end);
    },
    get is_at_end() {
      return at === text.length;
    },
  };
}

/** Where the string that begins at `start` ends; -1 when it does not. */
function end_of_string(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at++;
    else if (code < 0x20) return -1;
  }
  return -1;
}

class Layout {
  #open = []; // closers of the arrays and objects that are open
  #expected = 'value';
  #is_empty = false; // the array or object has just begun
  text = '';

  /** False when the token can't stand here, or the result is too large. */
  add(token) {
    const closes = token === ']' || token === '}';
    const is_accepted = closes ? this.#close(token) : this.#take(token);
    return is_accepted && this.text.length <= MAX_LENGTH;
  }

  get is_whole() {
    return this.#expected === 'end';
  }

  get #in_object() {
    return this.#open.at(-1) === '}';
  }

  #take(token) {
    switch (this.#expected) {
      case 'name':
        if (token[0] !== '"') return false;
        this.#begin_item();
        this.text += token;
        this.#expected = 'colon';
        return true;
      case 'colon':
        this.text += ': ';
        this.#expected = 'member';
        return token === ':';
      case 'comma':
        this.text += ',';
        this.#expected = this.#in_object ? 'name' : 'value';
        return token === ',';
      case 'value':
        this.#begin_item();
        return this.#value(token);
      case 'member':
        return this.#value(token);
      default:
        return false; // after the end
    }
  }

  #value(token) {
    if (token === ',' || token === ':') return false;
    this.text += token;
    const closer = CLOSER.get(token);
    if (closer === undefined) {
      this.#after_value();
      return true;
    }
    this.#open.push(closer);
    this.#is_empty = true;
    this.#expected = closer === '}' ? 'name' : 'value';
    return this.#open.length <= MAX_DEPTH;
  }

  #close(token) {
    const is_due = this.#is_empty || this.#expected === 'comma';
    if (!is_due || this.#open.pop() !== token) return false;
    if (!this.#is_empty) this.#new_line();
    this.#is_empty = false;
    this.text += token;
    this.#after_value();
    return true;
  }

  #begin_item() {
    this.#is_empty = false;
    if (this.#open.length > 0) this.#new_line();
  }

  #after_value() {
    this.#expected = this.#open.length === 0 ? 'end' : 'comma';
  }

  #new_line() {
    this.text += `\n${'  '.repeat(this.#open.length)}`;
  }
}

exports.indent_json = indent_json;
