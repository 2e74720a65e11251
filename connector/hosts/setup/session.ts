import type { AudienceMode } from '../../../spec/host/change-set.ts';
import { AUDIENCE_MODES } from '../../../spec/host/change-set.ts';
import { COLUMNS } from '../files/columns.ts';
import { UsageError } from '../usage-error.ts';
import { AppliedRun, type RunOrder } from './applied-run.ts';
import type { Corrections, Lines } from './chosen-rows.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { Plan } from './plan.ts';
import type { Basics, ScreenState } from './protocol.ts';
import type { ReadingChoices } from './reading.ts';
import { RememberedColumns } from './remembered-columns.ts';
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
  plan: Plan | undefined;
  #corrections = new Map<number, Record<string, string>>();
  #plans = 0;
  #applying = false;

  constructor(options: SessionOptions) {
    this.connection = new Connection(options, {
      changed: (now) => this.stream.changed(now),
      replaced: () => {
        this.taxonomy.forget();
        this.#drop('The connection is another now.');
      },
    });
    this.taxonomy = new Taxonomy(this.connection);
    this.history = new RunHistory(options.keep);
    this.uploads = new Uploads(new RememberedColumns(options.keep));
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
    const live = this.history.live?.facts;
    const { keep } = this.history;
    return {
      connection: this.connection.state,
      ...(file && { file }),
      mode: this.uploads.mode,
      ...(this.plan && { plan: this.plan.state }),
      runs: this.history.heads,
      ...(live && { live }),
      ...(keep !== undefined && { keep }),
    };
  }

  async connect(form: unknown): Promise<void> {
    this.#mustBeIdle();
    await this.connection.test(form);
    this.planAgain();
  }

  async connectToSandbox(): Promise<void> {
    this.#mustBeIdle();
    await this.connection.takeSandbox();
    this.planAgain();
  }

  async bring(take: (uploads: Uploads) => Promise<void>): Promise<void> {
    this.#mustBeIdle();
    await take(this.uploads);
    this.#corrections.clear();
    this.planAgain();
  }

  async read(choices: ReadingChoices): Promise<void> {
    this.#mustBeIdle();
    await this.uploads.reread(choices);
    this.planAgain();
  }

  async choose(mode: unknown): Promise<void> {
    this.#mustBeIdle();
    if (!isMode(mode)) throw new UsageError('Choose one of the modes.');
    this.uploads.mode = mode;
    if (this.uploads.current !== undefined) await this.uploads.reread({});
    this.planAgain();
  }

  /** Puts values in the place of a row's own, in this plan only; the file stays as it is. */
  correct(corrections: unknown): void {
    this.#mustBeIdle();
    for (const { line, values } of correctionsOf(corrections))
      this.#corrections.set(line, { ...this.#corrections.get(line), ...values });
    this.planAgain();
  }

  /** Makes a new plan when there is what it takes; the one before is gone. */
  planAgain(): void {
    const { current: upload } = this.uploads;
    this.plan?.cancel();
    this.plan = undefined;
    if (
      upload !== undefined &&
      upload.view.problem === undefined &&
      upload.view.asks === undefined &&
      this.connection.ready
    ) {
      const { connector, delivery } = this.connection.options;
      const { config } = this.connection.credentials;
      const corrections: Corrections = new Map(this.#corrections);
      this.#plans += 1;
      this.plan = new Plan({
        id: this.#plans,
        connector,
        config,
        importId: String(config['importId']),
        delivery,
        context: this.connection.context,
        upload,
        mode: this.uploads.mode,
        corrections,
        changed: (now) => this.stream.changed(now),
      });
      void this.plan.make();
    }
    this.stream.changed(true);
  }

  /**
   * Brings the plan into effect, and nothing else (U-7). Settles when it is under way, or has been refused.
   * @throws {UsageError} unless it is that plan, and the deletions it shows, that were agreed to.
   */
  async apply({ plan: id, fingerprint, deletions }: Agreement): Promise<number | undefined> {
    this.#mustBeIdle();
    const { plan } = this;
    if (plan === undefined || plan.state.id !== id || plan.state.fingerprint !== fingerprint)
      throw new UsageError('Another plan has taken the place of the one that was shown. Look at it first.');
    if (plan.state.status !== 'ready') throw new UsageError('This plan cannot be applied. Plan again.');
    const { segments } = plan.state.counts.deleted;
    if (segments > 0 && deletions !== segments)
      throw new UsageError(`Type ${segments} to delete ${segments} segments.`);
    return await this.#start(plan, {});
  }

  /** Sends the rows of a run that broke off which have no final result. @throws {UsageError} */
  async resume(number: number): Promise<number | undefined> {
    this.#mustBeIdle();
    const run = this.history.run(number);
    if (run === undefined || run.resumable === 0) throw new UsageError('There is nothing of this run to resume.');
    if (!this.connection.ready) throw new UsageError('Connect first: the connection was not tested, or failed.');
    const former = run.order.plan.order;
    const { config } = this.connection.credentials;
    if (String(config['importId']) !== former.importId) throw new UsageError('The run was for another import.');
    this.#plans += 1;
    const plan = new Plan({ ...former, id: this.#plans, config, changed: (now) => this.stream.changed(now) });
    plan.lines = run.order.plan.lines;
    plan.state = { ...run.order.plan.state, id: this.#plans };
    const final = new Set(run.rows.finalLines());
    const only: Lines = { size: run.resumable, has: (line) => !final.has(line) && (run.order.only?.has(line) ?? true) };
    this.plan?.cancel();
    this.plan = plan;
    const retryOf = [...(run.order.retryOf ?? []), run.about.runId];
    return await this.#start(plan, { only, resumedFrom: number, retryOf });
  }

  stop(number: number): void {
    this.history.run(number)?.stop();
  }

  async close(): Promise<void> {
    this.connection.close();
    this.plan?.cancel();
    this.history.live?.stop();
    await this.history.close();
    this.stream.close();
    await this.uploads.close();
  }

  async #start(plan: Plan, part: Pick<RunOrder, 'only' | 'resumedFrom' | 'retryOf'>): Promise<number | undefined> {
    this.#applying = true;
    try {
      if (!(await plan.stillHolds(part.only))) return undefined;
      const importName = this.connection.state.import?.name;
      const run = new AppliedRun({
        ...this.history.place(),
        plan,
        ...part,
        environment: this.connection.environment,
        ...(importName !== undefined && { importName }),
        secrets: this.connection.credentials.secretValues,
        maxDeletes: plan.lines.removed,
        changed: (now) => this.stream.changed(now),
      });
      await this.history.begin(run);
      plan.used(run.order.number);
      void run.go().then(async ({ fatal }) => {
        this.taxonomy.forget();
        await this.history.keepRun(run);
        if (fatal?.code === 'authentication_failed') this.connection.refused();
        this.stream.changed(true);
      });
      return run.order.number;
    } finally {
      this.#applying = false;
      this.stream.changed(true);
    }
  }

  #drop(reason: string): void {
    this.plan?.expire(reason);
    this.plan?.cancel();
  }

  #mustBeIdle(): void {
    if (this.#applying) throw new UsageError('A plan is being applied.');
    const running = this.history.live?.order.number;
    if (running !== undefined) throw new UsageError(`Run ${running} is still going on.`);
  }
}

const isMode = (value: unknown): value is AudienceMode =>
  typeof value === 'string' && Object.hasOwn(AUDIENCE_MODES, value);

function correctionsOf(value: unknown): { line: number; values: Record<string, string> }[] {
  if (!Array.isArray(value)) throw new UsageError('There is nothing to correct in this request.');
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('line' in entry) || !('values' in entry)) return [];
    const { line, values } = entry;
    if (typeof line !== 'number' || typeof values !== 'object' || values === null) return [];
    const known = Object.entries(values).filter(
      ([name, text]) => COLUMNS.some((column) => column === name) && typeof text === 'string',
    );
    return [{ line, values: Object.fromEntries(known) }];
  });
}
