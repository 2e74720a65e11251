import type { Config } from '../../spec/host/config.ts';
import type { ConnectorContext, Logger } from '../../spec/host/connector.ts';
import type { Delivery } from '../../spec/host/delivery.ts';
import type { ErrorDetail } from '../../spec/host/errors.ts';
import { manifest } from '../../spec/host/manifest.ts';
import type { RequestPurpose } from '../../spec/host/request-event.ts';
import type { Clock } from '../clock.ts';
import type { Redact } from '../redact.ts';
import { Attempts } from './attempts.ts';
import { RetryBudget } from './budget.ts';
import { Client } from './client.ts';
import { inFront } from './host-lane.ts';
import { type ImportApi, importApi } from './import-api.ts';
import { processLane } from './lane.ts';
import { placeOf } from './place.ts';
import { Turns } from './turn.ts';
import { Watch } from './watch.ts';
import { type WorkspaceApi, workspaceApi } from './workspace-api.ts';

/** How long a cancelled run lets its request in flight end, in milliseconds (T-9). */
const CANCEL_GRACE_MS = 5_000;

/** What a call of the connector sends by. */
export interface Settings extends SettingsOfKey {
  readonly config: Config;
}

interface SettingsOfKey {
  readonly config: Pick<Config, 'apiKey'>;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly log: Logger;
  /** Stops sending; a request in flight may end within a grace (T-9). */
  readonly cancel: AbortSignal | undefined;
  /** How long a request in flight may go on after that, in milliseconds. */
  readonly graceMs?: number;
  /** What its requests are for, where that is one thing; else each says so itself (O-1). */
  readonly purpose?: RequestPurpose;
  /** Called before each request is sent. */
  readonly onRequest?: (retried: boolean) => void;
  /** Called before each wait. */
  readonly onWait?: (ms: number, error: ErrorDetail) => void;
}

export interface Opened {
  readonly api: ImportApi;
  /** Whether it waits for a turn that somebody else holds. */
  readonly waitsForTurn: () => boolean;
}

/** Opens an import for one call of write(), check() or segments(). */
export function openImport(settings: Settings, context: ConnectorContext): Opened {
  const { importId } = settings.config;
  const { attempts, turns } = open(settings, context, importId);
  return { api: importApi(attempts, importId, settings.redact), waitsForTurn: () => turns.waiting };
}

/** Opens the workspace of a key, whatever import its settings name: options() asks for the imports there are. */
export function openWorkspace(settings: SettingsOfKey, context: ConnectorContext): WorkspaceApi {
  return workspaceApi(open(settings, context, undefined).attempts, settings.redact);
}

function open(settings: SettingsOfKey, context: ConnectorContext, importId: string | undefined) {
  const { config, delivery, clock, redact, log, cancel, graceMs = CANCEL_GRACE_MS, purpose } = settings;
  const { onRequest = () => {}, onWait = () => {} } = settings;
  const { apiKey } = config;
  const { baseUrl, timeoutMs, maxAttempts } = delivery;
  warnOfOtherHosts(baseUrl, log);
  const own = processLane(clock);
  const lane = context.lane === undefined ? own : inFront(own, context.lane, clock);
  const place = placeOf(baseUrl, apiKey, importId);
  const client = new Client({ baseUrl, apiKey, timeoutMs, fetch: context.fetch, clock, cancel, graceMs, redact });
  const watch = new Watch(context);
  const turns = new Turns({ client, lane, place, clock, watch, cancel, purpose, onRequest });
  const budget = new RetryBudget(maxAttempts);
  return { turns, attempts: new Attempts({ turns, budget, clock, watch, delivery, cancel, onWait }) };
}

/** D-7: the key goes to the configured address; a host that the manifest does not name gets one warning. This machine is none. */
function warnOfOtherHosts(baseUrl: string, log: Logger): void {
  const { host, protocol } = new URL(baseUrl);
  if (protocol === 'http:' || manifest.egress.includes(host)) return;
  log.warn({ host }, 'The API key goes to a host that the manifest does not name: the base URL was set to another.');
}
