import { type Owner, type Plan, planUndo } from '../../reconcile/index.ts';
import type { FileRow } from '../files/file-row.ts';
import { lostByUndo } from '../report/planned-words.ts';
import { backupOf, doneIn } from '../report/undoable.ts';
import type { Destination } from './changes-proposal.ts';
import type { PlanLines } from './plan-lines.ts';
import { carryOutPlan } from './planned-changes.ts';
import type { CarriedOut, Drawn, Proposal, Told, Watched } from './proposal.ts';

/** What a run on a full list left beside its results. */
export interface Undoable {
  readonly number: number;
  readonly results: string;
  readonly backup: string;
}

/** Takes a run on a full list back: what it changed becomes again what its backup holds. */
export class UndoProposal implements Proposal {
  readonly mode = 'undo';
  readonly part = false;
  readonly run: Undoable;
  readonly #to: Destination;
  readonly #owner: Owner;
  #made: Plan | undefined;

  constructor(to: Destination, owner: Owner, run: Undoable) {
    this.#to = to;
    this.#owner = owner;
    this.run = run;
  }

  get importId(): string {
    return this.#to.importId;
  }

  get input() {
    return { name: `undo of run ${this.run.number}` };
  }

  toSettle(lines: PlanLines): number {
    return lines.changes;
  }

  async draw(lines: PlanLines, watched: Watched): Promise<Drawn> {
    const { results, backup } = this.run;
    try {
      const made = await planUndo(
        { ...this.#owner, backup: await backupOf(backup, this.importId), done: doneIn(results) },
        { ...this.#to.context, ...watched },
      );
      for await (const change of made.plan.changes()) lines.plan(change, []);
      for (const { code, name, reason } of made.plan.header.withheld)
        lines.keepBack(code, name === undefined ? undefined : { name }, reason);
      this.#made = made.plan;
      return { about: { lost: lostByUndo(made) } };
    } catch (fault) {
      return { fault };
    }
  }

  carryOut(
    lines: PlanLines,
    watched: Watched,
    tell: (told: Told) => void,
    folder: string | undefined,
  ): Promise<CarriedOut> {
    return carryOutPlan(this.#made, this.#owner, lines, { ...this.#to.context, ...watched }, tell, folder);
  }

  async *rows(): AsyncGenerator<readonly FileRow[]> {}
}
