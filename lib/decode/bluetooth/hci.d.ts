import { HCI } from '../layers';

export = HCI;
