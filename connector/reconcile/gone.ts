import type { Clock } from '../clock.ts';
import type { ImportJournal } from './journal.ts';
import { readCodes } from './observe.ts';
import { keptCodeOf } from './owned-entry.ts';
import type { Removals } from './removals.ts';
import type { Room } from './room.ts';
import type { SnapshotEntry } from './snapshot.ts';

/** How long reads may lag behind writes: a run may follow at once on one that made the segment (T-4, N-7). */
const LAG_MS = 10_000;

/**
 * Looks twice more, a while apart, for owned segments that the listing did not show: one that is gone is not read by code either, now and
 * then. What could not be read counts as there.
 */
export async function lookAgain(
  { api, pages, cancel }: Room,
  missing: readonly SnapshotEntry[],
  clock: Clock,
): Promise<{ readonly gone: readonly SnapshotEntry[]; readonly there: readonly SnapshotEntry[] }> {
  const asListed = { gone: [], there: missing };
  let gone = missing;
  for (const last of [false, true]) {
    if (gone.length === 0) return asListed;
    const reading = await readCodes(api, gone.map(keptCodeOf), pages);
    if ('kind' in reading) return asListed;
    gone = gone.filter((entry) => reading.get(keptCodeOf(entry)) === 'absent');
    if (!last && gone.length > 0) await clock.wait(LAG_MS, cancel).catch(() => undefined);
  }
  const dropped = new Set(gone);
  return { gone, there: missing.filter((entry) => !dropped.has(entry)) };
}

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
