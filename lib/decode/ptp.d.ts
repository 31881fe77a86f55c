import { PTP } from './layers';

export = PTP;
