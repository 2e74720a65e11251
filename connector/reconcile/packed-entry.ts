import type { SegmentFields } from '../../spec/host/segment.ts';
import type { Origin, SnapshotEntry } from './snapshot.ts';

/** An entry without its code, which is kept already, and without the names of its parts: a fifth of a million entries' memory. */
export const packed = ({ owned, pending }: SnapshotEntry): string => {
  const { origin, id, base, kept, keptAs } = owned ?? {};
  return JSON.stringify([
    pending,
    origin,
    id,
    base?.name,
    base?.description,
    base?.cpm,
    base?.categories,
    kept,
    keptAs,
  ]);
};

type Packed = [
  pending: SnapshotEntry['pending'] | null,
  origin: Origin | null,
  id: string | null,
  name: string | null,
  description: string | null,
  cpm: number | null,
  categories: string[] | null,
  kept: SegmentFields | null,
  keptAs: string | null,
];

/** What `packed` made a text of. */
export function unpacked(code: string, text: string): SnapshotEntry {
  const [pending, origin, id, name, description, cpm, categories, kept, keptAs] = JSON.parse(text) as Packed; // Written by `packed`.
  const base: SegmentFields = {
    ...(name !== null && { name }),
    ...(description !== null && { description }),
    ...(cpm !== null && { cpm }),
    ...(categories !== null && { categories }),
  };
  const owned = origin && {
    origin,
    ...(id !== null && { id }),
    base,
    ...(kept && { kept }),
    ...(keptAs && { keptAs }),
  };
  return { code, ...(owned !== null && { owned }), ...(pending ? { pending } : {}) };
}
