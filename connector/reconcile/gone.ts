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
 * Drops entries whose segment is gone: not in the listing, not read by code, nor a while later. Whatever shows it, the entry stays.
 *
 * @returns those that are there after all, or could not be read: what would be deleted is more than the listing showed (N-4).
 */
export async function dropGone(
  { api, pages, cancel }: Room,
  missing: readonly SnapshotEntry[],
  journal: ImportJournal,
  removals: Removals,
  clock: Clock,
): Promise<readonly SnapshotEntry[]> {
  let gone = missing;
  for (const last of [false, true]) {
    if (gone.length === 0) return missing;
    const reading = await readCodes(api, gone.map(keptCodeOf), pages);
    if ('kind' in reading) return missing;
    gone = gone.filter((entry) => reading.get(keptCodeOf(entry)) === 'absent');
    if (!last && gone.length > 0) await clock.wait(LAG_MS, cancel).catch(() => undefined);
  }
  for (const { code } of gone) {
    journal.note({ forget: code });
    await removals.end({ segmentCode: code, status: 'gone' });
  }
  const dropped = new Set(gone);
  return missing.filter((entry) => !dropped.has(entry));
}
