import { GTP } from './layers';

export = GTP;
