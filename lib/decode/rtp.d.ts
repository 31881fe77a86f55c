import { RTP } from './layers';

export = RTP;
