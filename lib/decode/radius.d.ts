import { RADIUS } from './layers';

export = RADIUS;
