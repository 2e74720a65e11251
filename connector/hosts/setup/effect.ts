import type { AudienceMode } from '../../../spec/host/change-set.ts';
import { AUDIENCE_MODES } from '../../../spec/host/change-set.ts';

/** What a file is taken for: changes in one of the modes, or the whole list of what is ours (U-8). */
export type Effect = AudienceMode | 'full';

export const isEffect = (value: unknown): value is Effect =>
  value === 'full' || (typeof value === 'string' && Object.hasOwn(AUDIENCE_MODES, value));

/** By which a file's rows are read: those of a full list are all segments to be had. */
export const modeOf = (effect: Effect): AudienceMode => (effect === 'full' ? 'upsert' : effect);
