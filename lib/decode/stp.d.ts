import { STP } from './layers';

export = STP;
