import { NFLog } from './layers';

export = NFLog;
