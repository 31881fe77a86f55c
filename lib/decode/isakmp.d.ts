import { ISAKMP } from './layers';

export = ISAKMP;
