import type { RowResult } from '../../spec/host/row-result.ts';
import type { SegmentFields } from '../../spec/host/segment.ts';
import type { SeenSegment } from '../send/decode.ts';
import { fieldsOf, otherwise, type Values } from './fields.ts';
import type { SnapshotChange, SnapshotEntry } from './snapshot.ts';

/** A code on its way through write(). */
export interface UnderWay {
  /** What the snapshot says of it, where it is ours. */
  readonly entry: SnapshotEntry | undefined;
  /** What is wanted of it; nothing for a deletion. */
  readonly wanted: Values | undefined;
  /** The intent that stands in the snapshot. */
  intent: 'Create' | 'Delete' | undefined;
  /** Permutive accepted its Create: then what is there afterwards was made by it. */
  accepted: boolean;
  /** When that was sent, in milliseconds since the epoch. */
  sentAt: number;
  /** The segment as it was told last after something was sent. */
  seen: SeenSegment | undefined;
  /** The same where the answer to what was sent told it: of a value read later nobody knows who made it (N-12). */
  answered: SeenSegment | undefined;
}

/** What else speaks for or against a segment that a Create brought about. */
export interface Evidence {
  /** It was not there before: a listing that may lack segments does not say so, and some servers overwrite (T-4). */
  readonly wasAbsent: boolean;
  /** Whether the segment, under the spelling that Permutive keeps, is somebody's or another code's already (T-3). */
  readonly isOwnedElsewhere: (spelling: string, id: string) => boolean;
}

/** What the snapshot takes once a change is in effect. */
export function factsOf(
  code: string,
  { entry, wanted, intent, accepted, seen, answered }: UnderWay,
  outcome: RowResult['outcome'],
  { wasAbsent, isOwnedElsewhere }: Evidence,
): readonly SnapshotChange[] {
  if (wanted === undefined) return [{ forget: code }];
  const kept = answered && otherwise(wanted, answered);
  if (intent === 'Create' && !isOurs({ entry, seen })) {
    if (!accepted || !wasAbsent || seen?.id === undefined) {
      // In effect without proof whose doing it was: the intent stays, and is presumed. Else it is somebody else's.
      return outcome === 'created' ? [] : [{ forget: code }];
    }
    if (isOwnedElsewhere(seen.code, seen.id)) return [{ forget: code }];
    const keptAs = seen.code === code ? undefined : seen.code;
    const owned = {
      origin: 'created',
      id: seen.id,
      base: fieldsOf(wanted),
      ...(kept && { kept }),
      ...(keptAs !== undefined && { keptAs }),
    } as const;
    return [{ set: { code, owned } }];
  }
  return entry?.owned === undefined ? [] : [{ set: { code, owned: renewed(entry.owned, wanted, kept) } }];
}

/** Whether the segment that is there is the one that was owned before, though a listing had not shown it: reads may lag. */
export const isOurs = ({ entry, seen }: Pick<UnderWay, 'entry' | 'seen'>): boolean =>
  entry?.owned?.id !== undefined && seen?.id === entry.owned.id;

/** An owned segment after it was asked for `wanted`, of which Permutive keeps `kept`. */
export function renewed(
  owned: NonNullable<SnapshotEntry['owned']>,
  wanted: Values,
  kept: SegmentFields | undefined,
): NonNullable<SnapshotEntry['owned']> {
  const { kept: before = {}, base, ...rest } = owned;
  const asked = fieldsOf(wanted);
  const stillKept = Object.entries(before).filter(([field]) => !Object.hasOwn(asked, field));
  const keeps = { ...Object.fromEntries(stillKept), ...kept };
  return { ...rest, base: { ...base, ...asked }, ...(Object.keys(keeps).length > 0 && { kept: keeps }) };
}

/** What the snapshot said before a change that came to nothing. */
export const restored = (code: string, entry: SnapshotEntry | undefined): SnapshotChange =>
  entry?.owned === undefined ? { forget: code } : { set: { code, owned: entry.owned } };
