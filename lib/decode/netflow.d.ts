import { NetFlow } from './layers';

export = NetFlow;
