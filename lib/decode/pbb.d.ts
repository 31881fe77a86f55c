import { PBB } from './layers';

export = PBB;
