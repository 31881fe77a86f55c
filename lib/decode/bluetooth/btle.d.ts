import { BTLE } from '../layers';

export = BTLE;
