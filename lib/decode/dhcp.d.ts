import { DHCP } from './layers';

export = DHCP;
