import type { Readable, Writable } from 'node:stream';
import type { PermutiveConnector } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';

/** What a command opens that is a host of its own. The program hands them over: neither host knows the other. */
export interface Faces {
  /** Runs one command of the Airbyte protocol; resolves with its exit code. */
  airbyte(words: readonly string[], io: AirbyteIo): Promise<0 | 1 | 143>;
  serveSetup(options: SetupOrder): Promise<{ readonly url: string; close(): Promise<void> }>;
}

/** What of the world a command of Airbyte's touches. */
interface AirbyteIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
}

interface SetupOrder {
  readonly connector: PermutiveConnector;
  readonly delivery: DeliveryOptions;
  readonly fetch?: typeof fetch;
  readonly sandbox?: Sandbox;
  readonly port?: number;
  readonly keep?: string;
}
