import { USBPcap } from '../layers';

export = USBPcap;
