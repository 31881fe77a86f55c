'use strict';

// What statements and their results have in common, whatever the database.

/** What a client asks; JSON does not follow it to its result. */
class Query {
  result = undefined;

  toJSON() {
    return { ...this, result: undefined };
  }
}

/** What the server answers. Times are times of capture in milliseconds since 1970. */
class Result {
  columns = undefined;
  rows = 0; // that went over the wire
  row_bytes = 0;
  affected = undefined; // as the server says
  error = undefined;
  end = undefined;

  constructor(query, start) {
    this.query = query;
    this.start = start;
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

exports.Query = Query;
exports.Result = Result;
