import { UDPEncap } from './layers';

export = UDPEncap;
