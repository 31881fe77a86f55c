import { IGMP } from './layers';

export = IGMP;
