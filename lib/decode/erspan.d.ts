import { ERSPAN } from './layers';

export = ERSPAN;
