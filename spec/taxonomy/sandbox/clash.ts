import { codeOf, type WireOperation } from '../batch.ts';
import { type Answer, invalid, refuse } from './answer.ts';
import type { Switches } from './options.ts';
import type { Store } from './store.ts';

/** The refusal of an operation that finds its segment there, or not there, against what it supposes; or no room for it. */
export function clashOf(
  operation: WireOperation['operation'],
  present: boolean,
  size: number,
  switches: Switches,
): Answer | undefined {
  if (operation === 'Create' && !present)
    return size < switches.quota ? undefined : refuse('ValidationError', 'This import is full.', switches.full);
  if (operation === 'Create') return conflicting(switches.conflicts);
  return present ? undefined : missing(switches.absent);
}

function conflicting(conflicts: Switches['conflicts']): Answer | undefined {
  switch (conflicts) {
    case '409':
      return refuse('AlreadyExists');
    case '422':
      return refuse('ValidationError', 'A segment with this code already exists.');
    case '400':
      return invalid('body');
    case 'overwrite':
    case 'ignore':
      return undefined;
  }
}

function missing(absent: Switches['absent']): Answer | undefined {
  switch (absent) {
    case '404':
      return refuse('DoesNotExist');
    case '422':
      return refuse('ValidationError', 'This segment does not exist.');
    case '400':
      return invalid('body');
    case 'ignore':
      return undefined;
  }
}

/** The first clash that operations would meet in this order, found without changing anything. */
export function firstClash(
  order: readonly WireOperation[],
  { store, switches }: { store: Store; switches: Switches },
): Answer | undefined {
  const presence = new Map<string, boolean>();
  let size = store.size;
  for (const operation of order) {
    const key = store.keyOf(codeOf(operation));
    const present = presence.get(key) ?? store.has(key);
    const clash = clashOf(operation.operation, present, size, switches);
    if (clash !== undefined) return clash;
    if (operation.operation === 'Update') continue;
    const there = operation.operation === 'Create';
    if (present !== there) size += there ? 1 : -1;
    presence.set(key, there);
  }
  return undefined;
}
