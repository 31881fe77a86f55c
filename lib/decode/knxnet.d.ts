import { KNXnet } from './layers';

export = KNXnet;
