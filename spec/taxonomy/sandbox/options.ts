import type { WireOperation } from '../batch.ts';
import type { WireImport } from '../import.ts';

/** Time as the sandbox sees it. */
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Called while an in-process request is being worked on; a virtual clock must not jump until the hold is released. */
  hold?(): () => void;
}

/** What the published API leaves open (Y-1), and how the sandbox reads it. */
export interface SandboxOptions {
  /** Whether a refused batch changes anything. `partial`: its good operations are carried out all the same. */
  atomicity?: 'atomic' | 'partial';
  /** A Create on an existing code: 409 envelope, a 400 that does not say so, or the given fields overwritten. */
  conflicts?: '409' | '400' | 'overwrite';
  /** An Update or Delete of an absent code: 404 envelope, a 400 that does not say so, or silently nothing. */
  absent?: '404' | '400' | 'ignore';
  /** What a 200 lists: see `items.ts`. */
  items?: 'full' | 'without_deleted' | 'short' | 'shuffled' | 'duplicated' | 'extra' | 'empty' | 'missing';
  /** What a 400 tells of the operation it is about: see `hints.ts`. */
  hints?: 'none' | 'path' | 'code' | 'lying' | 'random';
  /** Segments on a page of the listing. */
  pageSize?: number;
  /** Seeds every shuffle and every share. */
  seed?: number;
  /** Further operations to refuse as invalid. */
  rejects?: (operation: WireOperation) => boolean;
  /** Operations in a batch beyond which it is refused. */
  maxOperations?: number;
  clock?: SandboxClock;
  /** Imports besides the two that are always there; each may be written to. */
  imports?: readonly WireImport[];
}

/** The options with every default filled in; flipped at run time. */
export type Switches = Required<SandboxOptions>;

const systemClock: SandboxClock = {
  now: Date.now,
  wait(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
};

export function withDefaults(options: SandboxOptions): Switches {
  return {
    atomicity: 'atomic',
    conflicts: '409',
    absent: '404',
    items: 'without_deleted',
    hints: 'none',
    pageSize: 1_000,
    seed: 1,
    rejects: () => false,
    maxOperations: 5_000,
    clock: systemClock,
    imports: [],
    ...options,
  };
}
