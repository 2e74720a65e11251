import { randomUUID } from 'node:crypto';
import type { WireSegment } from '../segment.ts';
import { shuffled } from './chance.ts';
import type { Switches } from './options.ts';

/** What a batch left behind: the segments that are there now, and the last state of those that are gone. */
export interface Aftermath {
  readonly present: readonly WireSegment[];
  readonly deleted: readonly WireSegment[];
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
