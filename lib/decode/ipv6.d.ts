import { IPv6 } from './layers';

export = IPv6;
