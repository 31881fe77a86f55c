import { ether_types } from './index';

export = ether_types;
