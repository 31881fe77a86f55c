import { UDLD } from '../layers';

export = UDLD;
