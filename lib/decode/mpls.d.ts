import { MPLS } from './layers';

export = MPLS;
