import { Syslog } from './layers';

export = Syslog;
