import { createHash } from 'node:crypto';
import type { LaneTurn } from '../../spec/destination/lane.ts';

/** Where a request takes its turn, and the windows that hold it (L-1). Names no secret. */
export interface Place extends LaneTurn {
  /** The window that a Retry-After closes. */
  readonly own: string;
  /** The window that a 429 closes: it holds for every import of the key (D-3). */
  readonly ofKey: string;
}

/** The place of one import, or that of the key where no import is asked for. */
export function placeOf(baseUrl: string, apiKey: string, importId?: string): Place {
  const { origin } = new URL(baseUrl);
  const ofKey = `${origin} ${createHash('sha256').update(apiKey.toLowerCase()).digest('hex')}`;
  const own = importId === undefined ? ofKey : `${baseUrl} ${importId.toLowerCase()}`;
  return { turn: own, windows: [...new Set([own, ofKey])], own, ofKey };
}
