import { HSR } from './layers';

export = HSR;
