import type { OpenBatch, OpenChange } from './open-batch.ts';

/** Times that a refused group passes whole in parts before its size is taken for what was refused (D-5). */
const TIMES_PASSED = 2;

/** Watches refused groups for those that pass whole in parts: then not a row was refused, but their size (D-5). */
export class PartsPassed {
  readonly #batch: OpenBatch;
  readonly #watched = new Map<OpenChange, Watched[]>();
  readonly #enabled: boolean;
  limitFound = false;

  constructor(batch: OpenBatch, enabled: boolean) {
    this.#batch = batch;
    this.#enabled = enabled;
  }

  refused(group: readonly OpenChange[]): void {
    if (!this.#enabled || group.length === 1) return;
    const watched = { left: group.length, spoilt: false };
    for (const one of group) {
      const others = this.#watched.get(one);
      if (others === undefined) this.#watched.set(one, [watched]);
      else others.push(watched);
    }
  }

  passed(group: readonly OpenChange[], asSent: boolean): void {
    if (!this.#enabled) return;
    const { learned, size } = this.#batch.run;
    if (asSent) learned.largestPart = Math.max(learned.largestPart, group.length);
    for (const one of group) {
      for (const watched of this.#watched.get(one) ?? []) {
        watched.spoilt ||= !asSent;
        watched.left -= 1;
        if (watched.left === 0 && !watched.spoilt) learned.passedInParts += 1;
      }
    }
    if (this.limitFound || learned.passedInParts < TIMES_PASSED || learned.largestPart >= size.limit) return;
    size.keep(learned.largestPart);
    this.limitFound = true;
  }

  spoilt(one: OpenChange): void {
    for (const watched of this.#watched.get(one) ?? []) watched.spoilt = true;
  }
}

interface Watched {
  left: number;
  spoilt: boolean;
}
