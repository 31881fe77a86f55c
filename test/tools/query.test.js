'use strict';

const assert = require('node:assert/strict');
const { QueryError, parse_query } = require('../../lib/tools/query');

const ROW = {
  method: 'POST',
  host: 'api.example:8080',
  path: '/v1/users?limit=10',
  url: 'http://api.example:8080/v1/users?limit=10',
  status: 503,
  type: 'application/json',
  size: 2048,
  duration: 120.5,
  latency: 100,
  conn: 7,
  retransmits: 2,
  missing: 0,
  client: '10.0.0.1:50000',
  server: '10.0.0.2:8080',
  headers: 'host: api.example:8080\nuser-agent: curl/8\nx-trace: localhost:9000',
};

const WANTED = [
  '',
  '  ',
  'users',
  'USERS',
  'curl',
  '"user-agent: curl"',
  '/LIMIT=\\d+/i',
  '/v1[/]users/',
  'status:503',
  'status:5xx',
  'status:>=500 status:<600',
  'method:post',
  'host:api path:/v1/ url:http://',
  'url:/^http:.*users/',
  'type:json',
  'header:"curl/8"',
  'client:10.0.0.1 server::8080',
  '>100ms',
  '>=0.1s',
  '<1m',
  '>1KB',
  '>1KiB',
  '=2KB',
  'size:2048',
  'size:>1kb',
  'latency:<=100ms latency:100',
  'duration:>100',
  'conn:7',
  'retransmits',
  'retransmits:>1',
  'localhost:9000', // a port, not a field
  'host:8080 client:10 server:8080', // fields, though numbers follow
  'NOT status:2xx',
  '-status:2xx -missing',
  '!unanswered',
  'NOT NOT users',
  'status:2xx OR type:json',
  '(status:2xx OR status:5xx) AND users',
  'nothing OR (users -nothing)',
];

const UNWANTED = [
  'nothing',
  'Users /Users/', // regular expressions tell cases apart
  'status:404',
  'status:4xx',
  'status:2xx OR type:xml',
  'users nothing',
  '-users',
  '>1s',
  '<100ms',
  '>1MB',
  'conn:70',
  'missing',
  'unanswered',
  'NOT (status:2xx OR type:json)',
];

const MISTAKES = {
  '(users': ['a parenthesis is not closed', 6],
  'users)': ['there is no parenthesis for this one', 5],
  '()': ['something is missing before the parenthesis', 1],
  'OR users': ['something is missing before OR', 0],
  'users OR': ['something is missing at the end', 8],
  'users NOT': ['something is missing at the end', 9],
  'a status:': ['status: has no value', 2],
  'status:"a"': ['status: takes a number', 0],
  'colour:red': ['there is no field colour', 0],
  'a >5': ['>5 needs a unit: us, ms, s, m, B, KB, MB or GB', 2],
  'size:>3furlongs': ['furlongs is no unit: us, ms, s, m, B, KB, MB or GB', 5],
  'status:high': ['high is not a number with a unit', 7],
  'a "b': ['a quotation mark is not closed', 1],
};

describe('query', () => {
  for (const text of WANTED) {
    it(`finds by ${JSON.stringify(text)}`, () => assert.equal(parse_query(text)(ROW), true));
  }

  for (const text of UNWANTED) {
    it(`leaves out by ${JSON.stringify(text)}`, () => assert.equal(parse_query(text)(ROW), false));
  }

  for (const [text, [message, at]] of Object.entries(MISTAKES)) {
    it(`says what is wrong with ${text}`, () => {
      assert.throws(
        () => parse_query(text),
        (error) => {
          assert.ok(error instanceof QueryError);
          assert.deepEqual([error.message, error.at], [message, at]);
          return true;
        },
      );
    });
  }

  it('says what is wrong with a regular expression', () => {
    assert.throws(() => parse_query('a /(/'), { name: 'QueryError', at: 2 });
  });

  it('compares nothing with what is unknown', () => {
    const unknown = { method: 'GET' };
    assert.equal(parse_query('status:5xx OR >1ms OR <1ms OR host:a')(unknown), false);
    assert.equal(parse_query('unanswered -status:200')(unknown), true);
  });
});
