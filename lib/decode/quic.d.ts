import { QUIC } from './layers';

export = QUIC;
