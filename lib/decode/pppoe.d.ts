import { PPPoE } from './layers';

export = PPPoE;
