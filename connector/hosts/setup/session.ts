import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { applyPlan, rehearsePlan } from './applying.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { correctionsOf } from './corrections.ts';
import { isEffect } from './effect.ts';
import { Planning } from './planning.ts';
import type { Basics, ScreenState } from './protocol.ts';
import type { ReadingChoices } from './reading.ts';
import { RememberedColumns } from './remembered-columns.ts';
import { restOf } from './run-chain.ts';
import { backupIn } from './run-folder.ts';
import { RunHistory } from './run-history.ts';
import { StateStream } from './state-stream.ts';
import { Taxonomy } from './taxonomy.ts';
import { Uploads } from './upload.ts';

export interface SessionOptions extends ConnectionOptions {
  /** The folder that runs are kept in. */
  readonly keep?: string;
}

/** What the reader agreed to, as told by the page: which plan, and how many segments are to be deleted. */
export interface Agreement {
  readonly plan: unknown;
  readonly fingerprint: unknown;
  readonly deletions: unknown;
}

/** What one person is doing. The page shows its state and asks it to act; it alone decides what may be done. */
export class Session {
  readonly stream = new StateStream(() => this.state);
  readonly connection: Connection;
  readonly uploads: Uploads;
  readonly taxonomy: Taxonomy;
  readonly history: RunHistory;
  readonly planning: Planning;
  #applying = false;

  constructor(options: SessionOptions) {
    const changed = (now?: boolean) => this.stream.changed(now);
    this.connection = new Connection(options, {
      changed,
      replaced: () => {
        this.taxonomy.forget();
        this.planning.expire('The connection is another now.');
      },
    });
    const { keep } = options;
    this.history = new RunHistory(keep);
    this.taxonomy = new Taxonomy(this.connection, this.history);
    this.uploads = new Uploads(new RememberedColumns(keep));
    this.planning = new Planning({ connection: this.connection, uploads: this.uploads, keep, changed });
  }

  get basics(): Basics {
    const { connector, sandbox } = this.connection.options;
    return {
      manifest: connector.manifest,
      sandbox: sandbox !== undefined,
      canList: connector.segments !== undefined,
      example: true,
    };
  }

  get state(): ScreenState {
    const file = this.uploads.current?.view;
    const live = this.history.live?.brief;
    const { keep } = this.history;
    const { plan } = this.planning;
    return {
      connection: this.connection.state,
      ...(file && { file }),
      effect: this.uploads.effect,
      ...(plan && { plan: plan.state }),
      runs: this.history.heads,
      ...(live && { live }),
      ...(keep !== undefined && { keep }),
    };
  }

  async connect(form: unknown): Promise<void> {
    this.#mustBeIdle();
    await this.connection.test(form);
    this.planning.again();
  }

  async connectToSandbox(): Promise<void> {
    this.#mustBeIdle();
    await this.connection.takeSandbox();
    this.planning.again();
  }

  async bring(take: (uploads: Uploads) => Promise<void>): Promise<void> {
    this.#mustBeIdle();
    await take(this.uploads);
    this.planning.corrections.clear();
    this.planning.again();
  }

  async read(choices: ReadingChoices): Promise<void> {
    this.#mustBeIdle();
    await this.uploads.reread(choices);
    this.planning.again();
  }

  async choose(effect: unknown): Promise<void> {
    this.#mustBeIdle();
    if (!isEffect(effect)) throw new UsageError('Choose one of the effects.');
    if (effect === 'full' && this.history.keep === undefined)
      throw new UsageError('A full list needs a folder that remembers what is yours: start with --keep DIR.');
    this.uploads.effect = effect;
    if (this.uploads.current !== undefined) await this.uploads.reread({});
    this.planning.again();
  }

  /** Puts values in the place of a row's own, in this plan only; the file stays as it is. */
  correct(corrections: unknown): void {
    this.#mustBeIdle();
    this.planning.corrections.take(correctionsOf(corrections));
    this.planning.again();
  }

  /** Plans again; with `approved` that many deletions of a full list are let through its guards, this once. */
  planAgain(approved: unknown): void {
    this.#mustBeIdle();
    const number =
      typeof approved === 'number' && Number.isSafeInteger(approved) && approved > 0 ? approved : undefined;
    this.planning.again(number);
  }

