'use strict';

// The language in which people say which exchanges they want: `--where` of http_trace and the
// filter box of the page. Plain JavaScript without Node.js, as the page runs it in the browser.
//
//   query      = and { "OR" and }
//   and        = not { [ "AND" ] not }
//   not        = [ "NOT" | "-" | "!" ] primary
//   primary    = "(" query ")" | comparison | field | flag | text
//   comparison = ( ">" | "<" | ">=" | "<=" | "=" ) number unit      unit: us ms s m B KB MB GB KiB
//   MiB GiB field      = name ":" ( text | comparison without a unit | 5xx )
//   flag       = "retransmits" | "missing" | "unanswered"
//   text       = word | '"' … '"' | "/" regular expression "/"
//
// localhost:8080 and http://… are words: no field's name stands before the colon.

const TIME_UNITS = { us: 0.001, µs: 0.001, ms: 1, s: 1000, m: 60000 };
const SIZE_UNITS = {
  b: 1,
  ...{ kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 },
  ...{ kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 }, // the same
};

const FLAGS = {
  retransmits: (row) => row.retransmits > 0,
  missing: (row) => row.missing > 0,
  unanswered: (row) => row.status === undefined,
};

// What a field's text is looked for in; those of NUMBERS are compared.
const TEXTS = {
  method: (row) => row.method,
  host: (row) => row.host,
  path: (row) => row.path,
  url: (row) => row.url,
  type: (row) => row.type,
  header: (row) => row.headers,
  client: (row) => row.client,
  server: (row) => row.server,
};
const NUMBERS = {
  status: (row) => row.status,
  size: (row) => row.size,
  duration: (row) => row.duration,
  latency: (row) => row.latency,
  conn: (row) => row.conn,
  retransmits: (row) => row.retransmits,
};

const FIELDS = [...Object.keys(TEXTS), ...Object.keys(NUMBERS)];

const COMPARE = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

// Blanks, then one of: parenthesis, negation, name of a field, regular expression, quoted text,
// word. A name that no field has stands before a port or a path: localhost:8080, http://…
const PIECES = [
  /([()])/,
  /([!-])(?=[^\s)])/,
  new RegExp(`([a-z]+):(?!\\d+(?:\\/|[\\s()]|$)|\\/\\/)|(${FIELDS.join('|')}):`),
  /\/((?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/(i?)/,
  /"((?:[^"\\]|\\.)*)"/,
  /([^\s()"]+)/,
];
const TOKEN = new RegExp(`\\s*(?:${PIECES.map(({ source }) => source).join('|')})`, 'giy');

/** A mistake in a query; `at` is the offset where it is. */
class QueryError extends SyntaxError {
  constructor(message, at) {
    super(message);
    this.name = 'QueryError';
    this.at = at;
  }
}

class Parser {
  #tokens;
  #next = 0;
  #end;

  constructor(text) {
    this.#end = text.length;
    this.#tokens = tokens_of(text);
  }

  /** @returns {(row: object) => boolean} */
  parse() {
    if (this.#tokens.length === 0) return () => true;
    const test = this.#any();
    if (this.#peek() !== undefined) throw this.#wrong('there is no parenthesis for this one');
    return test;
  }

  #peek() {
    return this.#tokens[this.#next];
  }

  #is_word(word) {
    const token = this.#peek();
    return token?.kind === 'word' && token.text === word;
  }

  #takes(word) {
    const found = this.#is_word(word);
    if (found) this.#next++;
    return found;
  }

  #wrong(message) {
    return new QueryError(message, this.#peek()?.at ?? this.#end);
  }

  #any() {
    const tests = [this.#all()];
    while (this.#takes('OR')) tests.push(this.#all());
    return tests.length === 1 ? tests[0] : (row) => tests.some((test) => test(row));
  }

  #all() {
    const tests = [this.#not()];
    while (this.#takes('AND') || this.#has_more()) tests.push(this.#not());
    return tests.length === 1 ? tests[0] : (row) => tests.every((test) => test(row));
  }

  #has_more() {
    const token = this.#peek();
    return token !== undefined && token.kind !== 'close' && !this.#is_word('OR');
  }

  #not() {
    let negated = false;
    while (this.#peek()?.kind === 'not' || this.#is_word('NOT')) {
      this.#next++;
      negated = !negated;
    }
    const test = this.#primary();
    return negated ? (row) => !test(row) : test;
  }

  #primary() {
    const token = this.#peek();
    if (token === undefined) throw this.#wrong('something is missing at the end');
    if (this.#is_word('OR') || this.#is_word('AND')) {
      throw this.#wrong(`something is missing before ${token.text}`);
    }
    this.#next++;
    switch (token.kind) {
      case 'open':
        return this.#parenthesis();
      case 'field':
        return this.#field(token);
      case 'word':
        return word_test(token);
      case 'text':
      case 'regexp':
        return text_test(token.pattern, any_text);
      default:
        this.#next--;
        throw this.#wrong('something is missing before the parenthesis');
    }
  }

  #parenthesis() {
    const test = this.#any();
    if (this.#peek()?.kind !== 'close') throw this.#wrong('a parenthesis is not closed');
    this.#next++;
    return test;
  }

  #field({ name, at }) {
    const is_known = Object.hasOwn(TEXTS, name) || Object.hasOwn(NUMBERS, name);
    if (!is_known) throw new QueryError(`there is no field ${name}`, at);
    const value = this.#peek();
    if (value === undefined || !['word', 'text', 'regexp'].includes(value.kind)) {
      throw new QueryError(`${name}: has no value`, at);
    }
    this.#next++;
    if (Object.hasOwn(TEXTS, name)) {
      return text_test(value.pattern ?? pattern_of(value.text), TEXTS[name]);
    }
    if (value.kind !== 'word') throw new QueryError(`${name}: takes a number`, at);
    return number_test(NUMBERS[name], value);
  }
}

