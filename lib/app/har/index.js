'use strict';

exports.HARWriter = require('./writer').HARWriter;
