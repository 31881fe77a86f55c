import { IPv6Addr } from './layers';

export = IPv6Addr;
