import { TCPOptions } from './layers';

export = TCPOptions;
