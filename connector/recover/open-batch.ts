import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { OperationKind, Outcome } from '../../spec/host/row-result.ts';
import { hasChanged } from '../imported/changed.ts';
import { difference, outcomeOf } from '../imported/difference.ts';
import type { Known } from '../imported/segment-index.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import type { BatchVerdict } from '../send/import-api.ts';
import { firstOperationOf } from '../send/operation.ts';
import { isStopped, type Run } from './learned.ts';
import { doubtIn, type Event, isPermutivesWord, knownOf, type Standing, SUCCEEDED, standingAfter } from './standing.ts';
import { type Step, tellFacts } from './step.ts';

/** A change that an answer has raised a question about, on its way to a fact. */
export interface OpenChange {
  readonly change: SegmentChange;
  standing: Standing;
  /** The operation that is to be sent next. */
  next: OperationKind;
  /** When it first went out in its last sending, by Permutive's clock (T-3). */
  sentAt: number;
  /** Of the first sending that may be in effect without a word of it: when it went out, and what was known then (T-4). */
  doubted: { readonly since: number; readonly before: Known } | undefined;
  /** The exchanges of its last sending, and of what was read after it; one array a group. */
  requests: readonly number[];
  /** What an accepted operation has done to it already, while its values are still being made sure of (T-3). */
  did: Outcome | undefined;
  /** How often what was said and what was read contradicted each other (T-4). */
  contradictions: number;
  /** How often what followed from reading it back, after it was refused alone, was sent. */
  followed: number;
  /** Whether Permutive has refused it in company: then it may have been carried out (T-4). */
  inCompany: boolean;
}

/** The changes of one batch that are not facts yet. Each leaves exactly once, as a fact (T-1). */
export class OpenBatch {
  readonly run: Run;
  readonly number: number;
  readonly all: readonly OpenChange[];
  #facts: OpenChange[] = [];
  /** Those of which no more can be told than that nothing is known, with where each stood. */
  readonly #unknown = new Map<OpenChange, Standing>();
  /** How often something was settled, or sent in another form, for what was found at Permutive. */
  reconciled = 0;
  /** Operations that were accepted as they were sent, and requests it took. */
  accepted = 0;
  requests = 0;
  /** Whether a Create or Delete was accepted that had been refused in company: then it had not been carried out there (T-4). */
  refusesWhole = false;
  /** Whether Permutive answered a GET of the import while something else failed (T-6, D-9). */
  permutiveAnswers: boolean | undefined;
  /** What a part of it came to that nobody answered before anything of it was accepted: the parts after it are not sent (D-4). */
  unanswered: ErrorDetail | undefined;

  constructor(run: Run, number: number, changes: readonly SegmentChange[]) {
    this.run = run;
    this.number = number;
    // T-5: what the listing told is known before anything is sent.
    this.all = changes.map((change) => ({
      change,
      standing: { is: 'unsent', known: run.observer.known(change.code) },
      next: firstOperationOf(change),
      sentAt: 0,
      doubted: undefined,
      requests: [],
      did: undefined,
      contradictions: 0,
      followed: 0,
      inCompany: false,
    }));
  }

  /** Whether nothing more may be sent. */
  get stopped(): boolean {
    return isStopped(this.run);
  }

  get open(): readonly OpenChange[] {
    return this.all.filter(isOpen);
  }

  /** The only way in which a change comes to stand otherwise. */
  apply(one: OpenChange, event: Event): void {
    const { standing } = one;
    // T-4: that something is not shown overrules no read.
    if (event.is === 'seen' && event.known === 'unlisted' && this.inEffect(one)) return;
    one.standing = standingAfter(standing, event);
    one.inCompany ||= event.is === 'refused_together' && isPermutivesWord(event.refusal);
    if (doubtIn(one.standing) !== undefined) one.doubted ??= { since: one.sentAt, before: knownOf(standing) };
    if (one.did !== undefined) one.standing = neverFailed(one.standing);
    if (standing.is === 'fact' || one.standing.is !== 'fact') return;
    const { resolution } = one.standing;
    if (resolution.is === 'failed' && resolution.error.code === 'outcome_unknown') {
      this.run.observer.forget(one.change.code);
      this.#unknown.set(one, standing);
    } else this.#facts.push(one);
  }

  /** T-2: what is read for others may still show that something is in effect of which nothing could be told. */
  revise(known: (code: string) => Known): readonly OpenChange[] {
    const shown = [...this.#unknown].filter(
      ([{ change }]) => difference(change, known(change.code), this.run.mode) === 'already',
    );
    for (const [one, was] of shown) {
      this.#unknown.delete(one);
      // An event of what it was: what is a fact stays one.
      one.standing = was;
      const seen = known(one.change.code) ?? 'unlisted';
      this.apply(one, { is: 'seen', known: seen });
      this.keep(one, seen);
      this.succeed(one, this.whoDidIt(one));
    }
    return shown.map(([one]) => one);
  }

  /** Of what was in doubt a later batch knows what was read last (T-5). */
  keep({ change }: OpenChange, known: Exclude<Known, undefined>): void {
    if (typeof known === 'object') this.run.observer.note(change.code, known);
  }

  /** Nothing more is read: what is not known by now is told so, and must not be taken from an older listing by a later batch (T-2). */
  endUnknown(): void {
    for (const one of this.#unknown.keys()) {
      this.run.observer.forget(one.change.code);
      this.#facts.push(one);
    }
    this.#unknown.clear();
  }

