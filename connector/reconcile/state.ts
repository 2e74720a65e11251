import { ConnectorError } from '../../spec/host/errors.ts';
import { systemClock } from '../clock.ts';
import { ownershipOf } from './decide.ts';
import { fieldsOf } from './fields.ts';
import { readRow } from './intake.ts';
import type { Machinery } from './reconcile.ts';
import type { Owner, ReconcileContext, ReconcileRequest } from './request.ts';
import { inRoom, readOwner } from './room.ts';
import type { SnapshotChange, SnapshotEntry, SnapshotSession } from './snapshot.ts';
import { chunkIn } from './wanted-list.ts';

/** What became of the codes that an owner asked to adopt. */
export interface Adoption {
  readonly adopted: number;
  /** Owned before. */
  readonly owned: number;
  /** In the list and not in the import. */
  readonly absent: number;
}

/**
 * Takes ownership of the segments that list and import share: the way back after a lost snapshot. Nothing is sent; what the import holds is
 * taken for what was last asked for.
 *
 * @throws {ConnectorError} for settings, snapshots and imports that cannot be used.
 */
export async function adopt(
  request: Owner & Pick<ReconcileRequest, 'list'>,
  context: Omit<ReconcileContext, 'onRowResult'>,
  { clock = systemClock }: Machinery = {},
): Promise<Adoption> {
  return inRoom(
    request,
    context,
    clock,
    async ({ census, session }) => {
      const counts = { adopted: 0, owned: 0, absent: 0 };
      for await (const chunk of request.list) {
        const changes: SnapshotChange[] = [];
        for (const raw of chunkIn(chunk).rows) {
          const row = readRow(raw);
          if (row.kind !== 'wanted' || census.list(row.code) !== 'first') continue;
          const observed = census.observed(row.code);
          const ownership = ownershipOf(census.entry(row.code), observed);
          if (observed === 'absent') counts.absent += 1;
          else if (ownership.whose === 'ours' && ownership.owned.proof === 'sure') counts.owned += 1;
          else {
            counts.adopted += 1;
            const asked = Object.keys(fieldsOf(row.wanted));
            const base = Object.fromEntries(
              Object.entries(fieldsOf(observed.fields)).filter(([field]) => asked.includes(field)),
            );
            changes.push({
              set: {
                code: row.code,
                owned: { origin: 'adopted', ...(observed.id !== undefined && { id: observed.id }), base },
              },
            });
          }
        }
        await session.record(changes);
      }
      return counts;
    },
    (why) => {
      throw why.kind === 'cancelled' ? context.signal?.reason : ConnectorError.of(why.error);
    },
  );
}

/** Opens an owner's snapshot alone, without the import; closed again whatever `work` does. @throws {ConnectorError} */
export async function inSnapshot<T>(owner: Owner, work: (session: SnapshotSession) => Promise<T>): Promise<T> {
  const session = await owner.snapshot.open(readOwner(owner).key);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Everything a snapshot holds. */
export async function* entriesOf(session: SnapshotSession): AsyncGenerator<SnapshotEntry> {
  for await (const piece of session.read()) yield* piece;
}