function tokens_of(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new QueryError('a quotation mark is not closed', from);
    tokens.push(token_of(match, from + match[0].search(/\S/)));
  }
  return tokens;
}

function token_of([, parenthesis, not, other, known, source, flags, quoted, word], at) {
  const field = other ?? known;
  if (parenthesis !== undefined) return { kind: parenthesis === '(' ? 'open' : 'close', at };
  if (not !== undefined) return { kind: 'not', at };
  if (field !== undefined) return { kind: 'field', name: field.toLowerCase(), at };
  if (source !== undefined) return { kind: 'regexp', pattern: regexp_of(source, flags, at), at };
  if (quoted !== undefined) {
    return { kind: 'text', pattern: pattern_of(quoted.replace(/\\(.)/g, '$1')), at };
  }
  return { kind: 'word', text: word, at };
}

function regexp_of(source, flags, at) {
  try {
    const regexp = new RegExp(source, flags);
    return (text) => regexp.test(text);
  } catch (error) {
    throw new QueryError(error.message, at);
  }
}

/** Looks for a text, in any case. */
function pattern_of(text) {
  const wanted = text.toLowerCase();
  return (found) => found.toLowerCase().includes(wanted);
}

function text_test(pattern, text_of) {
  return (row) => {
    const text = text_of(row);
    return typeof text === 'string' && pattern(text);
  };
}

// What a bare word is looked for in.
function any_text({ host, path, headers }) {
  return `${host ?? ''}${path ?? ''}\n${headers ?? ''}`;
}

function word_test({ text, at }) {
  if (Object.hasOwn(FLAGS, text)) return FLAGS[text];
  if (!/^[<>=]/.test(text)) return text_test(pattern_of(text), any_text);
  const { compare, number, unit } = comparison_of(text, at);
  if (Object.hasOwn(TIME_UNITS, unit)) return number_of(NUMBERS.duration, compare, number, unit);
  if (Object.hasOwn(SIZE_UNITS, unit)) return number_of(NUMBERS.size, compare, number, unit);
  throw new QueryError(`${text} needs a unit: us, ms, s, m, B, KB, MB or GB`, at);
}

function comparison_of(text, at) {
  const match = /^([<>]=?|=)?(\d+(?:\.\d+)?)([a-zµ]*)$/i.exec(text);
  if (match === null) throw new QueryError(`${text} is not a number with a unit`, at);
  const [, sign = '=', number, unit] = match;
  return { compare: COMPARE[sign], number: Number(number), unit: unit.toLowerCase() };
}

function number_of(value_of, compare, number, unit) {
  const limit = number * (TIME_UNITS[unit] ?? SIZE_UNITS[unit] ?? 1);
  return (row) => {
    const value = value_of(row);
    return value !== undefined && compare(value, limit);
  };
}

function number_test(value_of, { text, at }) {
  const status_class = /^([1-5])xx$/i.exec(text);
  if (status_class !== null) {
    const first = Number(status_class[1]) * 100;
    return (row) => value_of(row) >= first && value_of(row) < first + 100;
  }
  const { compare, number, unit } = comparison_of(text, at);
  if (unit !== '' && !Object.hasOwn(TIME_UNITS, unit) && !Object.hasOwn(SIZE_UNITS, unit)) {
    throw new QueryError(`${unit} is no unit: us, ms, s, m, B, KB, MB or GB`, at);
  }
  return number_of(value_of, compare, number, unit);
}

/**
 * Understands a query.
 * @param {string} text
 * @returns {(row: object) => boolean} whether a row is wanted. A row has, as far as they are known:
 *   method, host, path, url, status, type, size (bytes), duration and latency (milliseconds), conn,
 *   retransmits, missing (bytes), client, server, headers (one text)
 * @throws {QueryError}
 */
function parse_query(text) {
  return new Parser(text).parse();
}

exports.QueryError = QueryError;
exports.parse_query = parse_query;
