import { OSPF } from './layers';

export = OSPF;
