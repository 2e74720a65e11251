import { type Owner, planUndo } from '../../reconcile/index.ts';
import type { FileRow } from '../files/file-row.ts';
import { lostByUndo } from '../report/planned-words.ts';
import { backupOf, doneIn } from '../report/undoable.ts';
import type { Destination } from './changes-proposal.ts';
import type { PlanLines } from './plan-lines.ts';
import { PlannedByOwner } from './planned-by-owner.ts';
import type { Drawn, Proposal, Watched } from './proposal.ts';

/** What a run left beside its results. */
export interface Undoable {
  readonly number: number;
  readonly results: string;
  readonly backup: string;
}

/** Takes a run back: what it changed becomes again what its backup holds. */
export class UndoProposal extends PlannedByOwner implements Proposal {
  readonly mode = 'undo';
  readonly run: Undoable;

  constructor(to: Destination, owner: Owner, run: Undoable) {
    super(to, owner);
    this.run = run;
  }

  get input() {
    return { name: `undo of run ${this.run.number}` };
  }

  async draw(lines: PlanLines, watched: Watched): Promise<Drawn> {
    const { results, backup } = this.run;
    try {
      const made = await planUndo(
        { ...this.owner, backup: (await backupOf(backup, this.importId)).segments, done: doneIn(results) },
        { ...this.to.context, ...watched },
      );
      for await (const change of made.plan.changes()) lines.plan(change, []);
      for (const { code, name, reason } of made.plan.header.withheld)
        lines.keepBack(code, name === undefined ? undefined : { name }, reason);
      this.made = made.plan;
      return { about: { lost: lostByUndo(made) } };
    } catch (fault) {
      return { fault };
    }
  }

  async *rows(): AsyncGenerator<readonly FileRow[]> {}
}
