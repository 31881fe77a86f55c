import { CDP } from '../layers';

export = CDP;
