import type { WireImport } from '../import.ts';
import type { Workplace } from './batch.ts';
import { seeded } from './chance.ts';
import { Faults } from './faults.ts';
import { ACTIVE_IMPORT, INACTIVE_IMPORT } from './imports.ts';
import { Journal } from './journal.ts';
import { type SandboxOptions, type Switches, withDefaults } from './options.ts';
import { Past } from './past.ts';
import { Store } from './store.ts';
import { RateLimiter } from './switches/rate-limit.ts';

/** Everything a sandbox knows: its imports and their segments, its switches, its faults and its logs. */
export class World {
  switches: Switches;
  readonly faults = new Faults();
  readonly journal = new Journal();
  readonly limiter = new RateLimiter();
  readonly #stores = new Map<string, Store>();
  readonly #pending = new Set<Promise<void>>();
  /** Apart, so that injecting a fault does not change the order in which batches are carried out. */
  chanceOfFaults: () => number;
  #chanceOfOrder: () => number;
  #chanceOfLag: () => number;

  constructor(options: SandboxOptions) {
    this.switches = withDefaults(options);
    this.#chanceOfOrder = seeded(this.switches.seed);
    this.chanceOfFaults = seeded(~this.switches.seed);
    this.#chanceOfLag = seeded(this.switches.seed + 1);
  }

  /** The server's own clock. */
  now(): number {
    return this.switches.clock.now() + this.switches.clockAheadMs;
  }

  /** Flips switches; a new seed starts its numbers anew. */
  change(switches: SandboxOptions): void {
    this.switches = { ...this.switches, ...switches };
    if (switches.seed !== undefined) this.#seed();
  }

  /** Forgets state, logs and faults; keeps the switches. */
  reset(): void {
    this.#stores.clear();
    this.journal.clear();
    this.faults.clear();
    this.limiter.clear();
    this.#seed();
  }

  imports(): readonly WireImport[] {
    return [ACTIVE_IMPORT, INACTIVE_IMPORT, ...this.switches.imports];
  }

  store(importId: string): Store {
    const known = this.#stores.get(importId);
    if (known !== undefined) return known;
    if (!this.imports().some(({ id }) => id === importId)) throw new Error(`The sandbox has no import ${importId}.`);
    const store = new Store(importId, () => this.switches);
    this.#stores.set(importId, store);
    return store;
  }

  /** An import as the request with this number works on it. */
  workplace(importId: string, request: number): Workplace {
    const { switches, journal } = this;
    const store = this.store(importId);
    return {
      store,
      seen: this.#lags() ? new Past(store, this.now() - switches.readsLagMs) : store,
      switches,
      now: () => this.now(),
      random: this.#chanceOfOrder,
      onApplied: (operation, code) => journal.apply({ at: switches.clock.now(), operation, code, request }),
      later: (ms, work) => this.later(ms, work),
    };
  }

  /** Does something so many milliseconds from now. */
  later(ms: number, work: () => void): void {
    const done = this.switches.clock.wait(ms).then(work);
    this.#pending.add(done);
    void done.finally(() => this.#pending.delete(done));
  }

  /** Resolves when nothing is left to be done later. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #lags(): boolean {
    const { readsLagMs, laggingShare } = this.switches;
    return readsLagMs > 0 && (laggingShare >= 1 || this.#chanceOfLag() < laggingShare);
  }

  #seed(): void {
    this.#chanceOfOrder = seeded(this.switches.seed);
    this.chanceOfFaults = seeded(~this.switches.seed);
    this.#chanceOfLag = seeded(this.switches.seed + 1);
  }
}
