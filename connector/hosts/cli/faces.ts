import type { PermutiveConnector } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';

/** What a command opens that is a host of its own. The program hands them over: neither host knows the other. */
export interface Faces {
  serveSetup(options: SetupOrder): Promise<{ readonly url: string; close(): Promise<void> }>;
}

interface SetupOrder {
  readonly connector: PermutiveConnector;
  readonly delivery: DeliveryOptions;
  readonly fetch?: typeof fetch;
  readonly sandbox?: Sandbox;
  readonly port?: number;
}
