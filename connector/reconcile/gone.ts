import type { Clock } from '../clock.ts';
import { LAG_MS } from '../imported/changed.ts';
import type { SeenSegment } from '../send/decode.ts';
import type { ImportJournal } from './journal.ts';
import { keptCodeOf } from './owned-entry.ts';
import type { Removals } from './removals.ts';
import type { Room } from './room.ts';
import type { SnapshotEntry } from './snapshot.ts';

/**
 * Looks twice more, a while apart, for owned segments that the listing did not show: one that is gone is not read by code either, now and
 * then. What could not be read counts as there.
 */
export async function lookAgain(
  { observer, cancel }: Pick<Room, 'observer' | 'cancel'>,
  missing: readonly SnapshotEntry[],
  clock: Clock,
): Promise<{ readonly gone: readonly SnapshotEntry[]; readonly there: readonly SnapshotEntry[] }> {
  const asListed = { gone: [], there: missing };
  let gone = missing;
  for (const last of [false, true]) {
    if (gone.length === 0) return asListed;
    const { seen } = await observer.observe(gone.map(keptCodeOf));
    gone = gone.filter((entry) => isGone(entry, seen.get(keptCodeOf(entry))));
    // A run may follow at once on one that made the segment (N-7).
    if (!last && gone.length > 0) await clock.wait(LAG_MS, cancel).catch(() => undefined);
  }
  const dropped = new Set(gone);
  return { gone, there: missing.filter((entry) => !dropped.has(entry)) };
}

/** Whether its segment was not read; one under another id is another. */
const isGone = ({ owned }: SnapshotEntry, read: SeenSegment | 'absent' | undefined): boolean =>
  read === 'absent' || (owned?.id !== undefined && read?.id !== undefined && read.id !== owned.id);

/** Drops entries whose segment is gone. @returns those that are there after all: what would be deleted is more than the listing showed (N-4). */
export async function dropGone(
  room: Room,
  missing: readonly SnapshotEntry[],
  journal: ImportJournal,
  removals: Removals,
  clock: Clock,
): Promise<readonly SnapshotEntry[]> {
  const { gone, there } = await lookAgain(room, missing, clock);
  for (const { code } of gone) {
    journal.drop(code);
    await removals.end({ segmentCode: code, status: 'gone' });
  }
  return there;
}
