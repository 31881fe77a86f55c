import { SFlow } from './layers';

export = SFlow;
