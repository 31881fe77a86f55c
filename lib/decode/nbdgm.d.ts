import { NBDGM } from './layers';

export = NBDGM;
