import { codeOf, type WireOperation } from '../batch.ts';
import type { WireSegment } from '../segment.ts';
import { type Answer, invalid, json, refuse } from './answer.ts';
import { shuffled } from './chance.ts';
import { type Guilty, hint } from './hints.ts';
import { batchBody } from './items.ts';
import { judge } from './judge.ts';
import type { Switches } from './options.ts';
import type { Store } from './store.ts';

/** What a batch is carried out on, and by which rules. */
export interface Workplace {
  readonly store: Store;
  readonly switches: Switches;
  readonly random: () => number;
  /** Told of each change of state. */
  readonly onApplied: (operation: WireOperation['operation'], code: string) => void;
}

/** Carries out a batch as the switches say and answers it. */
export function carryOut(elements: readonly unknown[], workplace: Workplace): Answer {
  const { switches, random } = workplace;
  if (elements.length === 0 || elements.length > switches.maxOperations) return invalid('body');

  const valid: WireOperation[] = [];
  let guilty: Guilty | undefined;
  for (const [index, element] of elements.entries()) {
    const judgement = judge(element, switches.rejects);
    if ('operation' in judgement) valid.push(judgement.operation);
    else guilty ??= { index, ...judgement };
  }
  if (guilty !== undefined) {
    if (switches.atomicity === 'partial') apply(shuffled(valid, random), workplace);
    return invalid(`body${hint(switches.hints, guilty, elements.length, random)}`);
  }

  const order = shuffled(valid, random);
  const clash = firstClash(order, workplace);
  if (clash === undefined)
    return json(batchBody(switches.items, aftermath(valid, apply(order, workplace), workplace.store), random));
  if (switches.atomicity === 'partial') apply(order, workplace);
  return clash;
}

/** The refusal of an operation that finds its segment there, or not there, against what it supposes. */
export function clashOf(
  operation: WireOperation['operation'],
  present: boolean,
  switches: Switches,
): Answer | undefined {
  if (operation === 'Create') {
    if (!present || switches.conflicts === 'overwrite') return undefined;
    return switches.conflicts === '409' ? refuse('AlreadyExists') : invalid('body');
  }
  if (present || switches.absent === 'ignore') return undefined;
  return switches.absent === '404' ? refuse('DoesNotExist') : invalid('body');
}

/** The first clash the order would meet, found without changing anything: an atomic batch is refused before it starts. */
function firstClash(order: readonly WireOperation[], { store, switches }: Workplace): Answer | undefined {
  const presence = new Map<string, boolean>();
  for (const operation of order) {
    const code = codeOf(operation);
    const clash = clashOf(operation.operation, presence.get(code) ?? store.has(code), switches);
    if (clash !== undefined) return clash;
    if (operation.operation === 'Create') presence.set(code, true);
    if (operation.operation === 'Delete') presence.set(code, false);
  }
  return undefined;
}

/** Carries out, in the order given, every operation that does not clash. Hands back the last state of what it deleted. */
function apply(order: readonly WireOperation[], { store, switches, onApplied }: Workplace): Map<string, WireSegment> {
  const now = switches.clock.now();
  const deleted = new Map<string, WireSegment>();
  for (const operation of order) {
    const code = codeOf(operation);
    const present = store.has(code);
    if (clashOf(operation.operation, present, switches) !== undefined) continue;
    if (!present && operation.operation !== 'Create') continue;
    if (operation.operation === 'Create') store.put(code, operation.data, now);
    if (operation.operation === 'Update') store.update(code, operation.data, now);
    if (operation.operation === 'Delete') {
      const last = store.delete(code);
      if (last !== undefined) deleted.set(code, last);
    }
    onApplied(operation.operation, code);
  }
  return deleted;
}

/** Each code once, in the order in which the request names them. */
function aftermath(operations: readonly WireOperation[], deleted: ReadonlyMap<string, WireSegment>, store: Store) {
  const codes = [...new Set(operations.map(codeOf))];
  return {
    present: codes.flatMap((code) => store.get(code) ?? []),
    deleted: codes.flatMap((code) => (store.has(code) ? [] : (deleted.get(code) ?? []))),
  };
}
