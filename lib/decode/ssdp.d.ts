import { SSDP } from './layers';

export = SSDP;
