import { EthernetAddr } from './layers';

export = EthernetAddr;
