import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { PartsPassed } from '../send/batch-size.ts';
import type { HintTrust } from './learned.ts';
import { pick } from './look.ts';
import { isOpen, isRefused, type OpenBatch, type OpenChange } from './open-batch.ts';
import { readBackFirst } from './read-back.ts';
import { FAILING_REQUESTS, type Refused, type RefusedGroup } from './refusal.ts';
import { type Serving, sendGroup } from './send-group.ts';
import type { Refusal } from './standing.ts';
import type { Step } from './step.ts';

/** Requests that narrowing may take in a run, and how many rows with their result pay for one more (T-7). */
const BUDGET = 600;
const ROWS_A_REQUEST = 5;
/** Requests in a row without anything accepted, and rows then tried alone, after which a batch ends (T-7). */
const FUTILE_REQUESTS = 56;
const LAST_TRIES = 8;
/** Rows that are narrowed to the end all the same. */
const FEW = 200;
/** Parts that what is left is sent in when the budget is spent (T-7). */
const PARTS = 16;

/** Narrows a refused group until only the guilty operations fail (T-6), within the budget of T-7. */
export function* narrow(batch: OpenBatch, first: Refused): Step<void> {
  const { learned } = batch.run;
  const failing = first.refusal.about === 'failing';
  // A server that fails for one row, or a firewall that dislikes it, is not asked six times a group.
  const once = failing || first.refusal.about === 'blocked';
  const serving: Serving = { purpose: 'narrow', ...(once && { attempts: 1 }) };
  const open = (one: OpenChange) => isOpen(one) && !isRefused(one);
  const left = () => first.group.filter(open);
  const parts = new PartsPassed<OpenChange>(batch.run.size, first.refusal.about === 'row');
  parts.refused(first.group);
  let futile = 0;

  function* sendPart(group: readonly OpenChange[]): Step<{ refused: Refused[]; accepted: boolean }> {
    const { requests, reconciled, accepted } = batch;
    const refused = yield* sendGroup(batch, group, serving);
    const took = batch.requests - requests;
    learned.narrowingSpent += took;
    if (failing) learned.failingSpent += took;
    // Whatever else it says, it serves others.
    if (failing && (batch.accepted > accepted || batch.reconciled > reconciled)) learned.failingPays = true;
    futile = batch.accepted > accepted ? 0 : futile + took;
    const clean = batch.reconciled === reconciled;
    if (refused.length === 0) parts.passed(group, clean);
    for (const part of refused) parts.refused(part.group);
    return { refused, accepted: clean };
  }

  /** What is left goes out anew: it was refused for its size (D-5), or in conflict, which is brought in line (T-6). */
  function* sendAnew(): Step<void> {
    for (const still of yield* sendGroup(batch, left(), serving)) yield* narrow(batch, still);
  }

  const moves = narrowing<OpenChange, Refusal>(first, learned.hints, open);
  for (let move = moves.next(); !move.done; ) {
    if (batch.stopped) return;
    if (move.value.kind === 'guilty') {
      parts.spoilt(move.value.item);
      const known = learned.conflicts.has(first.refusal.signature);
      yield* readBackFirst(batch, move.value.item, move.value.refusal);
      if (!known && learned.conflicts.has(first.refusal.signature)) return yield* sendAnew();
      move = moves.next({ refused: [], accepted: false });
      continue;
    }
    if (failing && !learned.failingPays && learned.failingSpent >= FAILING_REQUESTS)
      return giveUp(batch, left(), first.refusal.error);
    if (learned.narrowingSpent >= BUDGET + batch.run.results.settled / ROWS_A_REQUEST) {
      const rest = left();
      const size = Math.ceil(rest.length / PARTS);
      for (let at = 0; at < rest.length && !batch.stopped; at += size) yield* sendPart(rest.slice(at, at + size));
      return giveUp(batch, left(), notIsolated(first.refusal.error));
    }
    if (futile >= FUTILE_REQUESTS && left().length > FEW) {
      const { accepted } = batch;
      for (const one of pick(left(), LAST_TRIES, batch.run.random)) if (!batch.stopped) yield* sendPart([one]);
      if (batch.accepted === accepted) return giveUp(batch, left(), notIsolated(first.refusal.error));
      futile = 0;
    }
    const answered = yield* sendPart(move.value.group);
    if (parts.limitFound) return yield* sendAnew();
    move = moves.next(answered);
  }
}

const notIsolated = ({ message, requestId, httpStatus }: ErrorDetail): ErrorDetail =>
  errorDetail('not_isolated', {
    message: `The rows at fault could not be told apart from the others within the budget. Of all of them was said: ${message}`,
    ...(requestId !== undefined && { requestId }),
    ...(httpStatus !== undefined && { httpStatus }),
  });

