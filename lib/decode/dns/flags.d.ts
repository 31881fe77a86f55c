import { DnsFlags } from '../layers';

export = DnsFlags;
