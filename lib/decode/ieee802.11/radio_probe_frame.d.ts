import { RadioProbeFrame } from '../layers';

export = RadioProbeFrame;
