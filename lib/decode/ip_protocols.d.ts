import { ip_protocols } from './index';

export = ip_protocols;
