import type { Guard } from '../../../connector/reconcile/guard.ts';
import { reconcile } from '../../../connector/reconcile/reconcile.ts';
import type { Person, Start } from './going.ts';
import type { Witness } from './witness.ts';
import type { worldBy } from './worlds.ts';

export const GUARD: Guard = { maxDeletions: 2, maxDeletionShare: 0.34 };

/** Worlds whose listing proves no absence, or shows codes in another spelling: there a Create is what tells that a segment is there. */
const NEVER_QUIET = new Set(['listing', 'cappedAt', 'counts', 'codes']);

/** With nothing wrong any more, an owner's list is in effect after one run, and stays so. */
export async function* heal(
  person: Person,
  start: () => Start,
  { switches, flipped }: ReturnType<typeof worldBy>,
  witness: Witness,
  rest: () => Promise<void>,
): AsyncGenerator<string> {
  const keys = person.list.map(({ segment_code }) => witness.keyOf(String(segment_code)));
  const twice = new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
  // Two codes that are one segment cannot both have their way (T-3).
  const contested = (rowId: string) => twice.has(witness.keyOf(rowId));
  // Reads that are exact where writes fold contradict each other about a code in another spelling (T-4).
  const unreadable = (rowId: string) => switches.codes === 'lower_cased_strictly' && rowId !== rowId.toLowerCase();
  // Values that are kept otherwise, and no time of change, or one that stands still, or one of a clock that is behind and not told: then nobody can tell whether an operation was carried out (T-3).
  const untold =
    (switches.stamps === 'left_out' && (switches.values !== undefined || switches.conflicts === 'ignore')) ||
    (switches.touches === 'changes' && switches.values !== undefined) ||
    (switches.dates === 'left_out' && (switches.clockAheadMs ?? 0) < 0 && switches.values !== undefined);
  // What Permutive keeps otherwise is known from the answers to what was sent, or not at all (docs/decisions/034).
  const { values, answers, items = 'full' } = switches;
  const keptUnseen = values !== undefined && (answers !== undefined || ['short', 'empty', 'missing'].includes(items));
  // What was answered with 202 is looked for in a listing that does not show all, or not yet, or in another spelling.
  const { listing, readsLagMs, codes } = switches;
  const unproved = answers === 'accepted' && [listing, readsLagMs, codes].some((flipped) => flipped !== undefined);
  // A refusal in plain text with a 200 is no answer that can be read, however often it comes.
  const unread = answers === 'error_inside' && [switches.conflicts, switches.absent].includes('400');
  // Paths that reach another segment, and a listing that takes too many pages for a few codes, or does not show all, or in another spelling: nobody can tell an absent one (docs/decisions/074).
  const { paths, pageSize = 0 } = switches;
  const untellable = paths !== undefined && (pageSize < 100 || listing !== undefined || codes !== undefined);
  const misread = (rowId: string) => untellable && encodeURIComponent(rowId) !== rowId;
  const healing = !untold && !keptUnseen && !unproved && !unread;
  const quiet = healing && !flipped.some((name) => NEVER_QUIET.has(name));
  for (const time of ['first', 'second'] as const) {
    await rest();
    const { going, owner, context, machinery } = start();
    const rows = person.list;
    going.rows = rows.length;
    going.ended = true;
    try {
      const summary = await reconcile({ ...owner, list: [{ rows }], guard: GUARD }, context, machinery);
      const failed = going.results.filter(
        ({ status, error, rowId }) =>
          status !== 'succeeded' &&
          error?.code !== 'code_change' &&
          !(error?.code === 'outcome_unknown' && misread(rowId)) &&
          !contested(rowId) &&
          !unreadable(rowId),
      );
      if (failed.length > 0 && healing)
        yield `T-8: with nothing wrong ${failed[0]?.rowId} fails: ${failed[0]?.error?.code}`;
      // Of a segment that is not ours nothing is remembered, so neither is what Permutive keeps of it otherwise.
      const sent = witness.deeds.find(
        ({ operation, code }) =>
          operation !== 'Delete' && (values === undefined || person.disk.entries.get(code)?.owned !== undefined),
      );
      if (time === 'second' && sent !== undefined && quiet)
        yield `R-3: an unchanged list sent something: ${sent.operation} of ${sent.code}`;
      const owned = ownedBy(person, witness);
      if (quiet && summary.owned !== owned) yield `R-17: ${summary.owned} are told as owned, and ${owned} are`;
      if (summary.fatal !== undefined) yield `T-8: fatal with nothing wrong: ${summary.fatal.code}`;
    } catch (error) {
      yield `T-8: with nothing wrong it throws ${String(error)}`;
    }
  }
}

/** Segments that are there, and of which the snapshot proves that they are this owner's. */
function ownedBy({ disk }: Person, witness: Witness): number {
  const held = witness.held();
  return [...disk.entries.values()].filter(
    ({ code, owned }) =>
      owned !== undefined && owned.origin !== 'presumed' && held.get(witness.keyOf(code))?.id === owned.id,
  ).length;
}
