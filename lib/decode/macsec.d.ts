import { MACsec } from './layers';

export = MACsec;
