import { RadioPacket } from '../layers';

export = RadioPacket;
