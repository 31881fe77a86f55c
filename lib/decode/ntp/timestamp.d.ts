import { NTPTimestamp } from '../layers';

export = NTPTimestamp;
