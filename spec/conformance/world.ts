import type { AppliedOperation, Fault, LoggedRequest, WireSegment } from '../taxonomy/sandbox/index.ts';
import { createSandbox, type SandboxOptions } from '../taxonomy/sandbox/index.ts';

/** The sandbox, as the requirements use it. */
export interface SandboxWorld {
  /** Starts the service; nothing else is called before. */
  start(): Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
  /** Settings that are right: what `check()` and `write()` get as `config`, with the key that may write. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly target: Readonly<Record<string, unknown>>;
  /** The address for `delivery.baseUrl`, and a transport that reaches it where the platform's own does not. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  /** Keys to put in place of the right one; a world that has no such key leaves it out. */
  readonly keys: { readonly readOnly?: string; readonly unknown?: string };
  /** An import that does not exist, as a config; left out where there is no such thing. */
  readonly configOfNothing?: Readonly<Record<string, unknown>>;
  /** Puts segments there without a request. */
  seed(segments: readonly { code: string; name: string; description?: string; cpm?: number }[]): void;
  /** What is there now. */
  state(): readonly WireSegment[];
  /** Every request, in order, and every change of state through the API. */
  requests(): readonly LoggedRequest[];
  applied(): readonly AppliedOperation[];
  /** Lets something go wrong. */
  inject(fault: Fault): void;
  clearFaults(): void;
  /** Refuses rows of that name as invalid. */
  refuseNamed(name: string): void;
}

/** Ports that nobody listens on: each world has an address of its own, for runs on one address take turns (P-5). */
let addresses = 0;

/** The sandbox as a world; `switches` choose how it reads what the API leaves open. */
export function sandboxWorld(switches: SandboxOptions = {}): SandboxWorld {
  const sandbox = createSandbox(switches);
  const { importId, keys, inProcessBaseUrl } = sandbox;
  addresses = (addresses % 60_000) + 1;
  return {
    start: () => Promise.resolve(),
    stop: () => sandbox.close(),
    config: { importId, apiKey: keys.write },
    target: { segmentName: 'Everyone' },
    baseUrl: inProcessBaseUrl.replace('127.0.0.1', `127.0.0.1:${addresses}`),
    fetch: sandbox.fetch,
    keys: { readOnly: keys.readOnly, unknown: keys.unknown },
    configOfNothing: { importId: '00000000-0000-4000-8000-000000000000', apiKey: keys.write },
    seed: (segments) => sandbox.put(segments),
    state: () => sandbox.segments(),
    requests: () => sandbox.requests,
    applied: () => sandbox.applied,
    inject: (fault) => sandbox.inject(fault),
    clearFaults: () => sandbox.clearFaults(),
    refuseNamed: (name) =>
      sandbox.change({ rejects: (operation) => 'data' in operation && operation.data.name === name }),
  };
}
