import { NTP } from './layers';

export = NTP;
