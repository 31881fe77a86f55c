import { WireGuard } from './layers';

export = WireGuard;
