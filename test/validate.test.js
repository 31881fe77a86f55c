'use strict';

const assert = require('node:assert/strict');
const { boolean, check_options, custom, defaults_of } = require('../lib/validate');
const { number, ports, string } = require('../lib/validate');
const { warnings } = require('../lib/warnings');

const TABLE = {
  idle_timeout: number({ default: 30, min: 0 }),
  max_sessions: number({ default: 10, min: 1, max: 100, integer: true }),
  strict: boolean(false),
  mode: string({ default: 'fast', choices: ['fast', 'slow'] }),
  server_ports: ports([]),
  clock: custom({
    default: undefined,
    accepts: (v) => typeof v === 'function',
    what: 'a function',
  }),
};

const check = (options) => check_options('Thing', options, TABLE);

describe('validate', () => {
  describe('check_options', () => {
    it('fills in defaults, also for options that are undefined', () => {
      const defaults = { ...defaults_of(TABLE) };
      assert.deepEqual(check(undefined), defaults);
      assert.deepEqual(check({ mode: undefined }), defaults);
    });

    it('keeps what it is given', () => {
      const clock = () => 0;
      const given = { idle_timeout: Infinity, max_sessions: 100, strict: true, mode: 'slow' };
      const checked = check({ ...given, server_ports: [80], clock });
      assert.deepEqual(checked, { ...given, server_ports: [80], clock });
    });

    const wrong = [
      [{ idle_timeout: NaN }, RangeError, /Thing: option idle_timeout must be 0 or more, not NaN/],
      [{ idle_timeout: '5' }, TypeError, /idle_timeout must be a number, not string/],
      [{ idle_timeout: null }, TypeError, /idle_timeout must be a number, not object/],
      [{ idle_timeout: -1 }, RangeError, /idle_timeout must be 0 or more, not -1/],
      [{ max_sessions: 101 }, RangeError, /max_sessions must be from 1 to 100, not 101/],
      [{ max_sessions: 1.5 }, RangeError, /max_sessions must be a whole number, not 1.5/],
      [{ strict: 1 }, TypeError, /strict must be true or false, not number/],
      [{ mode: 5 }, TypeError, /mode must be a string, not number/],
      [{ mode: 'no' }, RangeError, /mode must be one of fast, slow, not "no"/],
      [{ server_ports: [65536] }, TypeError, /server_ports must be an array of port numbers/],
      [{ clock: 5 }, TypeError, /clock must be a function, not number/],
      [null, TypeError, /Thing: options must be an object, not null/],
      ['x', TypeError, /Thing: options must be an object, not "x"/],
    ];
    for (const [options, Type, message] of wrong) {
      it(`rejects ${JSON.stringify(options)}: ${message.source}`, () => {
        assert.throws(
          () => check(options),
          (error) =>
            error instanceof Type &&
            error.code === 'ERR_PCAP_OPTION' &&
            message.test(error.message),
        );
      });
    }
  });

  describe('unknown options', () => {
    const { handler } = warnings;
    afterEach(() => {
      warnings.handler = handler;
    });

    function warned(options) {
      const texts = [];
      warnings.handler = (text) => texts.push(text);
      check(options);
      return texts;
    }

    it('are a warning that names the nearest known one', () => {
      assert.deepEqual(warned({ idle_timout: 4 }), [
        'Thing: unknown option idle_timout; did you mean idle_timeout?',
      ]);
      assert.deepEqual(warned({ maxSessions: 4 }), [
        'Thing: unknown option maxSessions; did you mean max_sessions?',
      ]);
    });

    it('are a warning without a guess where nothing is near', () => {
      assert.deepEqual(warned({ colour: 4 }), ['Thing: unknown option colour']);
    });
  });
});
