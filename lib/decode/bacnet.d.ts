import { BACnet } from './layers';

export = BACnet;
