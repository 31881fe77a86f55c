import { VTP } from '../layers';

export = VTP;
