import { fieldsOf, type Values } from '../../../connector/reconcile/fields.ts';
import type { ReconcileSummary } from '../../../connector/reconcile/request.ts';
import type { SnapshotEntry } from '../../../connector/reconcile/snapshot.ts';
import type { WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import type { Going } from './going.ts';
import { isProtected } from './judge-sending.ts';
import type { Witness } from './witness.ts';

/** What there was before a run. */
export interface Before {
  readonly entries: ReadonlyMap<string, SnapshotEntry>;
  readonly held: ReadonlyMap<string, WireSegment>;
}

/** What a run that has ended, or was killed, must not have left behind. `summary`: of one that ended. */
export function* judgeEnd(
  going: Going,
  before: Before,
  summary: ReconcileSummary | undefined,
  witness: Witness,
): Generator<string> {
  const { planned } = going;
  if (going.disk.overlapped) yield 'R-8: a record began before the one before it had ended';
  if (planned === undefined) yield* judgeGuard(going, before, witness);
  yield* judgeRecords(going, before, witness);
  yield* judgeMemory(going, before, witness);
  if (summary !== undefined && planned === undefined) yield* judgeUndone(summary, before, witness);
}

/** N-4: of a set that is suspicious beyond any doubt, nothing. */
function* judgeGuard({ listed, asked, protects }: Going, before: Before, witness: Witness): Generator<string> {
  const { deeds, keyOf } = witness;
  const named = new Set([...listed].map(keyOf));
  const deleted = deeds.filter(({ operation }) => operation === 'Delete').length;
  if (deleted === 0) return;
  const owned = [...before.entries.values()].filter(({ code, owned, pending }) => {
    const held = before.held.get(keyOf(code));
    return owned === undefined ? held !== undefined && pending?.operation === 'Create' : held?.id === owned.id;
  });
  // What a rival took meanwhile was nobody's to delete.
  const there = new Set([...witness.held().values(), ...deeds].map(({ id }) => id));
  const missing = owned.filter(
    ({ code, owned }) =>
      !named.has(keyOf(code)) && owned?.id !== undefined && there.has(owned.id) && !isProtected(code, protects),
  ).length;
  // What is owned is seen in part, where reads lag: one more or less.
  const allowed = asked.guard.approveDeletions ?? Math.max(2, 0.34 * owned.length + 1);
  if (missing > allowed) yield `N-4: of ${missing} suspicious deletions ${deleted} were carried out`;
}

/** N-6: what did not succeed is not the base of what is asked for next. */
function* judgeRecords({ results, disk }: Going, before: Before, { keyOf }: Witness): Generator<string> {
  const done = new Set(results.filter(({ status }) => status === 'succeeded').map(({ rowId }) => keyOf(rowId)));
  for (const { rowId, status } of results) {
    // Another row may have named the same segment in another spelling (T-3).
    if (status === 'succeeded' || done.has(keyOf(rowId))) continue;
    const after = disk.entries.get(rowId)?.owned;
    const was = before.entries.get(rowId);
    if (after === undefined || after.origin === 'presumed') continue;
    if (inOrder(after.base) !== inOrder(was?.owned?.base)) yield `N-6: ${rowId} ${status}, and was recorded as done`;
  }
}

/** Fields may be kept in any order. */
const inOrder = (fields: Values = {}): string => JSON.stringify(fieldsOf(fields));

/** N-7: what was provably ours before a run, and is there after it, is ours after it. */
function* judgeMemory({ disk }: Going, before: Before, witness: Witness): Generator<string> {
  const held = witness.held();
  for (const { code, owned } of before.entries.values()) {
    const id = owned?.id;
    if (
      owned === undefined ||
      owned.origin === 'presumed' ||
      id === undefined ||
      held.get(witness.keyOf(code))?.id !== id
    )
      continue;
    if (disk.entries.get(code)?.owned?.id !== id) yield `N-7: ${code} is there and ours, and forgotten`;
  }
}

/** N-12: an Update of an owned segment that somebody had edited before the run is told as drift. */
function* judgeUndone(
  { status, drift: { edited, deleted }, rows }: ReconcileSummary,
  before: Before,
  { deeds, keyOf }: Witness,
): Generator<string> {
  if (status === 'cancelled') return;
  for (const { operation, code, before: found } of deeds) {
    const there = before.held.get(keyOf(code));
    if (found?.name !== there?.name) continue; // Somebody has edited it once more since.
    const owned = [...before.entries.values()].find((entry) => keyOf(entry.code) === keyOf(code))?.owned;
    if (operation !== 'Update' || owned?.id === undefined || there?.id !== owned.id) continue;
    if (there.name === 'By hand' && owned.base.name !== 'By hand' && edited + deleted === 0 && rows.failed === 0)
      yield `N-12: an edit of ${code} was undone in silence`;
  }
}
