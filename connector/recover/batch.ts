import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import type { SeenSegment } from '../send/decode.ts';
import type { Operation } from '../send/operation.ts';
import type { BatchVerdict } from '../send/taxonomy.ts';
import { fingerprintOf, matches, merged } from './fingerprint.ts';
import { speaksOfConflict, suspectIn } from './hint.ts';
import { narrowing, type Refused as RefusedGroup } from './narrow.ts';
import type { ReadFailure } from './observe.ts';
import { outcomeFoundInEffect, type Pending, pendingOf, type Resolution } from './pending.ts';
import { difference, explainsRefusal, outcomeOf } from './reconcile.ts';
import type { RunState } from './run-state.ts';

/** Rounds of observing and resending after a conflict; a second one catches a rival's change in between (T-4). */
const MAX_ROUNDS = 2;
/** Requests of one batch without one success after which narrowing stops; a few are kept for reading back (T-7). */
const FUTILE_REQUESTS = 60;

interface Refusal {
  readonly error: ErrorDetail;
  readonly body: string;
  readonly signature: string;
}
type Refused = RefusedGroup<Pending, Refusal>;

/**
 * Brings one batch of changes to facts, whatever the network and the API do. Every change is resolved exactly once, with
 * what is true of it: accepted, observed, refused by itself, or not to be known (T-2).
 */
export class BatchResolution {
  readonly #run: RunState;
  readonly #open: Set<Pending>;
  readonly #doubtful = new Map<Pending, ErrorDetail>();
  readonly #guilty = new Map<Pending, Refusal>();
  #facts: { pending: Pending; resolution: Resolution }[] = [];
  #succeeded = false;

  constructor(run: RunState, changes: readonly SegmentChange[]) {
    this.#run = run;
    this.#open = new Set(changes.map(pendingOf));
  }

  async resolve(): Promise<void> {
    // T-5: what is known from the listing is known before anything is sent.
    for (const pending of this.#open) pending.known = this.#run.observer.index?.get(pending.change.code);
    for (const refused of await this.#attempt([...this.#open])) await this.#narrow(refused);
    await this.#settleGuilty();
    await this.#settleDoubtful();
    this.#settleUnsent();
    await this.#report();
  }

  get #stopped(): boolean {
    return this.#run.fatal !== undefined || (this.#run.cancel?.aborted ?? false);
  }

  #succeed(pending: Pending, outcome: ReturnType<typeof outcomeOf>): void {
    this.#succeeded = true;
    this.#settle(pending, { kind: 'succeeded', outcome });
  }

