import { link_types } from './index';

export = link_types;
