import type { WireOperation } from '../../../spec/taxonomy/batch.ts';
import type { Sandbox, WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import type { Disk } from './disk.ts';
import type { Mortal } from './mortal.ts';

/** One change that a run made to the import, with the segment it was made to. */
export interface Deed {
  readonly operation: WireOperation['operation'];
  readonly code: string;
  readonly id: string;
  /** The segment as it was before. */
  readonly before: WireSegment | undefined;
}

/** Sees every request of a run, knows who made which segment, and tells what must never happen. */
export class Witness {
  readonly #sandbox: Sandbox;
  /** Owners by the ids of the segments they made. A segment that is not in here was made by somebody else. */
  readonly makers = new Map<string, string>();
  readonly violations: string[] = [];
  deeds: Deed[] = [];

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  held(): Map<string, WireSegment> {
    return new Map(this.#sandbox.segments().map((segment) => [segment.code, segment]));
  }

  /** The way to the import for one process of an owner. `meanwhile` is what others do between its requests. */
  transport(owner: string, disk: Disk, process: Mortal, meanwhile: () => void): typeof fetch {
    return async (input, init) => {
      await process.lives();
      meanwhile();
      const before = this.held();
      const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
      if (method.toUpperCase() === 'PATCH') this.#judgeSending(owner, String(init?.body ?? ''), disk, process, before);
      const applied = this.#sandbox.applied.length;
      try {
        return await this.#sandbox.fetch(input, init);
      } finally {
        this.#note(owner, applied, before);
        await process.lives();
      }
    };
  }

  #judgeSending(
    owner: string,
    body: string,
    disk: Disk,
    process: Mortal,
    before: ReadonlyMap<string, WireSegment>,
  ): void {
    if (disk.holder !== process) this.violations.push('N-8: a request went out without the lock');
    if (!body.startsWith('{')) return;
    const { operations } = JSON.parse(body) as { operations: WireOperation[] }; // The connector's own.
    for (const operation of operations) {
      if (operation.operation === 'Create') {
        if (disk.entries.get(operation.data.code)?.pending?.operation !== 'Create')
          this.violations.push(`R-8: ${operation.data.code} was sent without its intent`);
      } else if (operation.operation === 'Delete') {
        if (disk.entries.get(operation.code)?.pending?.operation !== 'Delete')
          this.violations.push(`R-8: the deletion of ${operation.code} was sent without its intent`);
      } else if (
        disk.entries.get(operation.code)?.pending?.operation === 'Create' &&
        this.makers.get(before.get(operation.code)?.id ?? '') !== owner
      )
        this.violations.push(`R-8: ${operation.code} was met, and its intent still stands while the Update goes out`);
    }
  }

  #note(owner: string, from: number, before: ReadonlyMap<string, WireSegment>): void {
    const after = this.held();
    for (const { operation, code } of this.#sandbox.applied.slice(from)) {
      const was = before.get(code);
      const id = was?.id ?? after.get(code)?.id ?? '';
      if (operation === 'Create' && was === undefined) this.makers.set(id, owner);
      this.deeds.push({ operation, code, id, before: was });
    }
  }
}
