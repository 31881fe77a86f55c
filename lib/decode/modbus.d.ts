import { Modbus } from './layers';

export = Modbus;
