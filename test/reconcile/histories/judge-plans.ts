import { FIELDS, sameValue } from '../../../connector/reconcile/fields.ts';
import type { Undo } from '../../../connector/reconcile/make-undo.ts';
import type { PlannedChange } from '../../../connector/reconcile/plan.ts';
import type { SnapshotEntry } from '../../../connector/reconcile/snapshot.ts';
import type { Going, Left } from './going.ts';
import { isProtected } from './judge-sending.ts';
import type { Witness } from './witness.ts';

/** What a plan must not name. */
export function* judgePlan(changes: readonly PlannedChange[], going: Going): Generator<string> {
  const { protects, asked, undoes, disk } = going;
  const deletions = changes.filter(({ operation }) => operation === 'Delete');
  for (const { code } of deletions)
    if (isProtected(code, protects)) yield `R-12: a plan deletes ${code}, which is protected`;
  const allowed = asked.guard.approveDeletions ?? Math.max(2, 0.34 * disk.entries.size);
  if (!undoes && deletions.length > allowed) yield `N-4: a plan has ${deletions.length} suspicious deletions`;
}

/** What the undoing of a run must come to. */
export const judgeUndo = {
  /** It names only what that run did. */
  *plan(changes: readonly PlannedChange[], { done }: Left): Generator<string> {
    for (const { operation, code } of changes) {
      const did = done.filter((one) => one.code === code).map((one) => WAY_BACK[one.did]);
      if (!did.includes(operation)) yield `R-20: ${operation} of ${code} undoes nothing that the run did`;
    }
  },

  /** Where nobody has touched anything since, all is as it was before. */
  *end({ plan, keptFields }: Undo, { backup, done }: Left, going: Going, witness: Witness): Generator<string> {
    if (plan.header.withheld.some(({ code }) => !isProtected(code, going.protects)))
      yield `R-20: ${plan.header.withheld[0]?.code} was touched by nobody, and is not undone`;
    const held = witness.held();
    for (const { code, did } of done) {
      const [before, now] = [backup.get(code), held.get(witness.keyOf(code))];
      const isLeft = did === 'created' && isProtected(code, going.protects);
      if (isLeft) continue;
      if ((before === undefined) !== (now === undefined)) yield `R-20: ${code} was ${did}, and is not as it was before`;
      if (before === undefined || now === undefined) continue;
      const kept = new Set(keptFields.filter((one) => one.code === code).map(({ field }) => field));
      const other = FIELDS.find((field) => !kept.has(field) && !sameValue(field, before, now));
      if (other !== undefined) yield `R-20: the ${other} of ${code} is not as it was before`;
    }
  },
};

const WAY_BACK = { created: 'Delete', updated: 'Update', deleted: 'Create' } as const;

/** Takes over what an owner has adopted: what list and import share, and nothing else. */
export function* judgeAdoption(
  before: ReadonlyMap<string, SnapshotEntry>,
  { owner, disk, listed }: Going,
  witness: Witness,
  calm: boolean,
): Generator<string> {
  if (witness.deeds.length > 0 && calm) yield 'R-10: an adoption changed the import';
  const held = witness.held();
  for (const { code, owned } of disk.entries.values()) {
    const was = before.get(code)?.owned;
    if (owned?.origin !== 'adopted' || (was?.origin === 'adopted' && was.id === owned.id)) continue;
    if (!listed.has(code)) yield `R-10: ${code} was adopted, which the list does not name`;
    if (calm && held.get(witness.keyOf(code))?.id !== owned.id) yield `R-10: ${code} was adopted, which is not there`;
    if (owned.id !== undefined) witness.adopt(owner, owned.id);
  }
}
