import { Teredo } from './layers';

export = Teredo;
