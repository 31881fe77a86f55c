import { Geneve } from './layers';

export = Geneve;
