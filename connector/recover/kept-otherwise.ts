import { errorDetail } from '../../spec/host/errors.ts';
import { outcomeOf } from '../imported/difference.ts';
import { type ComparedField, differingFields } from '../imported/fingerprint.ts';
import { givenBy, type SegmentChange } from '../plan/segment-change.ts';
import type { Run } from './learned.ts';
import { knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';

/** Warns once a field (T-3): a server may round prices or escape names, and that is not a failure. */
export function learnKept({ learned, log }: Run, field: ComparedField, { code }: SegmentChange): void {
  if (learned.keptOtherwise.has(field)) return;
  learned.keptOtherwise.add(field);
  log.warn({ field, segmentCode: code }, `Permutive keeps other values of ${field} than it is sent.`);
}

/**
 * T-4, T-3: what is read with other values, and changed since it was sent without a word of it, is this run's own work. It has
 * succeeded where its fields are known to be kept otherwise, or once the Update that makes sure of them has changed it too.
 */
export function settleOurs(batch: OpenBatch, one: OpenChange): boolean {
  const { change, standing, next } = one;
  if (standing.is !== 'read' || typeof standing.known !== 'object' || !batch.isOurs(one)) return false;
  const { keptOtherwise } = batch.run.learned;
  const unsure = differingFields(givenBy(change), standing.known).filter((field) => !keptOtherwise.has(field));
  const madeSure = one.did !== undefined && next === 'Update' && batch.changedSinceSent(one);
  if (unsure.length > 0 && !madeSure) return false;
  for (const field of unsure) learnKept(batch.run, field, change);
  batch.succeed(one, one.did ?? outcomeOf(next));
  return true;
}

/** Add mode found a segment with other values: a taken code (P-1), or this run's own work, kept otherwise (T-4). */
export function settleTaken(batch: OpenBatch, one: OpenChange): void {
  const seen = knownTo(one);
  if (batch.isOurs(one) && typeof seen === 'object') {
    for (const field of differingFields(givenBy(one.change), seen)) learnKept(batch.run, field, one.change);
    batch.succeed(one, one.did ?? outcomeOf(one.next));
  } else batch.fail(one, errorDetail('duplicate_segment_code', { field: 'segment_code' }));
}
