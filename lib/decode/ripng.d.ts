import { RIPng } from './layers';

export = RIPng;
