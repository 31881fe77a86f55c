import { RIP } from './layers';

export = RIP;
