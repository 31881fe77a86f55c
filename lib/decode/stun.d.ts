import { STUN } from './layers';

export = STUN;
