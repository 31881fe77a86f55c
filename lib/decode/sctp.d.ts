import { SCTP } from './layers';

export = SCTP;
