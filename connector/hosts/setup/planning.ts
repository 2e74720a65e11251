import { UsageError } from '../usage-error.ts';
import type { AppliedRun } from './applied-run.ts';
import { ChangesProposal, type Destination } from './changes-proposal.ts';
import type { Lines } from './chosen-rows.ts';
import type { Connection } from './connection.ts';
import { CorrectionsOfFile } from './corrections.ts';
import { modeOf } from './effect.ts';
import { FullProposal } from './full-proposal.ts';
import { Plan, type PlanOrder } from './plan.ts';
import type { Proposal } from './proposal.ts';
import type { PlanState } from './protocol.ts';
import { ownerIn } from './snapshots.ts';
import { type Undoable, UndoProposal } from './undo-proposal.ts';
import type { Uploads } from './upload.ts';

interface World {
  readonly connection: Connection;
  readonly uploads: Uploads;
  /** The folder that runs are kept in. */
  readonly keep: string | undefined;
  readonly changed: (now?: boolean) => void;
}

/** The plan that is looked at: one at a time, of the file and the choices as they are now, or of an earlier run. */
export class Planning {
  readonly corrections = new CorrectionsOfFile();
  plan: Plan | undefined;
  /** The number of deletions that was let through the guards of a full list, for the next plan alone. */
  #approved: number | undefined;
  #plans = 0;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Makes a new plan when there is what it takes; the one before is gone. */
  again(approved?: number): void {
    this.#approved = approved;
    const { connection, uploads } = this.#world;
    this.#drop();
    const { view } = uploads.current ?? {};
    if (view !== undefined && view.problem === undefined && view.asks === undefined && connection.ready)
      this.#make(this.#ofFile(), { effect: uploads.effect, corrections: this.corrections.all.size });
    this.#world.changed(true);
  }

  /** Plans to take a run back. Nothing is sent. @throws {UsageError} */
  undo(run: Undoable): void {
    this.#drop();
    const to = this.#destination();
    this.#make(new UndoProposal(to, this.#ownerOf(to), run), { effect: 'undo', corrections: 0, undoes: run.number });
    this.#world.changed(true);
  }

  /** Plans the rows of the file that earlier runs have no final result of, to be looked at. */
  rest(only: Lines, after: NonNullable<PlanOrder['after']>): void {
    this.#drop();
    const { uploads } = this.#world;
    if (uploads.current === undefined) throw new UsageError('The file of that run is not there any more.');
    const { corrections } = this;
    const mode = modeOf(uploads.effect);
    const proposal = new ChangesProposal(this.#destination(), uploads.current, mode, corrections.all, only);
    const head = { effect: uploads.effect, corrections: corrections.all.size, resumes: after.number };
    this.#make(proposal, head, after);
    this.#world.changed(true);
  }

  /** The plan of a run of this program, for the rows without a final result: it was looked at already. @throws {UsageError} */
  resumed(run: AppliedRun): Plan {
    const former = run.order.plan;
    const { proposal, after } = former.order;
    const to = this.#destination();
    if (!(proposal instanceof ChangesProposal))
      throw new UsageError('Plan the file again: that is what is left of it.');
    if (to.importId !== proposal.importId) throw new UsageError('The run was for another import.');
    const final = new Set(run.kept.finalLines());
    const only = { size: run.resumable, has: (line: number) => !final.has(line) && proposal.has(line) };
    this.#drop();
    this.#plans += 1;
    const runIds = [...(after?.runIds ?? []), run.about.runId];
    const plan = new Plan({
      ...former.order,
      id: this.#plans,
      proposal: proposal.of(to, only),
      after: { number: run.order.number, runIds },
    });
    plan.lines = former.lines;
    plan.state = { ...former.state, id: this.#plans };
    this.plan = plan;
    return plan;
  }

  expire(reason: string): void {
    this.plan?.expire(reason);
    this.plan?.cancel();
  }

  close(): void {
    this.plan?.cancel();
  }

  #drop(): void {
    this.plan?.cancel();
    this.plan = undefined;
  }

  #make(
    proposal: Proposal,
    head: Pick<PlanState, 'effect' | 'corrections' | 'undoes' | 'resumes'>,
    after?: PlanOrder['after'],
  ): void {
    this.#plans += 1;
    const { view } = this.#world.uploads.current ?? {};
    const about = [proposal.input, view?.columns, proposal.mode, proposal.importId, [...this.corrections.all]];
    const { changed } = this.#world;
    this.plan = new Plan({ id: this.#plans, proposal, about, head, changed, ...(after !== undefined && { after }) });
    void this.plan.make();
  }

  #ofFile(): Proposal {
    const { uploads } = this.#world;
    const { current: upload, effect } = uploads;
    if (upload === undefined) throw new UsageError('There is no file yet.');
    const to = this.#destination();
    const corrections = this.corrections.all;
    if (effect !== 'full') return new ChangesProposal(to, upload, effect, corrections);
    const guard = this.#approved === undefined ? {} : { approveDeletions: this.#approved };
    return new FullProposal(to, this.#ownerOf(to), upload, corrections, guard);
  }

  #ownerOf(to: Destination) {
    const { keep } = this.#world;
    if (keep === undefined)
      throw new UsageError('A full list needs a folder that remembers what is yours: start with --keep DIR.');
    return ownerIn(keep, to);
  }

  #destination(): Destination {
    const { options, credentials, context, ready } = this.#world.connection;
    if (!ready) throw new UsageError('Connect first: the connection was not tested, or failed.');
    const { connector, delivery } = options;
    const { config } = credentials;
    return { connector, config, importId: String(config['importId']), delivery, context };
  }
}
