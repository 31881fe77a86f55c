import { OAM } from '../layers';

export = OAM;
