'use strict';

throw Object.assign(new Error('this module is broken'), { code: 'BROKEN' });