  #fail(pending: Pending, error: ErrorDetail): void {
    this.#settle(pending, { kind: 'failed', error });
  }

  #settle(pending: Pending, resolution: Resolution): void {
    if (!this.#open.delete(pending)) return;
    this.#facts.push({ pending, resolution });
  }

  async #report(): Promise<void> {
    const facts = this.#facts;
    this.#facts = [];
    if (facts.length > 0) await this.#run.resolve(facts);
  }

  /** Sends what is left to do for a group; returns the parts of it that were refused because of a row. */
  async #attempt(group: readonly Pending[], round = 0): Promise<Refused[]> {
    const toSend: { pending: Pending; operation: Operation }[] = [];
    for (const pending of group) {
      if (!this.#open.has(pending)) continue;
      const left = difference(pending.change, pending.known, this.#run.mode);
      switch (left.kind) {
        case 'already':
          this.#succeed(pending, outcomeFoundInEffect(pending));
          break;
        case 'duplicate':
          this.#fail(pending, errorDetail('duplicate_segment_code', { field: 'segment_code' }));
          break;
        case 'send':
          toSend.push({ pending, operation: left.operation });
      }
    }
    const refused: Refused[] = [];
    for (let at = 0; at < toSend.length && !this.#stopped; ) {
      const part = toSend.slice(at, at + this.#run.operationLimit);
      at += part.length;
      refused.push(...(await this.#sendPart(part, round)));
    }
    await this.#report();
    return refused;
  }

  async #sendPart(part: { pending: Pending; operation: Operation }[], round: number): Promise<Refused[]> {
    const group = part.map(({ pending }) => pending);
    const before = group.map(({ sent, sentKnowing }) => ({ sent, sentKnowing }));
    for (const { pending, operation } of part) {
      pending.sent = operation;
      pending.sentKnowing = pending.known;
    }
    const requests = this.#run.requestsSent();
    const verdict = await this.#run.taxonomy.send(part.map(({ operation }) => operation));
    if (this.#run.requestsSent() === requests) {
      // Nothing went out (cancelled, or a Retry-After window too long to wait): these operations were not sent after all.
      group.forEach((pending, at) => Object.assign(pending, before[at]));
    }
    if (verdict.lost) {
      for (const pending of group) {
        pending.inDoubt = true;
        pending.answerLost = true;
      }
    }
    return this.#heed(verdict, group, round);
  }

  async #heed(verdict: BatchVerdict, group: readonly Pending[], round: number): Promise<Refused[]> {
    switch (verdict.kind) {
      case 'success':
        return this.#accept(group, verdict.answer.segments, round);
      case 'refused':
        return this.#refused(verdict, group, round);
      case 'too_large':
      case 'too_slow':
        return this.#halve(verdict, group, round);
      case 'unexpected':
        for (const pending of group) pending.inDoubt ||= verdict.applied === 'maybe';
        this.#doubt(group, verdict.error);
        return [];
      case 'exhausted':
        this.#doubt(group, verdict.error);
        return [];
      case 'fatal':
        this.#run.fatal = verdict.error;
        return [];
      case 'cancelled':
        return [];
    }
  }

  #doubt(group: readonly Pending[], error: ErrorDetail): void {
    for (const pending of group) {
      this.#doubtful.set(pending, error);
      if (pending.inDoubt) this.#run.observer.index?.forget(pending.change.code);
    }
  }

  /** D-5: a batch too large or too slow is sent in halves, and the smaller size is kept for the rest of the run. */
  async #halve(
    verdict: Extract<BatchVerdict, { kind: 'too_large' | 'too_slow' }>,
    group: readonly Pending[],
    round: number,
  ): Promise<Refused[]> {
    if (group.length === 1) {
      if (verdict.kind === 'too_large') for (const pending of group) this.#fail(pending, verdict.error);
      else this.#doubt(group, verdict.error);
      return [];
    }
    this.#run.operationLimit = Math.min(this.#run.operationLimit, Math.ceil(group.length / 2));
    this.#run.log.warn(
      { operations: group.length, nextOperations: this.#run.operationLimit, reason: verdict.error.code },
      'A batch was too much for Permutive; smaller ones are sent from now on.',
    );
    return this.#attempt(group, round);
  }

  /** T-3: settles an accepted batch by code, never by position or count. */
  async #accept(group: readonly Pending[], segments: readonly SeenSegment[] | undefined, round: number): Promise<Refused[]> {
    const listed = new Map(segments?.map((segment) => [segment.code, segment]));
    const wanted = group.filter(({ change }) => change.state === 'present');
    let unseen: readonly Pending[] = [];
    if (listed.size > 0) unseen = wanted.filter(({ change }) => !listed.has(change.code));
    else if (wanted.length > 0 || segments === undefined) {
      // An answer that lists nothing: one code read back speaks for all. Deletions alone have nothing to list.
      const [sample = group[0]] = wanted;
      if (sample === undefined) return [];
      const seen = await this.#observe([sample], group);
      if (seen === undefined) return [];
      const inEffect = sample.change.state === 'present' ? sample.known !== 'absent' : sample.known === 'absent';
      if (!inEffect) unseen = group;
    }
    const doubted = new Set(unseen);
    for (const pending of group) {
      if (doubted.has(pending) || pending.sent === undefined) continue;
      this.#remember(pending, listed.get(pending.change.code));
      this.#succeed(pending, outcomeOf(pending.sent));
    }
    if (unseen.length === 0) return [];
    return this.#confirm(unseen, round);
  }

  /** Keeps the listing true to what was just done, and warns when Permutive kept something else than was sent (T-3). */
  #remember({ change, sent, known }: Pending, listed: SeenSegment | undefined): void {
    const { index } = this.#run.observer;
    if (change.state === 'absent' || sent === undefined || sent.operation === 'Delete') {
      index?.set(change.code, 'absent');
      return;
    }
    if (listed !== undefined && !matches(change.given, fingerprintOf(listed))) {
      this.#run.log.warn({ segmentCode: change.code }, 'Permutive keeps other values than were sent for this segment.');
    }
    if (index === undefined) return;
    const base = known === undefined || known === 'absent' ? fingerprintOf({}) : known;
    index.set(change.code, merged(base, sent.fields));
  }

  /** Operations accepted but not listed: read back, and sent once more where they are not in effect. */
  async #confirm(unseen: readonly Pending[], round: number): Promise<Refused[]> {
    for (const pending of unseen) pending.inDoubt = true;
    if ((await this.#observe(unseen, unseen)) === undefined) return [];
    for (const pending of unseen) {
      if (difference(pending.change, pending.known, this.#run.mode).kind === 'already' && pending.sent !== undefined) {
        this.#succeed(pending, outcomeOf(pending.sent));
      } else if (pending.acceptedUnseen) {
        const there = pending.known !== 'absent' && pending.change.state === 'present';
        if (there && pending.sent !== undefined) {
          this.#remember(pending, undefined);
          this.#run.log.warn({ segmentCode: pending.change.code }, 'Permutive keeps other values than were sent for this segment.');
          this.#succeed(pending, outcomeOf(pending.sent));
        } else {
          const message = 'Permutive accepted the operation twice, but it is not in effect.';
          this.#fail(pending, errorDetail('unexpected_response', { message }));
        }
      } else pending.acceptedUnseen = true;
    }
    return this.#attempt(unseen, round);
  }

  async #refused(
    verdict: Extract<BatchVerdict, { kind: 'refused' }>,
    group: readonly Pending[],
    round: number,
  ): Promise<Refused[]> {
    const refusal: Refusal = verdict;
    // A server that applies part of a refused batch is possible; a single refused operation is not in effect.
    if (group.length > 1) for (const pending of group) pending.inDoubt = true;
    const refused: Refused[] = [{ group, refusal, suspect: suspectIn(group, verdict.body) }];
    if (verdict.status === 404 && (await this.#importIsGone())) return [];
    const { conflicts, unexplained } = this.#run;
    const { signature } = verdict;
    const conflict = conflicts.has(signature) || speaksOfConflict(verdict.status, verdict.body);
    if (!conflict || (unexplained.has(signature) && !conflicts.has(signature)) || round >= MAX_ROUNDS || this.#stopped) return refused;
    if ((await this.#observe(group, group)) === undefined) return [];
    const explained = group.some(({ sent, known }) => sent !== undefined && explainsRefusal(sent, known));
    if (!explained) {
      const settled = group.some(({ change, known }) => difference(change, known, this.#run.mode).kind !== 'send');
      if (!settled) {
        unexplained.add(signature);
        return refused;
      }
    } else unexplained.delete(signature);
    return this.#attempt(group, round + 1);
  }

  /** D-6: a 404 is fatal only when the import itself is gone. */
  async #importIsGone(): Promise<boolean> {
    const verdict = await this.#run.taxonomy.readImport();
    if (verdict.kind === 'fatal') this.#run.fatal = verdict.error;
    if (verdict.kind === 'refused' && verdict.status === 404) {
      const { httpStatus, requestId } = verdict.error;
      this.#run.fatal = errorDetail('import_not_found', {
        ...(httpStatus !== undefined && { httpStatus }),
        ...(requestId !== undefined && { requestId }),
      });
    }
    return this.#run.fatal !== undefined;
  }

  /**
   * Reads back a group. A listing tells of the whole batch, so all that is open learns from it. When reading fails,
   * `affected` cannot be known: they become `outcome_unknown`, and nothing is returned.
   */
  async #observe(group: readonly Pending[], affected: readonly Pending[]): Promise<true | undefined> {
    if (this.#stopped) return undefined;
    const indexBefore = this.#run.observer.index;
    const observation = await this.#run.observer.observe(group.map(({ change }) => change.code));
    if (observation.kind === 'failed') {
      this.#unknown(affected, observation.failure);
      return undefined;
    }
    const { index } = this.#run.observer;
    const listed = index !== indexBefore ? index : undefined;
    if (listed !== undefined) {
      for (const pending of this.#open) {
        pending.known = listed.get(pending.change.code);
        pending.inDoubt = false;
      }
    }
    for (const pending of group) {
      pending.known = observation.of(pending.change.code);
      pending.inDoubt = false;
    }
    return true;
  }

  #unknown(affected: readonly Pending[], failure: ReadFailure): void {
    if (failure.kind === 'fatal') this.#run.fatal = failure.error;
    if (failure.kind === 'fatal' || failure.kind === 'cancelled') return;
    const { requestId, retryAfterMs } = failure.error;
    const message = `It could not be learned whether the operation took effect: reading it back failed. ${failure.error.message}`;
    for (const pending of affected) {
      this.#run.observer.index?.forget(pending.change.code);
      this.#fail(
        pending,
        errorDetail('outcome_unknown', {
          message,
          ...(requestId !== undefined && { requestId }),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        }),
      );
    }
  }

  async #narrow(first: Refused): Promise<void> {
    const started = this.#run.requestsSent();
    const moves = narrowing<Pending, Refusal>(first, this.#run.hints, (pending) => this.#open.has(pending) && !this.#guilty.has(pending));
    for (let move = moves.next(); !move.done; ) {
      if (this.#stopped) return;
      if (move.value.kind === 'guilty') {
        move = moves.next(await this.#condemn(move.value.item, move.value.refusal));
        continue;
      }
      if (!this.#succeeded && this.#run.requestsSent() - started >= FUTILE_REQUESTS) {
        // T-7: everything is refused for one reason; what is left fails with it, once it is known not to be in effect.
        for (const pending of this.#open) if (!this.#guilty.has(pending)) this.#doubtful.set(pending, first.refusal.error);
        return;
      }
      move = moves.next(await this.#attempt(move.value.group));
    }
  }

  /** T-6: a single operation refused is read back before it fails; the first of its kind at once, for it may explain them all. */
  async #condemn(pending: Pending, refusal: Refusal): Promise<Refused[]> {
    this.#guilty.set(pending, refusal);
    const { conflicts, unexplained } = this.#run;
    if (unexplained.has(refusal.signature) && !conflicts.has(refusal.signature)) return [];
    await this.#retryIfExplained([pending]);
    return [];
  }

  /** Reads refused operations back; those whose segment explains the refusal were in conflict, and are reconciled. */
  async #retryIfExplained(group: readonly Pending[]): Promise<void> {
    if ((await this.#observe(group, group)) === undefined) return;
    for (const pending of group) {
      const refusal = this.#guilty.get(pending);
      if (refusal === undefined || pending.sent === undefined) continue;
      if (!explainsRefusal(pending.sent, pending.known)) {
        this.#run.unexplained.add(refusal.signature);
        this.#fail(pending, refusal.error);
        continue;
      }
      this.#run.conflicts.add(refusal.signature);
      this.#guilty.delete(pending);
      for (const refused of await this.#attempt([pending])) {
        for (const still of refused.group) this.#fail(still, refused.refusal.error);
      }
    }
    await this.#report();
  }

  async #settleGuilty(): Promise<void> {
    const waiting = [...this.#guilty.keys()].filter((pending) => this.#open.has(pending));
    if (waiting.length > 0 && !this.#stopped) await this.#retryIfExplained(waiting);
  }

  /** T-4: what ran out of attempts, or was given up in company, is observed before it is settled. */
  async #settleDoubtful(): Promise<void> {
    const inDoubt: Pending[] = [];
    for (const [pending, error] of this.#doubtful) {
      if (!this.#open.has(pending)) continue;
      if (pending.inDoubt) inDoubt.push(pending);
      else this.#fail(pending, error);
    }
    if (inDoubt.length === 0 || (await this.#observe(inDoubt, inDoubt)) === undefined) return;
    for (const pending of inDoubt) {
      const error = this.#doubtful.get(pending);
      const left = difference(pending.change, pending.known, this.#run.mode);
      if (left.kind === 'already') this.#succeed(pending, outcomeFoundInEffect(pending));
      else if (error !== undefined) this.#fail(pending, error);
    }
  }

  /** What a fatal error or the cancellation left: not sent, refused by itself, or not to be known any more (T-9). */
  #settleUnsent(): void {
    const stop = this.#run.fatal ?? errorDetail(this.#stopped ? 'cancelled' : 'outcome_unknown');
    for (const pending of this.#open) {
      const refusal = this.#guilty.get(pending);
      const error = pending.inDoubt ? errorDetail('outcome_unknown') : (refusal?.error ?? stop);
      this.#fail(pending, error);
    }
  }
}
