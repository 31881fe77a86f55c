import { WPAN } from '../layers';

export = WPAN;
