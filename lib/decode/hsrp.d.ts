import { HSRP } from './layers';

export = HSRP;
