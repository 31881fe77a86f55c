'use strict';

exports.SSHSession = require('./session').SSHSession;
exports.SSHKexInit = require('./kexinit').SSHKexInit;
