import { TCP } from './layers';

export = TCP;
