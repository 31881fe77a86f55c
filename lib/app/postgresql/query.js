'use strict';

const { Query, Result } = require('../framed/query');

/** A statement that a client sends; times are capture times in milliseconds since 1970. */
class PostgreSQLQuery extends Query {
  constructor(number, fields, start) {
    super();
    this.number = number;
    this.kind = fields.kind; // 'simple', 'extended', 'function'; 'prepare': one that failed before
    this.text = fields.text;
    this.text_size = fields.text_size;
    this.statement = fields.statement;
    this.portal = fields.portal;
    this.parameters = fields.parameters;
    this.start = fields.start ?? start;
  }
}

/** What the server answers. */
class PostgreSQLResult extends Result {
  tags = []; // `SELECT 3`; a simple query can have several statements
  copy = undefined; // 'in', 'out', 'both'
  copied_bytes = 0;
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
