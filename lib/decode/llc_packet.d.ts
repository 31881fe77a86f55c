import { LogicalLinkControl } from './layers';

export = LogicalLinkControl;
