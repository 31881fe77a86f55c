import { LDP } from './layers';

export = LDP;
