import { RadioMangementFrameTag } from '../layers';

/** The tags from `offset` on, as far as they are whole. */
export declare function parseTags(
  bytes?: Uint8Array,
  offset?: number,
  length?: number,
): RadioMangementFrameTag[];