/** T-7: what is left fails with this, unless it is found to be in effect when the batch is observed at its end. */
function giveUp(batch: OpenBatch, left: readonly OpenChange[], error: ErrorDetail): void {
  for (const one of left) batch.apply(one, { is: 'given_up', error });
}

/** What narrowing wants done next. */
export type Move<P, R> =
  | { readonly kind: 'send'; readonly group: readonly P[] }
  | { readonly kind: 'guilty'; readonly item: P; readonly refusal: R };

/** What became of a group that was sent. */
export interface Answered<P, R> {
  /** The parts of it that were refused; none: there is no fault left in it. */
  readonly refused: readonly RefusedGroup<P, R>[];
  /** Whether all of it was accepted as it was sent. Where a conflict was reconciled instead, the fault may have been that. */
  readonly accepted: boolean;
}

/**
 * Narrows a refused batch until only the guilty are left (T-6). Pure: it yields moves and is told for each group sent which
 * parts of it were refused (none: it passed). Adaptive group testing: the first fault is found by halving, always leftmost
 * first, so that what lies before it is settled; later groups are sized by the density of faults seen so far. A group that
 * must hold a fault is never sent whole again, and one that was refused alone is not sent a second time.
 */
export function* narrowing<P, R>(
  first: RefusedGroup<P, R>,
  trust: HintTrust,
  isOpen: (item: P) => boolean,
): Generator<Move<P, R>, void, Answered<P, R>> {
  /** `inferred`: nobody refused it as it is, but what it was a part of, and the other part passed. */
  const faulty: (RefusedGroup<P, R> & { readonly inferred?: true })[] = [first];
  let unknown: readonly P[] = [];
  const density = new Density();

  function* condemned(item: P, refusal: R): Generator<Move<P, R>, void, Answered<P, R>> {
    density.found();
    yield { kind: 'guilty', item, refusal };
  }

  /** Sends a group; a single one that is refused is guilty. */
  function* probe(group: readonly P[]): Generator<Move<P, R>, 'accepted' | 'reconciled' | 'refused', Answered<P, R>> {
    const { refused: parts, accepted } = yield { kind: 'send', group };
    const [refused] = parts;
    if (refused === undefined) {
      density.passed(group.length);
      return accepted ? 'accepted' : 'reconciled';
    }
    const [only, ...others] = group;
    if (only !== undefined && others.length === 0) yield* condemned(only, refused.refusal);
    else faulty.push(...parts.toReversed());
    return 'refused';
  }

  for (;;) {
    const current = faulty.pop();
    if (current === undefined) {
      unknown = unknown.filter(isOpen);
      if (unknown.length === 0) return;
      const size = density.groupSize(unknown.length);
      const group = unknown.slice(0, size);
      unknown = unknown.slice(size);
      yield* probe(group);
      continue;
    }
    const group = current.group.filter(isOpen);
    if (group.length < current.group.length) {
      // Part of it has been settled since, and the fault perhaps with it.
      unknown = [...group, ...unknown];
      continue;
    }
    const { suspect, refusal } = current;
    if (group.length === 1) {
      // The rest of a refused group passed, so this one holds the fault; sent alone, it gets an answer of its own.
      if (current.inferred) yield* probe(group);
      else for (const item of group) yield* condemned(item, refusal);
      continue;
    }
    if (suspect !== undefined && trust.believed) {
      const rest = group.filter((item) => item !== suspect);
      const answer = yield* probe([suspect]);
      if (answer !== 'accepted') {
        // The fault was the suspect, or the conflict that it was in: of the rest nothing is known.
        yield* probe(rest);
        continue;
      }
      trust.believed = false;
      faulty.push({ group: rest, refusal, suspect: undefined, inferred: true });
      continue;
    }
    const middle = Math.floor(group.length / 2);
    const right = group.slice(middle);
    if ((yield* probe(group.slice(0, middle))) === 'accepted')
      faulty.push({ group: right, refusal, suspect: undefined, inferred: true });
    else unknown = [...right, ...unknown];
  }
}

/** What each fault found leaves of what was known before: bad rows often come in blocks, so the last few count most. */
const MEMORY = 0.85;

/** How densely faults have lain lately. */
class Density {
  #examined = 0;
  #found = 0;

  passed(count: number): void {
    this.#examined += count;
  }

  found(): void {
    this.#examined = this.#examined * MEMORY + 1;
    this.#found = this.#found * MEMORY + 1;
  }

  /** The size at which a group of untried operations is as likely to pass as not. */
  groupSize(left: number): number {
    const density = this.#found / (this.#examined + 1);
    // Infinite while no fault was found: then all of them.
    const even = Math.LN2 / -Math.log1p(-density);
    return Math.max(1, Math.min(left, Math.round(even)));
  }
}
