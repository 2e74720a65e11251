import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { narrowing, pick } from './narrow.ts';
import { isOpen, isRefused, type OpenBatch, type OpenChange } from './open-batch.ts';
import { readBackFirst } from './read-back.ts';
import { FAILING_REQUESTS, type Refused } from './refusal.ts';
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
  const parts = new PartsPassed(batch, first.refusal.about === 'row');
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
    if (learned.narrowingSpent >= BUDGET + batch.run.rowsSettled() / ROWS_A_REQUEST) {
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

/** Times that a refused group passes whole in parts before its size is taken for what was refused (D-5). */
const TIMES_PASSED = 2;

/** Watches refused groups for those that pass whole in parts: then not a row was refused, but their size (D-5). */
class PartsPassed {
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
