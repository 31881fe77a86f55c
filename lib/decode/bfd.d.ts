import { BFD } from './layers';

export = BFD;
