import { Dropbox } from './layers';

export = Dropbox;
