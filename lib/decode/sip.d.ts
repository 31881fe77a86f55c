import { SIP } from './layers';

export = SIP;
