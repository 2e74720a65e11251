import type { WireImport } from '../import.ts';
import type { Workplace } from './batch.ts';
import { seeded } from './chance.ts';
import { Faults } from './faults.ts';
import { ACTIVE_IMPORT, INACTIVE_IMPORT } from './imports.ts';
import { Journal } from './journal.ts';
import { type SandboxOptions, type Switches, withDefaults } from './options.ts';
import { Store } from './store.ts';

/** Everything a sandbox knows: its imports and their segments, its switches, its faults and its logs. */
export class World {
  switches: Switches;
  readonly faults = new Faults();
  readonly journal = new Journal();
  readonly #stores = new Map<string, Store>();
  /** Apart, so that injecting a fault does not change the order in which batches are carried out. */
  chanceOfFaults: () => number;
  #chanceOfOrder: () => number;

  constructor(options: SandboxOptions) {
    this.switches = withDefaults(options);
    this.#chanceOfOrder = seeded(this.switches.seed);
    this.chanceOfFaults = seeded(~this.switches.seed);
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
    this.#seed();
  }

  imports(): readonly WireImport[] {
    return [ACTIVE_IMPORT, INACTIVE_IMPORT, ...this.switches.imports];
  }

  store(importId: string): Store {
    const known = this.#stores.get(importId);
    if (known !== undefined) return known;
    if (!this.imports().some(({ id }) => id === importId)) throw new Error(`The sandbox has no import ${importId}.`);
    const store = new Store(importId);
    this.#stores.set(importId, store);
    return store;
  }

  /** An import as the request with this number works on it. */
  workplace(importId: string, request: number): Workplace {
    const { switches, journal } = this;
    return {
      store: this.store(importId),
      switches,
      random: this.#chanceOfOrder,
      onApplied: (operation, code) => journal.apply({ at: switches.clock.now(), operation, code, request }),
    };
  }

  #seed(): void {
    this.#chanceOfOrder = seeded(this.switches.seed);
    this.chanceOfFaults = seeded(~this.switches.seed);
  }
}
