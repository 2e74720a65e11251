import { errorDetail } from '../../spec/host/errors.ts';
import { explainsRefusal } from '../imported/difference.ts';
import type { BatchVerdict } from '../send/import-api.ts';
import type { Run } from './learned.ts';
import { lookForConflict } from './look.ts';
import { isOpen, knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import { doubtOf, type Refusal } from './standing.ts';
import { readImport, type Step } from './step.ts';

/** A group that Permutive refused, and the one of it that the refusal names, if any. */
export interface RefusedGroup<P, R> {
  readonly group: readonly P[];
  readonly refusal: R;
  readonly suspect: P | undefined;
}

/** A group of a batch that was refused as it was sent. */
export type Refused = RefusedGroup<OpenChange, Refusal>;

type Said = Extract<BatchVerdict, { kind: 'refused' | 'foreign' | 'failing' }>;

/** What is left of a group that was not accepted. */
interface Left {
  readonly refused?: readonly Refused[];
  readonly again?: readonly OpenChange[];
  readonly round?: number;
}

/** Rounds of observing and resending after a conflict; a second one catches a rival's change in between (T-4). */
const MAX_ROUNDS = 2;

/** T-4: a conflict is compared and brought in line; any other refusal, and one that nothing seen explains, is to be narrowed. */
export function* heedRefusal(
  batch: OpenBatch,
  verdict: Extract<BatchVerdict, { kind: 'refused' }>,
  group: readonly OpenChange[],
  round: number,
): Step<Left> {
  const { learned } = batch.run;
  const refused = refuse(batch, verdict, group);
  const { about, signature } = refused.refusal;
  // Words that nothing explained once are looked into again only where one row alone turns out to be in conflict.
  const mayBeConflict =
    learned.conflicts.has(signature) || (about === 'conflict' && !learned.unexplained.has(signature));
  if (!mayBeConflict || round >= MAX_ROUNDS || batch.stopped) return { refused: [refused] };
  const { known, changed } = yield* lookForConflict(batch, group, about === 'conflict');
  if (known.length === 0) return {};
  if (!changed) {
    learned.unexplained.add(signature);
    if (group.length > 1) for (const one of known) one.contradictions += 1;
    return { refused: [{ ...refused, group: known }] };
  }
  const explains = ({ standing, next }: OpenChange) => standing.is === 'read' && explainsRefusal(next, standing.known);
  if (known.some(explains)) learned.unexplained.delete(signature);
  judgeParts(batch, known);
  batch.reconciled += 1;
  return { again: known, round: round + 1 };
}

/**
 * T-4: whether the server carries out part of what it refuses. It was seen to when everything that could be carried out was;
 * where something was left, what is in effect is a rival's doing.
 */
function judgeParts(batch: OpenBatch, known: readonly OpenChange[]): void {
  const { learned } = batch.run;
  const left = known.some(
    (one) =>
      isOpen(one) && !isDone(batch, one) && !explainsRefusal(one.next, knownTo(one)) && knownTo(one) !== 'unlisted',
  );
  if (left) learned.carriesOutInPart = false;
  else noteParts(batch, known);
}

/** In effect as wanted, or with the values that Permutive makes of them: it changed since it was sent (T-3). */
const isDone = (batch: OpenBatch, one: OpenChange): boolean => batch.inEffect(one) || batch.changedSinceSent(one);

/** Notes that something of what was refused in company was carried out: it was known to be otherwise before. */
export function noteParts(batch: OpenBatch, known: readonly OpenChange[]): void {
  const carriedOut = (one: OpenChange) =>
    one.standing.is === 'read' &&
    one.standing.why === 'refused_in_company' &&
    one.standing.before !== undefined &&
    one.standing.before !== 'unlisted' &&
    isDone(batch, one);
  if (known.some(carriedOut)) batch.run.learned.carriesOutInPart = true;
}

/** D-9: somebody in between may dislike the words of one row, while Permutive answers. Anything else says nothing. */
export function* heedStranger(
  batch: OpenBatch,
  verdict: Extract<BatchVerdict, { kind: 'foreign' }>,
  group: readonly OpenChange[],
): Step<Left> {
  if (verdict.status === 403 && (yield* permutiveAnswers(batch))) return { refused: [refuse(batch, verdict, group)] };
  for (const one of group)
    batch.apply(one, {
      is: 'unanswered',
      sent: one.next,
      why: doubtOf(verdict.trail) ?? 'server_failed',
      error: verdict.error,
    });
  return {};
}

/** Requests that may be spent on a server that fails before anything of a failing batch was accepted, in the whole run (T-6). */
export const FAILING_REQUESTS = 16;

/** T-6: while the import can be read, one row may be what makes the server fail. */
export function* heedFailure(
  batch: OpenBatch,
  verdict: Extract<BatchVerdict, { kind: 'failing' }>,
  group: readonly OpenChange[],
): Step<Left> {
  const { learned } = batch.run;
  const affordable = learned.failingPays || learned.failingSpent < FAILING_REQUESTS;
  const narrowable = affordable && (batch.all.length > 1 || learned.failingPays);
  if (narrowable && (yield* permutiveAnswers(batch))) return { refused: [refuse(batch, verdict, group)] };
  for (const one of group)
    batch.apply(one, { is: 'unanswered', sent: one.next, why: 'server_failed', error: verdict.error });
  return {};
}

/** Whether a GET of the import is answered by Permutive; asked once a batch. */
function* permutiveAnswers(batch: OpenBatch): Step<boolean> {
  if (batch.stopped) return false;
  if (batch.permutiveAnswers === undefined) {
    const verdict = yield* readImport();
    if (verdict.kind === 'denied') batch.run.fatal = verdict.error;
    batch.permutiveAnswers = verdict.kind === 'success';
  }
  return batch.permutiveAnswers;
}

/** A server may carry out part of what it refuses, and a refusal may come after the fact: nothing is settled by it yet. */
function refuse(batch: OpenBatch, verdict: Said, group: readonly OpenChange[]): Refused {
  const refusal = refusalOf(batch.run, verdict);
  const is = group.length === 1 ? 'refused_alone' : 'refused_together';
  // Somebody in between has not let it through.
  const why = doubtOf(verdict.kind === 'foreign' ? 'none' : verdict.trail);
  const again = refusal.about === 'conflict' && batch.run.learned.unexplained.has(refusal.signature);
  for (const one of group) {
    batch.apply(one, { is, sent: one.next, why, refusal });
    if (again && is === 'refused_together') one.contradictions += 1;
  }
  return { group, refusal, suspect: suspectIn(group, refusal.body) };
}

/** What a refusal, an answer of somebody else's, or a 5xx says against a group. */
function refusalOf(run: Run, verdict: Said): Refusal {
  const { error } = verdict;
  if (verdict.kind === 'refused') {
    const { body, signature } = verdict;
    return { error, body, signature, about: whatIsMeant(run, verdict) };
  }
  const signature = `${verdict.kind} ${verdict.status}`;
  if (verdict.kind === 'failing') return { error, body: '', signature, about: 'failing' };
  const { message, httpStatus, requestId } = error;
  const told = {
    message,
    ...(httpStatus !== undefined && { httpStatus }),
    ...(requestId !== undefined && { requestId }),
  };
  return { error: errorDetail('blocked', told), body: '', signature, about: 'blocked' };
}

const CONFLICT_WORDS = /already exists|duplicate|does ?n[o']t exist|not found|alreadyexists|doesnotexist/i;

/** Whether a refusal says that a segment exists, or does not, against what the operation supposes (T-4, T-6). */
function whatIsMeant(
  { learned }: Run,
  { status, body, signature }: Extract<Said, { kind: 'refused' }>,
): 'conflict' | 'perhaps_conflict' | 'row' {
  if (status === 409 || status === 404 || CONFLICT_WORDS.test(body)) return 'conflict';
  return learned.conflicts.has(signature) ? 'perhaps_conflict' : 'row';
}

const POSITION = /operations\s*[[.(]\s*(\d+)/g;

/** The one operation of a group that a refusal's text names, by position or by code; nothing when it names none or several. */
function suspectIn(group: readonly OpenChange[], body: string): OpenChange | undefined {
  const named = new Set<OpenChange>();
  for (const [, position] of body.matchAll(POSITION)) {
    const one = group[Number(position)];
    if (one !== undefined) named.add(one);
  }
  if (named.size === 0) {
    const words = new Set(body.split(/[\s"'`,:;()<>]+/));
    for (const one of group) if (words.has(one.change.code)) named.add(one);
  }
  const [suspect, ...others] = named;
  return others.length === 0 ? suspect : undefined;
}
