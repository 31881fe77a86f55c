import { PPP } from './layers';

export = PPP;
