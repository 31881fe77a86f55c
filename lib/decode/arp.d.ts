import { Arp } from './layers';

export = Arp;
