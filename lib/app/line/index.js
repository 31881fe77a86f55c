'use strict';

exports.FTPSession = require('./ftp').FTPSession;
exports.IMAPSession = require('./imap').IMAPSession;
exports.POP3Session = require('./pop3').POP3Session;
exports.SMTPSession = require('./smtp').SMTPSession;
