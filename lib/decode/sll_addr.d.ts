import { SLLAddr } from './layers';

export = SLLAddr;
