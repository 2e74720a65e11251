import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { explainsRefusal } from '../imported/difference.ts';
import { look, unknownBecause } from './look.ts';
import { narrowing } from './narrow.ts';
import { isOpen, isRefused, knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import { FAILING_REQUESTS, type Refused } from './refusal.ts';
import { type Serving, sendGroup } from './send-group.ts';
import type { Refusal } from './standing.ts';
import type { Step } from './step.ts';
import { pick } from './unproved.ts';

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

/** The first of a kind of refusal is read back at once, for it may explain them all; the others at the end of the batch. */
function* readBackFirst(batch: OpenBatch, one: OpenChange, { about, signature }: Refusal): Step<void> {
  const { conflicts, unexplained } = batch.run.learned;
  if (about === 'failing' || (unexplained.has(signature) && !conflicts.has(signature))) return;
  yield* readBack(batch, [one]);
}

/** Reads back in one go what was refused by itself. */
export function* settleRefused(batch: OpenBatch): Step<void> {
  // Twice: what is sent once more may be refused once more.
  for (let round = 0; round < 2 && !batch.stopped; round += 1) {
    const refused = batch.open.filter(isRefused);
    if (refused.length > 0) yield* readBack(batch, refused);
  }
}

/**
 * Refused operations whose segment explains the refusal were in conflict, and what follows from that is sent; the others fail
 * (T-6). What is neither explained nor believed is sent once more (T-4).
 */
function* readBack(batch: OpenBatch, group: readonly OpenChange[]): Step<void> {
  const { learned } = batch.run;
  yield* look(
    batch,
    group.filter(({ standing }) => standing.is === 'refused'),
  );
  yield* look(
    batch,
    group.filter((one) => isOpen(one) && knownTo(one) === 'unlisted'),
    'by_code',
  );
  for (const one of group) {
    const { standing } = one;
    if (standing.is !== 'read' || standing.sent === undefined || standing.refusal === undefined) continue;
    const { sent, known, refusal } = standing;
    const explained = explainsRefusal(sent, known);
    // A refusal may come after the fact: what is in effect has succeeded, whatever was said of it (T-2).
    const inEffect = batch.inEffect(one);
    if (inEffect || (explained && one.followed < MOST_FOLLOWED)) {
      batch.reconciled += 1;
      if (!inEffect) one.followed += 1;
      const still = inEffect ? [] : yield* sendGroup(batch, [one]);
      if (inEffect) batch.succeed(one, batch.whoDidIt(one));
      if (explained && still.length === 0 && !isOpen(one)) learned.conflicts.add(refusal.signature);
      continue;
    }
    learned.unexplained.add(refusal.signature);
    learned.conflicts.delete(refusal.signature);
    yield* settleUnexplained(batch, one, refusal);
  }
  yield* batch.report();
}

/** How often what follows from a read is sent: a rival may have changed it once more (T-4). */
const MOST_FOLLOWED = 2;

/** How often a read may contradict the write path before nobody can tell (T-4). */
const MOST_CONTRADICTIONS = 2;

function* settleUnexplained(batch: OpenBatch, one: OpenChange, refusal: Refusal): Step<void> {
  switch (refusal.about) {
    case 'row':
    case 'blocked':
    case 'perhaps_conflict':
      batch.fail(one, refusal.error);
      return;
    case 'failing':
      batch.fail(one, serves(batch) ? unprocessable(refusal.error) : refusal.error);
      return;
    case 'conflict':
      one.contradictions += 1;
      if (one.contradictions < MOST_CONTRADICTIONS) yield* sendGroup(batch, [one]);
      else batch.fail(one, unknownBecause('the segment as it can be read contradicts that.', refusal.error));
  }
}

/** Whether the server that fails for a row has carried out others: then it is the row (T-6). */
const serves = ({ run, all }: OpenBatch): boolean =>
  run.learned.failingPays ||
  all.some(
    ({ standing: { is, ...of } }) =>
      is === 'fact' && 'resolution' in of && of.resolution.is === 'succeeded' && of.resolution.outcome !== 'unchanged',
  );

const unprocessable = ({ message, requestId, httpStatus }: ErrorDetail): ErrorDetail =>
  errorDetail('unprocessable', {
    message: `Permutive fails whenever this row is in a request, and on no other. ${message}`,
    ...(requestId !== undefined && { requestId }),
    ...(httpStatus !== undefined && { httpStatus }),
  });

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
