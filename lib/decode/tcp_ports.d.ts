import { tcp_ports } from './index';

export = tcp_ports;