  /** Plans to take a run back. @throws {UsageError} */
  undo(number: number): void {
    this.#mustBeIdle();
    const run = this.history.known(number);
    const path = this.history.own(number)?.order.folder?.path ?? this.history.earlier(number)?.path;
    const backup = path === undefined ? undefined : backupIn(path);
    if (run?.head.undoable !== true || path === undefined || backup === undefined)
      throw new UsageError('Of this run no copy was kept that it could be taken back by.');
    this.planning.undo({ number, results: join(path, 'results.ndjson'), backup });
  }

  /** Keeps the plan that is shown as a dry run of the history; it can be applied all the same. @throws {UsageError} */
  async keepDryRun(): Promise<number | undefined> {
    this.#mustBeIdle();
    const { plan } = this.planning;
    if (plan?.state.status !== 'ready' || plan.order.proposal.rehearse === undefined)
      throw new UsageError('There is no plan that could be kept as a dry run.');
    return await this.#start((world) => rehearsePlan(plan, world));
  }

  /**
   * Brings the plan into effect, and nothing else (U-7). Settles when it is under way, or has been refused.
   * @throws {UsageError} unless it is that plan, and the deletions it shows, that were agreed to.
   */
  async apply({ plan: id, fingerprint, deletions }: Agreement): Promise<number | undefined> {
    this.#mustBeIdle();
    const { plan } = this.planning;
    if (plan === undefined || plan.state.id !== id || plan.state.fingerprint !== fingerprint)
      throw new UsageError('Another plan has taken the place of the one that was shown. Look at it first.');
    if (plan.state.status !== 'ready') throw new UsageError('This plan cannot be applied. Plan again.');
    const { segments } = plan.state.counts.deleted;
    if (segments > 0 && deletions !== segments)
      throw new UsageError(`Type ${segments} to delete ${segments} segments.`);
    return await this.#start((world) => applyPlan(plan, world));
  }

  /** Sends the rows of a run that broke off which have no final result; of an earlier start's run, plans them first. @throws {UsageError} */
  async resume(number: number): Promise<number | undefined> {
    this.#mustBeIdle();
    const run = this.history.known(number);
    if (run === undefined || run.head.resumable === 0) throw new UsageError('There is nothing of this run to resume.');
    const own = this.history.own(number);
    if (own !== undefined) {
      const plan = this.planning.resumed(own);
      return await this.#start((world) => applyPlan(plan, world));
    }
    await this.#planRest(number);
    return undefined;
  }

  stop(number: number): void {
    this.history.own(number)?.stop();
  }

  async close(): Promise<void> {
    this.connection.close();
    this.planning.close();
    this.history.live?.stop();
    await this.history.close();
    this.stream.close();
    await this.uploads.close();
  }

  /** The file of an earlier start's run, as it was read then, without the rows that have a final result. */
  async #planRest(number: number): Promise<void> {
    const { uploads, planning } = this;
    const rest = await restOf(this.history, number, String(this.connection.credentials.config['importId']));
    const { choices = {}, corrections = [] } = rest.last.order;
    uploads.effect = rest.effect;
    await uploads.reopen(rest.path, rest.file, choices);
    planning.corrections.clear();
    planning.corrections.take(corrections.map(([line, values]) => ({ line, values })));
    planning.rest(rest.only(uploads.current?.view.rows ?? 0), { number, runIds: rest.runIds });
  }

  async #start(
    start: (world: Parameters<typeof applyPlan>[1]) => Promise<number | undefined>,
  ): Promise<number | undefined> {
    this.#applying = true;
    const { connection, uploads, planning, history, stream, taxonomy } = this;
    try {
      return await start({
        connection,
        uploads,
        planning,
        history,
        changed: (now) => stream.changed(now),
        ended: () => taxonomy.forget(),
      });
    } finally {
      this.#applying = false;
      stream.changed(true);
    }
  }

  #mustBeIdle(): void {
    if (this.#applying) throw new UsageError('A plan is being applied.');
    const running = this.history.live?.order.number;
    if (running !== undefined) throw new UsageError(`Run ${running} is still going on.`);
  }
}
