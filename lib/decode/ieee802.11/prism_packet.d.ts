import { PrismPacket } from '../layers';

export = PrismPacket;
