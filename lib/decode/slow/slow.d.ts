import { SlowProtocol } from '../layers';

export = SlowProtocol;
