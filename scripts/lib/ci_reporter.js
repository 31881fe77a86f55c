'use strict';

// Mocha's own report, and the paths of the files in which tests failed, a line each, in the file
// that $FAILED_FILES names.

const fs = require('node:fs');
const { reporters, Runner } = require('mocha');

const { EVENT_RUN_END, EVENT_TEST_FAIL } = Runner.constants;

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = new Set();
    runner.on(EVENT_TEST_FAIL, ({ file, parent }) => files.add(file ?? parent.file));
    runner.once(EVENT_RUN_END, () => {
      fs.writeFileSync(process.env.FAILED_FILES, [...files, ''].join('\n'));
    });
  }
};
