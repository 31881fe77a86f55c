import { EAPOL } from './layers';

export = EAPOL;
