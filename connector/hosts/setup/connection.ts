import { isDeepStrictEqual } from 'node:util';
import type { SettingOption } from '../../../spec/destination/connector.ts';
import type { CheckStep } from '../../../spec/host/check-result.ts';
import type { ConnectorContext, PermutiveConnector } from '../../../spec/host/connector.ts';
import { type DeliveryOptions, withDefaults } from '../../../spec/host/delivery.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { UsageError } from '../usage-error.ts';
import { Credentials } from './credentials.ts';
import type { ConnectionState } from './protocol.ts';

export interface ConnectionOptions {
  readonly connector: PermutiveConnector;
  readonly delivery: DeliveryOptions;
  readonly fetch?: typeof fetch;
  readonly sandbox?: Sandbox;
}

interface Hooks {
  readonly changed: (now?: boolean) => void;
  /** Other settings than before: what was shown for one connection says nothing of another. */
  readonly replaced: () => void;
}

/** Where changes go, and with which key. */
export class Connection {
  readonly options: ConnectionOptions;
  readonly credentials: Credentials;
  readonly #hooks: Hooks;
  #check: ConnectionState['check'];
  #cancel: AbortController | undefined;
  #choices: Record<string, readonly SettingOption[]> = {};
  #refused = false;

  constructor(options: ConnectionOptions, hooks: Hooks) {
    this.options = options;
    this.#hooks = hooks;
    this.credentials = new Credentials(options.connector.manifest);
  }

  get state(): ConnectionState {
    const { told, held } = this.credentials;
    const found = this.#check?.result?.import;
    return {
      config: told,
      held,
      environment: this.environment,
      key: this.#key,
      ...(found && { import: found }),
      ...(this.#check && { check: this.#check }),
      choices: this.#choices,
    };
  }

  get environment(): ConnectionState['environment'] {
    if (this.options.sandbox !== undefined) return { kind: 'sandbox', host: 'in this program' };
    return { kind: 'production', host: new URL(withDefaults(this.options.delivery).baseUrl).host };
  }

  /** Whether a plan can be made. */
  get ready(): boolean {
    return this.#check?.result?.status === 'succeeded' && !this.#check.running;
  }

  get context(): ConnectorContext {
    const { fetch } = this.options;
    return fetch === undefined ? {} : { fetch };
  }

  /** Tests the connection; each step is told as it ends. A new test ends the one before. */
  async test(form: unknown): Promise<void> {
    if (form !== undefined) this.#take(() => this.credentials.take(form));
    this.#cancel?.abort();
    const cancel = new AbortController();
    this.#cancel = cancel;
    const { connector, delivery } = this.options;
    const steps: CheckStep[] = [];
    const stepMs: Partial<Record<CheckStep['id'], number>> = {};
    const startedAt = Date.now();
    let before = performance.now();
    this.#check = { running: true, steps, stepMs };
    this.#refused = false;
    this.#hooks.changed(true);
    const choices = this.#lookUp(cancel.signal);
    const onStep = (step: CheckStep) => {
      const now = performance.now();
      stepMs[step.id] = now - before;
      before = now;
      steps.push(step);
      if (!cancel.signal.aborted) this.#hooks.changed(true);
    };
    const { config } = this.credentials;
    const result = await connector.check({ config, delivery }, { ...this.context, signal: cancel.signal, onStep });
    await choices;
    if (cancel.signal.aborted) return;
    const at = new Date().toISOString();
    this.#check = { running: false, steps: [...result.steps], stepMs, result, at, ms: Date.now() - startedAt };
    this.#hooks.changed(true);
  }

  async takeSandbox(): Promise<void> {
    const { sandbox } = this.options;
    if (sandbox === undefined) throw new UsageError('There is no sandbox here.');
    this.#take(() => this.credentials.takeSandbox(sandbox));
    await this.test(undefined);
  }

  /** A run met a refusal of the key: the frame says so. */
  refused(): void {
    this.#refused = true;
    this.#hooks.changed(true);
  }

  close(): void {
    this.#cancel?.abort();
  }

  /** Values for the fields that the connector can look up with the key alone. */
  async #lookUp(signal: AbortSignal): Promise<void> {
    const { connector, delivery } = this.options;
    if (connector.options === undefined || Object.keys(this.credentials.held).length === 0) return;
    const { config } = this.credentials;
    try {
      const found = await connector.options({ config, field: 'importId', delivery }, { ...this.context, signal });
      if (signal.aborted) return;
      this.#choices = { importId: found };
      this.#hooks.changed(true);
    } catch {
      // The test of the connection says what is wrong, in its own words; an ID can be pasted all the same.
      if (!signal.aborted) this.#choices = {};
    }
  }

  #take(take: () => void): void {
    const former = this.credentials.config;
    take();
    if (isDeepStrictEqual(former, this.credentials.config)) return;
    this.#check = undefined;
    this.#choices = {};
    this.#hooks.replaced();
  }

  get #key(): ConnectionState['key'] {
    if (Object.keys(this.credentials.held).length === 0) return 'none';
    if (this.#refused) return 'refused';
    const steps = this.#check?.result?.steps;
    if (steps === undefined) return 'untried';
    const failed = (id: CheckStep['id']) => steps.some((step) => step.id === id && step.status === 'failed');
    if (failed('authentication')) return 'refused';
    if (failed('write_access')) return 'read_only';
    return this.#check?.result?.status === 'succeeded' ? 'good' : 'untried';
  }
}