  /** Counts an operation that was accepted as it was sent. An Update is accepted, whatever became of it before. */
  countAccepted({ next, inCompany }: OpenChange): void {
    this.accepted += 1;
    this.refusesWhole ||= inCompany && next !== 'Update';
  }

  succeed(one: OpenChange, outcome: Outcome): void {
    this.apply(one, { is: 'resolved', resolution: SUCCEEDED[outcome] });
  }

  fail(one: OpenChange, because: ErrorDetail): void {
    const error = this.#changedBeside(one) ? errorDetail('outcome_unknown', { message: BESIDE }) : because;
    this.apply(one, { is: 'resolved', resolution: { is: 'failed', error } });
  }

  /** Notes that a group went out: what was asked is now what stands against an answer. */
  sent(group: readonly OpenChange[], { requests, sentAt }: BatchVerdict): void {
    this.requests += requests.length;
    if (requests.length === 0) return;
    for (const one of group) {
      one.requests = requests;
      one.sentAt = sentAt;
    }
  }

  /** Whether a change is known to be in effect as wanted. */
  inEffect({ change, standing }: OpenChange): boolean {
    return standing.is === 'read' && difference(change, standing.known, this.run.mode) === 'already';
  }

  /**
   * Whether what was read is this run's own work although nobody said so: it changed since the request (T-4). What shows the time
   * that was seen before the request did not change, and what an earlier batch has just brought about is that one's work.
   */
  isOurs(one: OpenChange): boolean {
    const { standing, doubted } = one;
    if (standing.is !== 'read' || standing.why === undefined || doubted === undefined) return false;
    if (standing.why === 'refused_in_company' && !this.run.learned.carriesOutInPart) return false;
    return this.changedInDoubt(one) && !this.run.learned.recent.has(one.change.code, doubted.since);
  }

  /** Whether a segment is read as changed since an operation on it was sent that nobody said anything of. */
  changedInDoubt({ change, standing, doubted }: OpenChange): boolean {
    if (change.state === 'absent') return false; // What is there is no deletion's work.
    if (standing.is !== 'read' || typeof standing.known !== 'object' || doubted === undefined) return false;
    const { known } = standing;
    return known.updatedAt > 0 && hasChanged(doubted.before, known, doubted.since);
  }

  /** The same since it was sent last. */
  changedSinceSent({ standing, sentAt }: OpenChange): boolean {
    if (standing.is !== 'read' || typeof standing.known !== 'object') return false;
    return standing.known.updatedAt > 0 && hasChanged(standing.before, standing.known, sentAt);
  }

  /** Whether another spelling of its code is listed as changed since: writes may fold codes where reads are exact (T-3). */
  #changedBeside(one: OpenChange): boolean {
    const { change, doubted } = one;
    const { observer } = this.run;
    if (doubted === undefined || observer.folds === 'case' || typeof knownTo(one) === 'object') return false;
    const seen = observer.beside(change.code);
    return seen !== undefined && seen.updatedAt > 0 && hasChanged(undefined, seen, doubted.since);
  }

  /** Hands the facts gathered so far to the host. */
  *report(): Step<void> {
    const facts = this.#facts;
    this.#facts = [];
    if (facts.length > 0) yield* tellFacts(facts, this.number);
  }

  /**
   * The outcome of what is found in effect: this run's doing where its operation is the known or most likely cause, else as it
   * was before (T-4).
   */
  whoDidIt({ standing, did, doubted }: OpenChange): Outcome {
    if (did !== undefined) return did;
    if (standing.is !== 'read' || standing.sent === undefined) return 'unchanged';
    const { sent, why, known } = standing;
    const { since, before } = doubted ?? { since: 0, before: standing.before };
    const changedBefore = typeof known === 'object' && !hasChanged(before, known, since);
    switch (why) {
      case 'answer_lost':
      case 'still_running':
      case 'server_failed':
      case 'not_shown':
        return changedBefore ? 'unchanged' : outcomeOf(sent);
      case 'refused_in_company':
        return this.run.learned.carriesOutInPart && before !== undefined && !changedBefore
          ? outcomeOf(sent)
          : 'unchanged';
      case undefined:
        return 'unchanged';
    }
  }
}

const BESIDE = 'The segment is not there under its code, but another spelling of it has changed since it was sent.';

export const isOpen = ({ standing }: OpenChange): boolean => standing.is !== 'fact';

/** Whether it was refused by itself, and nothing has come of that yet. */
export const isRefused = ({ standing }: OpenChange): boolean =>
  standing.is === 'refused' || (standing.is === 'read' && standing.refusal !== undefined);

/** What is known of a change's segment that still holds. */
export const knownTo = ({ standing }: OpenChange): Known => knownOf(standing);

/**
 * What was accepted is not told as failed for what went wrong while its values were being made sure of (T-3): it is in effect,
 * and whether Permutive keeps the values otherwise is not known.
 */
function neverFailed(standing: Standing): Standing {
  if (standing.is !== 'fact' || standing.resolution.is !== 'failed') return standing;
  const { message, requestId } = standing.resolution.error;
  const error = errorDetail('outcome_unknown', {
    message: `Permutive accepted the operation, but keeps other values than were sent, and making sure of them failed. ${message}`,
    ...(requestId !== undefined && { requestId }),
  });
  return { ...standing, resolution: { is: 'failed', error } };
}
