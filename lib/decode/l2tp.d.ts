import { L2TP } from './layers';

export = L2TP;
