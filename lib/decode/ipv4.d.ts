import { IPv4 } from './layers';

export = IPv4;
