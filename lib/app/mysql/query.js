'use strict';

/** A command of a client; times are capture times in milliseconds since 1970. */
class MySQLQuery {
  constructor(number, command, start) {
    this.number = number;
    this.command = command; // `QUERY`, `STMT_EXECUTE`, …
    this.text = undefined;
    this.text_size = undefined;
    this.statement_id = undefined;
    this.start = start;
    this.result = undefined;
  }

  toJSON() {
    return { ...this, result: undefined };
  }
}

/** What the server answers. */
class MySQLResult {
  constructor(query, start) {
    this.query = query;
    this.columns = undefined;
    this.rows = 0; // that went over the wire
    this.row_bytes = 0;
    this.result_sets = 0;
    this.affected = undefined;
    this.insert_id = undefined;
    this.warnings = undefined;
    this.info = undefined;
    this.statement_id = undefined; // of what was prepared
    this.error = undefined;
    this.start = start;
    this.end = undefined;
  }

  get is_error() {
    return this.error !== undefined;
  }

  /** Milliseconds from the command to the end of its result. */
  get latency() {
    return this.query ? this.end - this.query.start : undefined;
  }

  toJSON() {
    return { ...this, latency: this.latency };
  }
}

exports.MySQLQuery = MySQLQuery;
exports.MySQLResult = MySQLResult;
