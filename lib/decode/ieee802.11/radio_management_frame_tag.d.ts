import { RadioMangementFrameTag } from '../layers';

export = RadioMangementFrameTag;
