import { IPv4Addr } from './layers';

export = IPv4Addr;
