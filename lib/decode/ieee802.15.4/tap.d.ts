import { WPANTap } from '../layers';

export = WPANTap;
