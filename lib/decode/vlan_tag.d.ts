import { VlanTag } from './layers';

export = VlanTag;
