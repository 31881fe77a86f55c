import { GRE } from './layers';

export = GRE;
