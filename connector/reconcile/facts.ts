import type { RowResult } from '../../spec/host/row-result.ts';
import type { SegmentFields } from '../../spec/host/segment.ts';
import { fieldsOf, otherwise, type Values } from './fields.ts';
import type { SnapshotChange, SnapshotEntry } from './snapshot.ts';
import type { UnderWay } from './under-way.ts';

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
  under: UnderWay,
  outcome: RowResult['outcome'],
  evidence: Evidence,
): readonly SnapshotChange[] {
  const { entry, wanted, intent, unsure, answered } = under;
  if (wanted === undefined) return [{ forget: code }];
  const kept = answered && otherwise(wanted, answered);
  if ((intent === 'Create' || unsure) && !isOurs(under)) return createdAs(code, wanted, kept, under, outcome, evidence);
  return entry?.owned === undefined ? [] : [{ set: { code, owned: renewed(entry.owned, wanted, kept) } }];
}

/** The same of a segment that its Create may have brought about. */
function createdAs(
  code: string,
  wanted: Values,
  kept: SegmentFields | undefined,
  { entry, accepted, unsure, seen }: UnderWay,
  outcome: RowResult['outcome'],
  { wasAbsent, isOwnedElsewhere }: Evidence,
): readonly SnapshotChange[] {
  if (!accepted || !wasAbsent || seen?.id === undefined) {
    // In effect without proof whose doing it was: the intent stays, and is presumed.
    if (outcome === 'created') return [];
    // Nobody told the segment: then nobody told that it is another than ours.
    return [seen === undefined ? restored(code, entry) : { forget: code }];
  }
  if (isOwnedElsewhere(seen.code, seen.id)) return [{ forget: code }];
  const owned = {
    // Values that the Create did not bring about, and an Update did: it may have been passed over for somebody's segment.
    origin: unsure && kept === undefined ? 'presumed' : 'created',
    id: seen.id,
    base: fieldsOf(wanted),
    ...(kept && { kept }),
    ...(seen.code !== code && { keptAs: seen.code }),
  } as const;
  return [{ set: { code, owned } }];
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
