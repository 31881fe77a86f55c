import { NullPacket } from './layers';

export = NullPacket;
