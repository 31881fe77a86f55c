import { CoAP } from './layers';

export = CoAP;
