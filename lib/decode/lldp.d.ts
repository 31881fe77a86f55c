import { LLDP } from './layers';

export = LLDP;
