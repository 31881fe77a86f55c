import { UDP } from './layers';

export = UDP;
