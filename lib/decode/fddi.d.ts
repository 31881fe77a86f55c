import { FDDI } from './layers';

export = FDDI;
