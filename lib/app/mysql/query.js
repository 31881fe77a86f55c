'use strict';

const { Query, Result } = require('../framed/query');

/** A command of a client; times are capture times in milliseconds since 1970. */
class MySQLQuery extends Query {
  constructor(number, command, start) {
    super();
    this.number = number;
    this.command = command; // `QUERY`, `STMT_EXECUTE`, …
    this.text = undefined;
    this.text_size = undefined;
    this.statement_id = undefined;
    this.start = start;
  }
}

/** What the server answers. */
class MySQLResult extends Result {
  result_sets = 0;
  insert_id = undefined;
  warnings = undefined;
  info = undefined;
  statement_id = undefined; // of what was prepared
}

exports.MySQLQuery = MySQLQuery;
exports.MySQLResult = MySQLResult;
