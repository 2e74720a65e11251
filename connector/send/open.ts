import type { Config } from '../../spec/host/config.ts';
import type { ConnectorContext } from '../../spec/host/connector.ts';
import type { Delivery } from '../../spec/host/delivery.ts';
import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { Clock } from '../clock.ts';
import type { Redact } from '../redact.ts';
import { Attempts } from './attempts.ts';
import { RetryBudget } from './budget.ts';
import { Client } from './client.ts';
import { type ImportApi, importApi } from './import-api.ts';
import { enterLane } from './lane.ts';

/** What a call of the connector sends by. */
export interface Settings {
  readonly config: Config;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly redact: Redact;
  /** Stops sending; a request in flight may end within a grace (T-9). */
  readonly cancel: AbortSignal | undefined;
  /** Called before each request is sent. */
  readonly onRequest?: (retried: boolean) => void;
  /** Called before each wait. */
  readonly onWait?: (ms: number, error: ErrorDetail) => void;
}

/** Opens an import for one call of write(), check() or segments(). `close` it at the end: then its lane may be forgotten. */
export function openImport(settings: Settings, context: ConnectorContext): { api: ImportApi; close: () => void } {
  const { config, delivery, clock, redact, cancel, onRequest = () => {}, onWait = () => {} } = settings;
  const { importId, apiKey } = config;
  const { baseUrl, timeoutMs, maxAttempts } = delivery;
  const { lane, leave } = enterLane(baseUrl, importId);
  const client = new Client({ baseUrl, apiKey, timeoutMs, fetch: context.fetch, clock, cancel, redact });
  const budget = new RetryBudget(maxAttempts);
  const attempts = new Attempts({ client, lane, budget, clock, delivery, cancel, onRequest, onWait });
  return { api: importApi(attempts, importId, redact), close: leave };
}
