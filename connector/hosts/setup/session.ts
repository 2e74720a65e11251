import { isDeepStrictEqual } from 'node:util';
import { AUDIENCE_MODES, type AudienceMode } from '../../../spec/host/change-set.ts';
import type { CheckStep } from '../../../spec/host/check-result.ts';
import type { PermutiveConnector } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { UsageError } from '../usage-error.ts';
import { Credentials } from './credentials.ts';
import { Live } from './live.ts';
import type { SessionState, TargetSettings } from './protocol.ts';
import { Run, type RunOrder } from './run.ts';
import { SegmentList } from './segment-list.ts';
import { Uploads } from './upload.ts';

export interface SessionOptions {
  readonly connector: PermutiveConnector;
  readonly delivery: DeliveryOptions;
  readonly fetch?: typeof fetch;
  readonly sandbox?: Sandbox;
}

/** What the reader agreed to: which dry run, and how many deletions of segments. As told by the page. */
export interface Agreement {
  readonly preview: unknown;
  readonly confirmedDeletions: unknown;
}

/** What one person is doing: settings, file, dry run and run. In memory, and gone with the process. */
export class Session {
  readonly live = new Live();
  readonly uploads = new Uploads();
  readonly segments = new SegmentList();
  readonly options: SessionOptions;
  readonly credentials: Credentials;
  preview: Run | undefined;
  run: Run | undefined;
  #settings: TargetSettings | undefined;
  #check: AbortController | undefined;
  #runs = 0;

  constructor(options: SessionOptions) {
    this.options = options;
    this.credentials = new Credentials(options.connector.manifest);
  }

  get state(): SessionState {
    const { manifest } = this.options.connector;
    const { told, held } = this.credentials;
    const upload = this.uploads.current?.info;
    return {
      manifest,
      sandbox: this.options.sandbox !== undefined,
      config: told,
      held,
      ...(this.#settings && { settings: this.#settings }),
      ...(upload && { upload }),
    };
  }

  /** Tests the connection; each step is told as it ends. A new test ends the one before. */
  async check(form: unknown): Promise<void> {
    this.#check?.abort();
    const cancel = new AbortController();
    this.#check = cancel;
    if (form !== undefined) this.#connect(() => this.credentials.take(form));
    this.segments.forget();
    const steps: CheckStep[] = [];
    const { connector, delivery, fetch } = this.options;
    this.live.set('check', { running: true, steps }, true);
    const result = await connector.check(
      { config: this.credentials.config, delivery },
      {
        signal: cancel.signal,
        ...(fetch && { fetch }),
        onStep: (step) => {
          steps.push(step);
          if (!cancel.signal.aborted) this.live.set('check', { running: true, steps }, true);
        },
      },
    );
    if (!cancel.signal.aborted) this.live.set('check', { running: false, steps: result.steps, result }, true);
  }

  takeSandbox(): void {
    const { sandbox } = this.options;
    if (sandbox === undefined) throw new UsageError('There is no sandbox here.');
    this.#connect(() => this.credentials.takeSandbox(sandbox));
  }

  choose(settings: TargetSettings): void {
    this.#settings = settings;
    this.#forgetPreview();
  }

  async upload(take: (uploads: Uploads) => Promise<unknown>): Promise<void> {
    if (this.preview?.state.running || this.run?.state.running) throw new UsageError('A run is reading the file.');
    await take(this.uploads);
    this.#forgetPreview();
    await this.#forgetFiles();
  }

  /** Settles when the dry run has ended. @throws {UsageError} at once when something of it is missing. */
  startPreview(): Promise<void> {
    this.#mustBeIdle();
    const upload = this.uploads.current;
    if (upload === undefined) throw new UsageError('There is no file yet.');
    if (this.#settings === undefined) throw new UsageError('There is no target yet.');
    const { config } = this.credentials;
    this.preview = this.#order('preview', { settings: this.#settings, upload, config });
    return this.preview.go();
  }

  /**
   * Does what the dry run showed: its file, its settings, its import. Settles when the run has ended.
   * @throws {UsageError} at once unless it was that dry run, and the deletions it showed, that were agreed to.
   */
  startRun(agreed: Agreement): Promise<unknown> {
    this.#mustBeIdle();
    const { settings, upload, config } = this.#previewed(agreed).order;
    this.run = this.#order('run', { settings, upload, config });
    const ended = this.run.go().then(() => this.segments.forget());
    return Promise.all([ended, this.#forgetFiles()]);
  }

  async close(): Promise<void> {
    this.#check?.abort();
    this.preview?.cancel();
    this.run?.cancel();
    this.live.close();
    await this.uploads.close();
  }

  #order(which: 'preview' | 'run', asked: Pick<RunOrder, 'settings' | 'upload' | 'config'>): Run {
    this.#runs += 1;
    const { connector, delivery, fetch } = this.options;
    const shared = { id: this.#runs, dryRun: which === 'preview', connector, delivery, fetch };
    // One that was forgotten may still have something to say; it is not listened to.
    const onChange: RunOrder['onChange'] = (state, ended) => {
      if (this[which] === run) this.live.set(which, state, ended);
    };
    const run = new Run({ ...shared, ...asked, onChange });
    return run;
  }

  #mustBeIdle(): void {
    if (this.run?.state.running || this.preview?.state.running) throw new UsageError('A run is still going on.');
  }

  /** Nothing is sent that was not shown before, and no deletion that was not agreed to. */
  #previewed({ preview, confirmedDeletions }: Agreement): Run {
    const shown = this.preview;
    const status = shown?.state.report?.summary.status;
    if (shown === undefined || status === undefined || status === 'failed' || status === 'cancelled')
      throw new UsageError('Look at the dry run first.');
    if (preview !== shown.state.id) throw new UsageError('There is a newer dry run. Look at it first.');
    const { segmentsDeleted } = shown.state;
    if (segmentsDeleted > 0 && confirmedDeletions !== segmentsDeleted)
      throw new UsageError(`Agree to the deletion of ${segmentsDeleted} segments first.`);
    return shown;
  }

  /** What was shown for one connection says nothing of another. */
  #connect(take: () => void): void {
    const former = this.credentials.config;
    take();
    if (!isDeepStrictEqual(former, this.credentials.config)) this.#forgetPreview();
  }

  /** The file of the last run stays: its failed rows are read from it. */
  #forgetFiles(): Promise<void> {
    return this.uploads.keepOnly([this.uploads.current, this.run?.order.upload]);
  }

  #forgetPreview(): void {
    this.preview?.cancel();
    this.preview = undefined;
    this.live.set('preview', undefined, true);
  }
}

export const isMode = (value: unknown): value is AudienceMode =>
  typeof value === 'string' && Object.hasOwn(AUDIENCE_MODES, value);
