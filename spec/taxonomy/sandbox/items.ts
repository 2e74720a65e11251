import { randomUUID } from 'node:crypto';
import { codeOf, type WireOperation } from '../batch.ts';
import type { WireSegment } from '../segment.ts';
import { shuffled } from './chance.ts';
import type { Switches } from './options.ts';
import type { Store } from './store.ts';

/** What became of a batch's operations, where they did not simply come about. */
export interface Applied {
  /** The last state of what was deleted, by its key. */
  readonly deleted: Map<string, WireSegment>;
  readonly clashes: { readonly operation: WireOperation; readonly status: number }[];
}

/** What a batch left behind: the segments that are there now, and the last state of those that are gone. */
export interface Aftermath {
  readonly present: readonly WireSegment[];
  readonly deleted: readonly WireSegment[];
}

/** Each segment once, in the order in which the request names them. A Delete that was dropped lists nothing. */
export function aftermath(operations: readonly WireOperation[], { deleted }: Applied, store: Store): Aftermath {
  const keysOf = (wanted: readonly WireOperation[]) => [...new Set(wanted.map((op) => store.keyOf(codeOf(op))))];
  const written = operations.filter(({ operation }) => operation !== 'Delete');
  return {
    present: keysOf(written).flatMap((key) => store.get(key) ?? []),
    deleted: keysOf(operations).flatMap((key) => (store.has(key) ? [] : (deleted.get(key) ?? []))),
  };
}

/** The body of a 200, in any of the readings of "a list of segments" that the API leaves open. */
export function batchBody(items: Switches['items'], { present, deleted }: Aftermath, random: () => number): object {
  switch (items) {
    case 'without_deleted':
      return { items: present };
    case 'full':
      return { items: [...present, ...deleted] };
    case 'short':
      return { items: present.filter((_, position) => position % 3 !== 2) };
    case 'shuffled':
      return { items: shuffled(present, random) };
    case 'duplicated':
      return { items: present.flatMap((segment) => [segment, segment]) };
    case 'extra':
      return {
        items: present.flatMap((segment, position) => (position === 0 ? [bystander(segment), segment] : [segment])),
      };
    case 'empty':
      return { items: [] };
    case 'missing':
      return {};
  }
}

/** A segment that no operation of the batch was about. */
const bystander = (beside: WireSegment): WireSegment => ({
  ...beside,
  id: randomUUID(),
  code: `bystander_${randomUUID()}`,
  name: 'Bystander',
});
