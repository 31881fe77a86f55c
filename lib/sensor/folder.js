'use strict';

const fs = require('node:fs');

/** Makes a folder for its owner only, where it is missing; the one above must be there. */
exports.make_folder = function make_folder(folder) {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
};
