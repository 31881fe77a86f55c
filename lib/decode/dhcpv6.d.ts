import { DHCPv6 } from './layers';

export = DHCPv6;
