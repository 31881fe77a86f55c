'use strict';

/** What ends a command with a message instead of a stack. */
class Failure extends Error {
  /**
   * @param {string} message  one sentence
   * @param {...string} advice  more lines
   */
  constructor(message, ...advice) {
    super(message);
    this.advice = advice;
  }
}

exports.Failure = Failure;
