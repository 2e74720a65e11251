import fc from 'fast-check';
import { disturbed } from '../../support/invariants.ts';
import { run } from '../../support/run.ts';
import { complaintsOf, guiltOf, isGuilty, isStubborn, slow, worldOf } from './play.ts';
import { namesTwice, type Scenario } from './scenario.ts';

/** What holds of every random run, and what is said against one that breaks it. */
export const PROPERTIES = {
  'T-1 to T-9: every row is told the truth, and what went wrong once can be run again': complaintsOf,
  "T-6: a bad row changes no other row's result": disturbancesOf,
} satisfies Record<string, (play: Scenario) => Promise<string[]>>;

async function disturbancesOf(play: Scenario): Promise<string[]> {
  const { mode, changeSets, batchSize, switches } = play;
  // Where Create overwrites, only a run that has read the import can tell an added segment from a taken code (P-1).
  fc.pre(mode !== 'add' || switches.conflicts !== 'overwrite');
  // What the import keeps otherwise is a taken code to whoever reads it and adds it again (P-1), or has added it in a batch that was refused.
  const asAdded = switches.values === 'as_given' || (switches.atomicity === 'atomic' && !namesTwice(changeSets));
  fc.pre(mode !== 'add' || asAdded);
  fc.pre(!isStubborn(play));
  const [withGuilt, without] = [worldOf(play), worldOf(play)];
  const order = { mode, changeSets, delivery: { batchSize } };
  try {
    for (const world of [withGuilt, without]) slow(world, play);
    withGuilt.sandbox.change(guiltOf(play));
    const [told, expected] = [await run(withGuilt, order), await run(without, order)];
    return [...disturbed(told.results, expected.results, ({ segmentCode }) => isGuilty(play, segmentCode))];
  } finally {
    await Promise.all([withGuilt.sandbox.close(), without.sandbox.close()]);
  }
}
