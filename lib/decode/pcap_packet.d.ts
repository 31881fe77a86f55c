import { PcapPacket } from './layers';

export = PcapPacket;
