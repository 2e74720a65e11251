import { errorDetail } from '../../spec/host/errors.ts';
import { fingerprintOf, matches } from '../imported/fingerprint.ts';
import { spellingsOf } from '../imported/spellings.ts';
import { foldCode } from '../plan/segment-code.ts';
import { look } from './look.ts';
import { knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import type { Step } from './step.ts';

/** T-3: two codes that Permutive takes for one. */

/** What was brought about under another spelling of its code is this one's too, if the values are the same. */
export function settleTwin(batch: OpenBatch, one: OpenChange): boolean {
  const { change } = one;
  const { observer, learned } = batch.run;
  const { folds } = observer;
  if (change.state === 'absent' || !folds) return false;
  const twin = learned.broughtAbout.get(foldCode(change.code));
  if (twin === undefined || twin.code === change.code) return false;
  if (foldCode(twin.code, folds) !== foldCode(change.code, folds)) return false;
  if (matches(change, twin.as)) batch.succeed(one, 'unchanged');
  else {
    const message = `Permutive takes ${change.code} and ${twin.code} for one code, and the other has brought it about with other values.`;
    batch.fail(one, errorDetail('duplicate_segment_code', { field: 'segment_code', message }));
  }
  return true;
}

/** Remembers by folded code what of the batch is in effect, once Permutive was seen to fold codes. */
export function rememberBroughtAbout({ all, run }: OpenBatch): void {
  const { broughtAbout } = run.learned;
  for (const { change, standing } of all) {
    if (change.state === 'absent' || standing.is !== 'fact' || standing.resolution.is !== 'succeeded') continue;
    const key = foldCode(change.code);
    if (!broughtAbout.has(key)) broughtAbout.set(key, { code: change.code, as: fingerprintOf(change) });
  }
}

/**
 * Of what the run had brought about before Permutive was seen to fold codes only the codes are kept. Its values are read when another
 * spelling of one comes.
 */
export function* recallTwins(batch: OpenBatch, group: readonly OpenChange[]): Step<void> {
  const { observer, learned, results } = batch.run;
  const { folds } = observer;
  if (!folds) return;
  const twins = group.flatMap((one) => {
    const { code, state } = one.change;
    if (state === 'absent' || learned.broughtAbout.has(foldCode(code))) return [];
    const twin = spellingsOf(code, folds).find((spelling) => spelling !== code && results.isBroughtAbout(spelling));
    return twin === undefined ? [] : [{ one, twin }];
  });
  yield* look(
    batch,
    twins.map(({ one }) => one),
    'by_code',
  );
  for (const { one, twin } of twins) {
    const as = knownTo(one);
    if (typeof as === 'object') learned.broughtAbout.set(foldCode(one.change.code), { code: twin, as });
  }
}
