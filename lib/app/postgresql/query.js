'use strict';

/** A statement that a client sends; times are capture times in milliseconds since 1970. */
class PostgreSQLQuery {
  constructor(number, fields, start) {
    this.number = number;
    this.kind = fields.kind; // 'simple', 'extended', 'function'; 'prepare': one that failed before
    this.text = fields.text;
    this.text_size = fields.text_size;
    this.statement = fields.statement;
    this.portal = fields.portal;
    this.parameters = fields.parameters;
    this.start = fields.start ?? start;
    this.result = undefined;
  }

  toJSON() {
    return { ...this, result: undefined };
  }
}

/** What the server answers. */
class PostgreSQLResult {
  constructor(query, start) {
    this.query = query;
    this.tags = []; // `SELECT 3`; a simple query can have several statements
    this.columns = undefined;
    this.rows = 0; // that went over the wire
    this.row_bytes = 0;
    this.affected = undefined; // as the tags say
    this.copy = undefined; // 'in', 'out', 'both'
    this.copied_bytes = 0;
    this.error = undefined;
    this.start = start;
    this.end = undefined;
  }

  get is_error() {
    return this.error !== undefined;
  }

  /** Milliseconds from the query to the end of its result. */
  get latency() {
    return this.query ? this.end - this.query.start : undefined;
  }

  toJSON() {
    return { ...this, latency: this.latency };
  }
}

/** Bytes of memory that a bound statement's parameters take, beside their cost as an entry. */
function cost_of({ parameters }) {
  let cost = 0;
  for (const value of parameters) cost += 50 + (value?.length ?? 0);
  return cost;
}

exports.PostgreSQLQuery = PostgreSQLQuery;
exports.PostgreSQLResult = PostgreSQLResult;
exports.cost_of = cost_of;
