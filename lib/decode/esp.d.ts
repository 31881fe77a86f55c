import { ESP } from './layers';

export = ESP;
