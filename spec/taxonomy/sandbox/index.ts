import type { FastifyInstance } from 'fastify';
import type { WireSegment } from '../segment.ts';
import type { Fault } from './fault.ts';
import { ACTIVE_IMPORT, INACTIVE_IMPORT } from './imports.ts';
import { inProcessFetch } from './in-process.ts';
import type { AppliedOperation, LoggedRequest } from './journal.ts';
import { KEYS } from './keys.ts';
import type { SandboxOptions } from './options.ts';
import { Reception } from './reception.ts';
import { BASE_PATH } from './routes.ts';
import { World } from './world.ts';

export type { WireOperation } from '../batch.ts';
export type { WireImport } from '../import.ts';
export type { WireSegment } from '../segment.ts';
export type { SandboxClock } from './clock.ts';
export type { Fault, Mishap } from './fault.ts';
export type { AppliedOperation, LoggedRequest, RequestKind } from './journal.ts';
export type { SandboxOptions } from './options.ts';
export { refusal } from './refusal.ts';

/** A local Taxonomy API: stateful, in memory, loopback only. */
export interface Sandbox {
  /** An active third-party import. */
  readonly importId: string;
  /** An import whose source is still being created. */
  readonly inactiveImportId: string;
  readonly keys: typeof KEYS;
  /** The same API without a socket; to be used with `inProcessBaseUrl`. */
  readonly fetch: typeof fetch;
  readonly inProcessBaseUrl: string;
  /** Serves the API on the loopback interface; resolves with its base URL. A free port unless one is given. */
  listen(port?: number): Promise<string>;
  /** What an import holds now. Throws for an import the sandbox does not have. */
  segments(importId?: string): readonly WireSegment[];
  /** Puts segments into an import without a request, as changed now unless `updated_at` says when; the apply log does not show it. */
  put(segments: Iterable<Partial<WireSegment> & { code: string; name: string }>, importId?: string): void;
  /** Takes segments out of an import without a request, as a rival would. */
  take(codes: Iterable<string>, importId?: string): void;
  /** Resolves when everything is carried out that was answered, or given up, before it was. */
  settled(): Promise<void>;
  /** Flips switches at run time. */
  change(switches: SandboxOptions): void;
  inject(fault: Fault): void;
  clearFaults(): void;
  readonly requests: readonly LoggedRequest[];
  /** Every change of state through the API, in order. */
  readonly applied: readonly AppliedOperation[];
  /** Forgets state, logs and faults; keeps the switches. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a sandbox; it is reachable through `fetch` at once, over HTTP after `listen()`. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const world = new World(options);
  const reception = new Reception(world);
  // Loaded when it is asked for: most sandboxes never open a socket, and whoever wants none need not have a server.
  let app: FastifyInstance | undefined;
  return {
    importId: ACTIVE_IMPORT.id,
    inactiveImportId: INACTIVE_IMPORT.id,
    keys: KEYS,
    fetch: inProcessFetch(reception, world),
    inProcessBaseUrl: `http://127.0.0.1${BASE_PATH}`,
    async listen(port = 0) {
      const { buildApp } = await import('./app.ts');
      app ??= buildApp(reception, world);
      return `${await app.listen({ port, host: '127.0.0.1' })}${BASE_PATH}`;
    },
    segments: (importId = ACTIVE_IMPORT.id) => world.store(importId).all(),
    put(segments, importId = ACTIVE_IMPORT.id) {
      const store = world.store(importId);
      for (const segment of segments) {
        store.put(segment.code, segment, Date.parse(segment.updated_at ?? '') || world.now());
        store.show(segment.code);
      }
    },
    take(codes, importId = ACTIVE_IMPORT.id) {
      const store = world.store(importId);
      for (const code of codes) {
        store.delete(code, world.now());
        store.show(code);
      }
    },
    settled: () => world.settled(),
    change: (switches) => world.change(switches),
    inject: (fault) => world.faults.inject(fault),
    clearFaults: () => world.faults.clear(),
    get requests() {
      return world.journal.requests;
    },
    get applied() {
      return world.journal.applied;
    },
    reset: () => world.reset(),
    async close() {
      await app?.close();
    },
  };
}
