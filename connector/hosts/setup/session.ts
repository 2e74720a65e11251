import { AUDIENCE_MODES, type AudienceMode } from '../../../spec/host/change-set.ts';
import type { CheckStep } from '../../../spec/host/check-result.ts';
import type { DestinationConnector } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { UsageError } from '../cli/usage-error.ts';
import { Credentials } from './credentials.ts';
import { Live } from './live.ts';
import type { SessionState, TargetSettings } from './protocol.ts';
import { Run } from './run.ts';
import { SegmentList } from './segment-list.ts';
import { Uploads } from './upload.ts';

export interface SessionOptions {
  readonly connector: DestinationConnector;
  readonly delivery: DeliveryOptions;
  readonly fetch?: typeof fetch;
  readonly sandbox?: Sandbox;
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
    if (form !== undefined) this.credentials.take(form);
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

  choose(settings: TargetSettings): void {
    this.#settings = settings;
    this.#forgetPreview();
  }

  async upload(take: (uploads: Uploads) => Promise<unknown>): Promise<void> {
    if (this.preview?.state.running || this.run?.state.running) throw new UsageError('A run is reading the file.');
    await take(this.uploads);
    this.#forgetPreview();
  }

  start(dryRun: boolean, confirmedDeletions: unknown): void {
    if (this.run?.state.running || this.preview?.state.running) throw new UsageError('A run is still going on.');
    const upload = this.uploads.current;
    if (upload === undefined) throw new UsageError('There is no file yet.');
    if (this.#settings === undefined) throw new UsageError('There is no target yet.');
    if (!dryRun) this.#mustBePreviewed(confirmedDeletions);
    this.#runs += 1;
    const { connector, delivery, fetch } = this.options;
    const run = new Run({
      id: this.#runs,
      dryRun,
      settings: this.#settings,
      upload,
      config: this.credentials.config,
      delivery,
      connector,
      fetch,
      onChange: (state, ended) => this.live.set(dryRun ? 'preview' : 'run', state, ended),
    });
    if (dryRun) this.preview = run;
    else {
      this.run = run;
      this.segments.forget();
    }
    void run.go();
  }

  async close(): Promise<void> {
    this.#check?.abort();
    this.preview?.cancel();
    this.run?.cancel();
    this.live.close();
    await this.uploads.close();
  }

  /** Nothing is sent that was not shown before, and no deletion that was not agreed to. */
  #mustBePreviewed(confirmedDeletions: unknown): void {
    const report = this.preview?.state.report;
    if (report === undefined || report.summary.status === 'failed' || report.summary.status === 'cancelled')
      throw new UsageError('Look at the dry run first.');
    const { deleted } = report.summary.outcomes;
    if (deleted > 0 && confirmedDeletions !== deleted) throw new UsageError(`Confirm the ${deleted} deletions first.`);
  }

  #forgetPreview(): void {
    this.preview?.cancel();
    this.preview = undefined;
    this.live.set('preview', undefined, true);
  }
}

export const isMode = (value: unknown): value is AudienceMode =>
  typeof value === 'string' && Object.hasOwn(AUDIENCE_MODES, value);
