import { DNS } from './layers';

export = DNS;
