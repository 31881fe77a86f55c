import { SNMP } from './layers';

export = SNMP;
