import { LACP } from '../layers';

export = LACP;
