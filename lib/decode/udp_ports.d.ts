import { udp_ports } from './index';

export = udp_ports;
