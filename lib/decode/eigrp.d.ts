import { EIGRP } from './layers';

export = EIGRP;
