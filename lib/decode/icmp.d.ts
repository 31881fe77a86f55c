import { ICMP } from './layers';

export = ICMP;
