import { apply } from '../../../connector/reconcile/apply.ts';
import { plan } from '../../../connector/reconcile/make-plan.ts';
import { planUndo } from '../../../connector/reconcile/make-undo.ts';
import type { Plan, PlannedChange } from '../../../connector/reconcile/plan.ts';
import { reconcile } from '../../../connector/reconcile/reconcile.ts';
import type { ReconcileRequest, ReconcileSummary } from '../../../connector/reconcile/request.ts';
import { adopt } from '../../../connector/reconcile/state.ts';
import type { Chance } from './chance.ts';
import type { Left, Person, Start } from './going.ts';
import { judgePlan, judgeUndo } from './judge-plans.ts';
import type { Witness } from './witness.ts';

/** What an owner does in one turn: by itself, or after somebody has looked at it. */
export type Turn = 'run' | 'plan and apply' | 'undo' | 'adopt';

/** What a turn is done with. */
export interface Stage {
  readonly person: Person;
  readonly start: Start;
  readonly list: ReconcileRequest['list'];
  readonly witness: Witness;
  readonly chance: Chance;
  /** Whether nothing but its owner touches the import, which is as published. */
  readonly calm: boolean;
}

/** Does a turn. @returns the summary of a run that was one of its own. */
export const TURNS: Record<Turn, (stage: Stage) => Promise<ReconcileSummary | undefined>> = {
  run: ({ start: { owner, going, context, machinery }, list }) =>
    reconcile({ ...owner, list, ...going.asked }, context, machinery),

  'plan and apply': async (stage) => {
    const { start, list } = stage;
    const { owner, going, context, machinery } = start;
    const made = await plan({ ...owner, list, ...going.asked, drift: 'restore' }, context, machinery);
    const changes = await takePlan(stage, made);
    // Whoever reviews it does not apply what deletes segments that may be somebody else's.
    if (changes.some(({ warnings }) => warnings.includes('ownership_uncertain')) && stage.chance.is(0.7))
      return undefined;
    return apply(made, owner, context, machinery);
  },

  undo: async (stage) => {
    const { person, start, witness, calm } = stage;
    const { owner, going, context, machinery } = start;
    const { left } = person;
    if (left === undefined) return undefined;
    going.undoes = true;
    const undo = await planUndo({ ...owner, ...left }, context, machinery);
    const changes = await takePlan(stage, undo.plan);
    witness.violations.push(...judgeUndo.plan(changes, left));
    const summary = await apply(undo.plan, owner, context, machinery);
    if (calm && isCalm(left, witness)) witness.violations.push(...judgeUndo.end(undo, left, going, witness));
    return summary;
  },

  adopt: async ({ person, start: { owner, context, machinery } }) => {
    await adopt({ ...owner, list: [{ rows: person.list }] }, context, machinery);
    return undefined;
  },
};

const isCalm = ({ calmSince }: Left, witness: Witness): boolean => calmSince === witness.acts;

/** Takes what a plan names as what may be sent from now on (N-9). */
async function takePlan({ start: { going, owner }, witness, calm }: Stage, made: Plan): Promise<PlannedChange[]> {
  const changes: PlannedChange[] = [];
  for await (const change of made.changes()) changes.push(change);
  if (witness.deeds.length > 0 && calm) witness.violations.push('a plan changed the import');
  if (JSON.stringify([made.header, changes]).includes(owner.config.apiKey))
    witness.violations.push('N-11: the key stands in a plan');
  witness.violations.push(...judgePlan(changes, going));
  going.planned = new Set(changes.map(({ code }) => witness.keyOf(code)));
  const warned = changes.filter(({ warnings }) => warnings.length > 0);
  going.agreed = new Set(warned.map(({ code }) => witness.keyOf(code)));
  going.results.length = 0;
  going.rows = changes.filter(({ operation }) => operation !== 'Delete').length;
  going.backup.clear();
  going.backedUp = false;
  going.done.length = 0;
  return changes;
}
