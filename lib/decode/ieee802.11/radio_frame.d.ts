import { RadioFrame } from '../layers';

export = RadioFrame;
