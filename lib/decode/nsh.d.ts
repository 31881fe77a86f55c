import { NSH } from './layers';

export = NSH;
