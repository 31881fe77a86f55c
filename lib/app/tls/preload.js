'use strict';

// Loads what connections need once they have TLS. The classes that programs use come with all of
// it: a program may not be able to read files any more when the first hello goes by.

require('./certificates');
require('./client_hello');
require('./key_file');
require('./key_schedule');
require('./server_hello');
require('./suites');
