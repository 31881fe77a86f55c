import { SDP } from './layers';

export = SDP;
