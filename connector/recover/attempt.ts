import { errorDetail } from '../../spec/host/errors.ts';
import type { Sendable } from '../send/encode.ts';
import type { BatchVerdict } from '../send/import-api.ts';
import { settleAccepted } from './accepted.ts';
import { difference, explainsRefusal, isOperation } from './difference.ts';
import { speaksOfConflict, suspectIn } from './hint.ts';
import type { OpenBatch, Refused } from './open-batch.ts';
import { outcomeFoundInEffect, type Pending } from './pending.ts';
import { type Sending, transmit } from './transmit.ts';

const AS_PENDING: Sendable<Pending> = { changeOf: ({ change }) => change, kindOf: ({ next }) => next };

/** Rounds of observing and resending after a conflict; a second one catches a rival's change in between (T-4). */
const MAX_ROUNDS = 2;

/**
 * Does what is left to do for a group: settles what is known to be so already, sends the rest, and heeds the verdict.
 * Returns the parts that Permutive refused because of a row; everything else is settled, in doubt, or left open by a stop.
 */
export async function attempt(batch: OpenBatch, group: readonly Pending[], round = 0): Promise<Refused[]> {
  const sending: Pending[] = [];
  for (const pending of group) {
    if (!batch.isOpen(pending)) continue;
    const left = difference(pending.change, pending.known, batch.run.mode);
    switch (left) {
      case 'already':
        batch.reconciled += 1;
        batch.succeed(pending, outcomeFoundInEffect(pending));
        break;
      case 'duplicate':
        batch.reconciled += 1;
        batch.fail(pending, errorDetail('duplicate_segment_code', { field: 'segment_code' }));
        break;
      default:
        pending.next = left;
        sending.push(pending);
    }
  }
  const refused: Refused[] = [];
  for (let at = 0; at < sending.length && !batch.stopped; ) {
    const end = at + batch.run.operationLimit;
    const part = sending.slice(at, end);
    refused.push(...(await heed(batch, await send(batch, part), part, round)));
    at = end;
  }
  await batch.report();
  return refused;
}

async function send(batch: OpenBatch, group: readonly Pending[]): Promise<BatchVerdict> {
  const sending = await transmit(batch.run, group, AS_PENDING);
  markSent(group, sending);
  return sending.verdict;
}

/** Takes up a batch after it was sent as asked: what `attempt` would have come to. */
export async function takeUp(batch: OpenBatch, sending: Sending): Promise<Refused[]> {
  const group = batch.open;
  markSent(group, sending);
  const refused = await heed(batch, sending.verdict, group, 0);
  await batch.report();
  return refused;
}

function markSent(group: readonly Pending[], { verdict, sent }: Sending): void {
  if (!sent) return;
  for (const pending of group) {
    pending.sent = pending.next;
    pending.sentKnowing = pending.known;
    pending.readBack = false;
    if (verdict.trail === 'none') continue;
    pending.inDoubt = true;
    pending.answerLost = true;
  }
}

async function heed(
  batch: OpenBatch,
  verdict: BatchVerdict,
  group: readonly Pending[],
  round: number,
): Promise<Refused[]> {
  switch (verdict.kind) {
    case 'success': {
      const again = await settleAccepted(batch, group, verdict.answer.items);
      return again.length > 0 ? attempt(batch, again, round) : [];
    }
    case 'refused':
      return heedRefusal(batch, verdict, group, round);
    case 'too_large':
    case 'too_slow':
      return halve(batch, verdict, group, round);
    case 'not_found':
    case 'foreign':
    case 'failing':
    case 'unexpected':
    case 'exhausted':
      batch.doubt(group, verdict.error);
      return [];
    case 'denied':
      batch.run.fatal = verdict.error;
      return [];
    case 'cancelled':
      return [];
  }
}

/** D-5: a batch too large or too slow is sent in halves, and the smaller size is kept for the rest of the run. */
async function halve(
  batch: OpenBatch,
  verdict: Extract<BatchVerdict, { kind: 'too_large' | 'too_slow' }>,
  group: readonly Pending[],
  round: number,
): Promise<Refused[]> {
  if (group.length === 1) {
    if (verdict.kind === 'too_large') for (const pending of group) batch.fail(pending, verdict.error);
    else batch.doubt(group, verdict.error);
    return [];
  }
  const { run } = batch;
  run.operationLimit = Math.min(run.operationLimit, Math.ceil(group.length / 2));
  const fields = { operations: group.length, nextOperations: run.operationLimit, reason: verdict.error.code };
  run.log.warn(fields, 'A batch was too much for Permutive; smaller ones are sent from now on.');
  return attempt(batch, group, round);
}

/** T-4: a conflict is reconciled; any other refusal, and a conflict that observation does not explain, is to be narrowed. */
async function heedRefusal(
  batch: OpenBatch,
  verdict: Extract<BatchVerdict, { kind: 'refused' }>,
  group: readonly Pending[],
  round: number,
): Promise<Refused[]> {
  // A server may apply part of what it refuses, and a refusal may come after the fact (decision 003).
  for (const pending of group) pending.inDoubt = true;
  const refused: Refused[] = [{ group, refusal: verdict, suspect: suspectIn(group, verdict.body) }];
  const { conflicts, unexplained } = batch.run;
  const { signature } = verdict;
  const learned = conflicts.has(signature);
  const said = speaksOfConflict(verdict.status, verdict.body) && !unexplained.has(signature);
  if (!(learned || said) || round >= MAX_ROUNDS || batch.stopped) return refused;
  const observed = await batch.observe(group);
  if (observed.length === 0) return [];
  const explained = observed.some(({ sent, known }) => sent !== undefined && explainsRefusal(sent, known));
  if (explained) unexplained.delete(signature);
  else if (observed.every(({ change, known }) => isOperation(difference(change, known, batch.run.mode)))) {
    unexplained.add(signature);
    return refused;
  }
  batch.reconciled += 1;
  return attempt(batch, observed, round + 1);
}
