import { NoNext } from '../layers';

export = NoNext;
