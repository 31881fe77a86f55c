import { GTPv2 } from './layers';

export = GTPv2;
