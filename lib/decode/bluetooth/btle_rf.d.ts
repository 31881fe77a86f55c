import { BTLERF } from '../layers';

export = BTLERF;
