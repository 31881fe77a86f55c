import { RadioBeaconFrame } from '../layers';

export = RadioBeaconFrame;
