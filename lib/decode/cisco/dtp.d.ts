import { DTP } from '../layers';

export = DTP;
