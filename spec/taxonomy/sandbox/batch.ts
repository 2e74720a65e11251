import { codeOf, type WireOperation } from '../batch.ts';
import { type Answer, invalid, refuse } from './answer.ts';
import { shuffled } from './chance.ts';
import { clashOf, firstClash } from './clash.ts';
import { type Guilty, hint } from './hints.ts';
import type { Holdings } from './holdings.ts';
import { type Applied, aftermath, batchBody } from './items.ts';
import { judge } from './judge.ts';
import type { Switches } from './options.ts';
import type { Store } from './store.ts';
import { accept, type Complaint, tellsEach } from './switches/acceptance.ts';

/** What a request works on, and by which rules. */
export interface Workplace {
  readonly store: Store;
  /** What reads see, which may lag behind the store. */
  readonly seen: Holdings;
  readonly switches: Switches;
  /** The server's own clock, milliseconds. */
  readonly now: () => number;
  readonly random: () => number;
  /** Told of each change of state. */
  readonly onApplied: (operation: WireOperation['operation'], code: string) => void;
  /** Does something so many milliseconds from now. */
  readonly later: (ms: number, work: () => void) => void;
}

/** Carries out a batch as the switches say and answers it. */
export function carryOut(elements: readonly unknown[], workplace: Workplace): Answer {
  const { switches, random } = workplace;
  if (elements.length === 0) return invalid('body');
  if (elements.length > switches.maxOperations) return tooMany(switches.beyondMaximum);
  const { valid, guilty } = sorted(elements, switches);
  const order = shuffled([...valid.keys()], random);
  const crash = order.findIndex(switches.crashes);
  if (crash !== -1) {
    if (switches.atomicity === 'partial') apply(order.slice(0, crash), workplace);
    return refuse('UnspecifiedInternalError');
  }
  if (tellsEach(switches.answers)) return eachTold(order, valid, guilty, workplace);

  const [first] = guilty;
  if (first !== undefined) {
    if (switches.atomicity === 'partial') apply(order, workplace);
    return invalid(`body${hint(switches.hints, first, elements.length, random)}`);
  }
  if (switches.answers === 'accepted') {
    workplace.later(switches.applyAfterMs, () => {
      if (switches.atomicity === 'partial' || firstClash(order, workplace) === undefined) apply(order, workplace);
    });
    return accept('accepted', () => ({}), []);
  }
  const clash = firstClash(order, workplace);
  if (clash === undefined) return told([...valid.keys()], apply(order, workplace), [], workplace);
  if (switches.atomicity === 'partial') apply(order, workplace);
  return switches.answers === 'error_inside' ? { ...clash, status: 200 } : clash;
}

/** Good operations are carried out beside bad ones, and the answer says which are which. */
function eachTold(
  order: readonly WireOperation[],
  indexes: ReadonlyMap<WireOperation, number>,
  guilty: readonly Guilty[],
  workplace: Workplace,
): Answer {
  const applied = apply(order, workplace);
  const refused = guilty.map(({ index, code }) => ({ index, code, status: 400, message: 'Invalid value for: body' }));
  const clashing = applied.clashes.map(({ operation, status }) => ({
    index: indexes.get(operation) ?? -1,
    code: codeOf(operation),
    status,
    message: operation.operation === 'Create' ? 'The segment already exists.' : 'The segment does not exist.',
  }));
  return told([...indexes.keys()], applied, [...refused, ...clashing], workplace);
}

const told = (
  valid: readonly WireOperation[],
  applied: Applied,
  complaints: readonly Complaint[],
  { store, switches, random }: Workplace,
): Answer =>
  accept(switches.answers, () => batchBody(switches.items, aftermath(valid, applied, store), random), complaints);

function tooMany(beyondMaximum: Switches['beyondMaximum']): Answer {
  switch (beyondMaximum) {
    case '400':
      return invalid('body');
    case '413':
      return refuse('TooLarge');
    case '504':
      return refuse('Timeout');
  }
}

/** The operations of a batch that can be tried, with their places in it, and what is wrong with the others. */
function sorted(elements: readonly unknown[], { rejects }: Switches) {
  const valid = new Map<WireOperation, number>();
  const guilty: Guilty[] = [];
  for (const [index, element] of elements.entries()) {
    const judgement = judge(element, rejects);
    if ('operation' in judgement) valid.set(judgement.operation, index);
    else guilty.push({ index, ...judgement });
  }
  return { valid, guilty };
}

/** Carries out, in the order given, every operation that does not clash. */
function apply(order: readonly WireOperation[], { store, switches, now, onApplied }: Workplace): Applied {
  const time = now();
  const applied: Applied = { deleted: new Map(), clashes: [] };
  for (const operation of order) {
    const code = codeOf(operation);
    const present = store.has(code);
    const clash = clashOf(operation.operation, present, store.size, switches);
    if (clash !== undefined) applied.clashes.push({ operation, status: clash.status });
    if (clash !== undefined || switches.drops(operation)) continue;
    if (operation.operation === 'Create') {
      if (present && switches.conflicts === 'ignore') continue;
      onApplied('Create', store.put(code, operation.data, time));
      continue;
    }
    if (!present) continue;
    if (operation.operation === 'Update') {
      onApplied('Update', store.update(code, operation.data, time) ?? code);
      continue;
    }
    const last = store.delete(code, time);
    if (last !== undefined) applied.deleted.set(store.keyOf(code), last);
    onApplied('Delete', last?.code ?? code);
  }
  return applied;
}
