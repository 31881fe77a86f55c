import { CHDLC } from './layers';

export = CHDLC;
