import { ConnectorError } from '../../../spec/host/errors.ts';
import type { Segment } from '../../../spec/host/segment.ts';
import { entriesOf, inSnapshot, type Owner, type SnapshotEntry, whoseIs } from '../../reconcile/index.ts';
import { textOfField } from './run-rows.ts';
import type { TaxonomyKind, TaxonomyLine } from './taxonomy-view.ts';

/** Segments with whose they are, or why that is not told. */
export interface Owned {
  readonly lines: readonly TaxonomyLine[];
  readonly counts?: Readonly<Record<TaxonomyKind, number>>;
  readonly why?: string;
}

/** Says of each segment whose it is, from the snapshot of the folder. Without `owner` nobody remembers. */
export async function ownedBy(owner: Owner | undefined, segments: readonly Segment[]): Promise<Owned> {
  if (owner === undefined) return { lines: segments };
  try {
    return await inSnapshot(owner, async (session) => {
      const entries = new Map<string, SnapshotEntry>();
      for await (const entry of entriesOf(session)) entries.set(entry.owned?.keptAs ?? entry.code, entry);
      const { protect } = session.header;
      const lines = segments.map((segment) => lineOf(segment, entries.get(segment.code), protect));
      return { lines, counts: countsOf(lines) };
    });
  } catch (error) {
    if (error instanceof ConnectorError) return { lines: segments, why: `${error.message} ${error.remedy}` };
    throw error;
  }
}

function lineOf(segment: Segment, entry: SnapshotEntry | undefined, protect: readonly string[]): TaxonomyLine {
  const { whose, edited } = whoseIs(entry, segment);
  return {
    ...segment,
    whose,
    ...(edited.length > 0 && { edited: edited.map(({ field, was }) => ({ field, was: textOfField(was) ?? 'none' })) }),
    ...(protect.some((code) => covers(code, segment.code)) && { protected: true as const }),
  };
}

/** A trailing * is a prefix. */
const covers = (protect: string, code: string): boolean =>
  protect.endsWith('*') ? code.startsWith(protect.slice(0, -1)) : code === protect;

export const isOf = ({ whose, edited }: TaxonomyLine, kind: TaxonomyKind): boolean =>
  kind === 'all' || (kind === 'edited' ? edited !== undefined : whose === kind);

function countsOf(lines: readonly TaxonomyLine[]): Record<TaxonomyKind, number> {
  const count = (kind: TaxonomyKind) => lines.filter((line) => isOf(line, kind)).length;
  return {
    all: lines.length,
    ours: count('ours'),
    not_ours: count('not_ours'),
    uncertain: count('uncertain'),
    edited: count('edited'),
  };
}
