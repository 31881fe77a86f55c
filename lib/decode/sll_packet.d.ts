import { SLLPacket } from './layers';

export = SLLPacket;
