import { TFTP } from './layers';

export = TFTP;
