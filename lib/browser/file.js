'use strict';

require('./globals');

module.exports = require('../file');
