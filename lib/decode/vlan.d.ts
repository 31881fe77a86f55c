import { Vlan } from './layers';

export = Vlan;
