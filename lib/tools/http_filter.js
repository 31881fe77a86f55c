'use strict';

// --method, --host, --url, --user-agent and their -ignore forms: first what is shown (one match is
// enough), then what of it is not.

const { regexps } = require('./options');

const SUBJECTS = {
  method: (request) => request.method,
  host: (request) => request.host,
  url: (request) => request.url,
  'user-agent': (request) => request.header('user-agent'),
};

/** Nobody means the case: `--method post` is POST, hosts have none. */
const ANY_CASE = new Set(['method', 'host']);

const FILTER_OPTIONS = {};
for (const name of Object.keys(SUBJECTS)) {
  FILTER_OPTIONS[name] = { type: 'string', multiple: true };
  FILTER_OPTIONS[`${name}-ignore`] = { type: 'string', multiple: true };
}

class RequestFilter {
  #show = [];
  #ignore = [];
  #decisions = new WeakMap(); // request -> whether it is shown

  constructor(options) {
    for (const [name, subject] of Object.entries(SUBJECTS)) {
      const flags = ANY_CASE.has(name) ? 'i' : '';
      for (const regexp of regexps(name, options[name], flags) ?? []) {
        this.#show.push({ subject, regexp });
      }
      for (const regexp of regexps(`${name}-ignore`, options[`${name}-ignore`], flags) ?? []) {
        this.#ignore.push({ subject, regexp });
      }
    }
  }

  /** Whether anything is left out. */
  get is_set() {
    return this.#show.length > 0 || this.#ignore.length > 0;
  }

  /** As matches(), remembered: a request is asked about with each of its pieces. */
  shows(request) {
    if (this.#show.length === 0 && this.#ignore.length === 0) return true;
    if (!request) return this.matches(request);
    let shown = this.#decisions.get(request);
    if (shown === undefined) this.#decisions.set(request, (shown = this.matches(request)));
    return shown;
  }

  /** Whether to show a request; undefined is one that the capture missed. */
  matches(request) {
    if (!request) return this.#show.length === 0;
    const hit = ({ subject, regexp }) => {
      const text = subject(request);
      return text !== undefined && text !== null && regexp.test(text);
    };
    return (this.#show.length === 0 || this.#show.some(hit)) && !this.#ignore.some(hit);
  }
}

exports.FILTER_OPTIONS = FILTER_OPTIONS;
exports.RequestFilter = RequestFilter;
