import { EthernetPacket } from './layers';

export = EthernetPacket;
