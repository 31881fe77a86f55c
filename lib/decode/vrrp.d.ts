import { VRRP } from './layers';

export = VRRP;
