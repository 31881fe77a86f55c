import { RSVP } from './layers';

export = RSVP;
