import { PIM } from './layers';

export = PIM;
