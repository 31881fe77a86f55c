import { NBNS } from './layers';

export = NBNS;
