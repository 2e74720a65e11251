import type { SeenSegment } from '../../connector/send/decode.ts';

/** A segment of that code and name, of which nothing else is told. */
export const segment = (code: string): SeenSegment => ({
  id: undefined,
  code,
  name: code,
  description: undefined,
  cpm: undefined,
  categories: undefined,
  updatedAt: undefined,
});
