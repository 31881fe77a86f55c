import { ZigbeeNWK } from '../layers';

export = ZigbeeNWK;
