import { SLL2Packet } from './layers';

export = SLL2Packet;
