import { PPPControl } from './layers';

export = PPPControl;
