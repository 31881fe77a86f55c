import { ISIS } from './layers';

export = ISIS;
