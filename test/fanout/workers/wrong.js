'use strict';

exports.name = 'no function';
