import { RTCP } from './layers';

export = RTCP;
