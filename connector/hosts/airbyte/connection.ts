import type { ConnectorContext } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import type { Connector, Io } from './io.ts';
import { loggerTo } from './log.ts';
import type { Output } from './output.ts';
import type { Settings } from './settings.ts';

/** The longest Retry-After that is waited for: the engine must hear of a checkpoint within 15 minutes. */
const MAX_RETRY_AFTER_MS = 600_000;

/** What every call of the connector takes: where to, and how it is listened to. */
export interface Connection {
  readonly connector: Connector;
  readonly request: { readonly config: Settings['config']; readonly delivery: DeliveryOptions };
  readonly context: ConnectorContext;
}

export function connectionOf({ config, baseUrl }: Settings, io: Io, output: Output, signal: AbortSignal): Connection {
  return {
    connector: io.connector,
    request: {
      config,
      delivery: { maxRetryAfterMs: MAX_RETRY_AFTER_MS, ...(baseUrl !== undefined && { baseUrl }) },
    },
    context: {
      signal,
      logger: loggerTo(output),
      ...(io.fetch && { fetch: io.fetch }),
    },
  };
}
