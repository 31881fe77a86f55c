import { USBPacket } from '../layers';

export = USBPacket;
