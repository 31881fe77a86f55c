import { CAN } from './layers';

export = CAN;
