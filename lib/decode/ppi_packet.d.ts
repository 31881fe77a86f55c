import { PpiPacket } from './layers';

export = PpiPacket;
