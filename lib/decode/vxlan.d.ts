import { VXLAN } from './layers';

export = VXLAN;
