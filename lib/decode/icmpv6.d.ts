import { ICMPv6 } from './layers';

export = ICMPv6;
