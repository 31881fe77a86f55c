import { HeaderExtension } from '../layers';

export = HeaderExtension;
