import { doneBy } from '../../../connector/hosts/report/undoable.ts';
import type { Machinery } from '../../../connector/reconcile/reconcile.ts';
import type { SnapshotStore } from '../../../connector/reconcile/snapshot.ts';
import type { Sandbox, WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Disk } from './disk.ts';
import type { Asked, Going, Person, Start } from './going.ts';
import { Mortal } from './mortal.ts';
import type { Witness } from './witness.ts';

/** How a broken variant departs from the product: each must be caught (negative controls). */
export interface Variant {
  readonly machinery?: Machinery;
  /** Stands between the run and its snapshot. */
  readonly store?: (disk: Disk, held: () => ReadonlyMap<string, WireSegment>) => SnapshotStore;
  /** Stands between the run and the import. */
  readonly fetch?: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
}

/** Where runs of a history take place. */
export interface Place {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  readonly witness: Witness;
  readonly variant: Variant;
  readonly batchSize: number;
  readonly factsARecord: number;
  /** Whether every run lists the import; else a short list may be read by code. */
  readonly backup: boolean;
}

/** What befalls one run. */
export interface Lot {
  readonly asked: Asked;
  readonly whole: boolean;
  /** Moments until it dies, and requests until it is cancelled. */
  readonly moments?: number | undefined;
  readonly cancelledAfter?: number | undefined;
  /** What others do between its requests. */
  readonly meanwhile?: () => void;
}

/** Makes everything that a run is started with. */
export function startOf(
  { clock, sandbox, witness, variant, batchSize, factsARecord, backup }: Place,
  person: Person,
  lot: Lot,
): Start {
  const { name, disk, list } = person;
  const { asked, whole, moments = Number.POSITIVE_INFINITY, cancelledAfter, meanwhile = () => undefined } = lot;
  const process = new Mortal(moments, clock);
  disk.process = process;
  witness.begin();
  const going: Going = {
    owner: name,
    disk,
    process,
    listed: new Set(list.map(({ segment_code }) => String(segment_code))),
    whole,
    asked,
    protects: [...person.protects, ...disk.protect, ...asked.protect],
    results: [],
    done: [],
    backup: new Map(),
    backedUp: false,
    rows: 0,
    ended: false,
    deleting: false,
    planned: undefined,
    agreed: new Set(),
    undoes: false,
    cancelled: false,
  };
  const cancel = new AbortController();
  const way = witness.transport(going, meanwhile);
  let requests = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    try {
      return await way(input, init);
    } finally {
      requests += 1;
      if (requests === cancelledAfter) {
        going.cancelled = true;
        cancel.abort();
      }
    }
  };
  return {
    going,
    owner: {
      config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
      snapshot: variant.store?.(disk, () => witness.held()) ?? disk,
      owner: name,
      delivery: { baseUrl: sandbox.inProcessBaseUrl, batchSize, maxAttempts: 3, backoffMs: 1 },
    },
    context: {
      signal: cancel.signal,
      fetch: variant.fetch?.(fetch) ?? fetch,
      onRowResult: async (result) => {
        await process.lives();
        going.results.push(result);
        going.done.push(...doneBy(result));
      },
      onRemoval: async (removal) => {
        await process.lives();
        going.done.push(...doneBy({ removal }));
      },
      ...(backup && {
        onListing: async (segments) => {
          await process.lives();
          for (const segment of segments) going.backup.set(segment.code, segment);
        },
        onListed: () => {
          going.backedUp = true;
        },
      }),
    },
    machinery: { ...variant.machinery, clock: process.clock, factsARecord },
  };
}
