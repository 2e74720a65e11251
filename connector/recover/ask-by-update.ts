import type { Sendable } from '../send/encode.ts';
import { positionsOf } from '../send/positions.ts';
import { isOpen, type OpenBatch, type OpenChange } from './open-batch.ts';
import { heedAll } from './send-group.ts';
import { type Step, send } from './step.ts';

const AS_UPDATE: Sendable<OpenChange> = { changeOf: ({ change }) => change, kindOf: () => 'Update' };

/** So many of a batch are asked after; of more, waiting for what reads may show late takes less time. */
export const MOST_ASKED = 8;

/**
 * T-4: whether segments are there that Permutive may have created in company, and has refused to create alone. An Update says so at once, where a
 * read may lag: it passes only where the segment is there, and is what would be sent then. Comes to those of which it said nothing.
 */
export function* askByUpdate(batch: OpenBatch, group: readonly OpenChange[]): Step<readonly OpenChange[]> {
  const untold: OpenChange[] = [];
  for (const one of group) {
    if (batch.stopped || !isOpen(one)) continue;
    const positions = () => positionsOf(batch.all, [one]);
    const verdict = yield* send([one], AS_UPDATE, { purpose: 'narrow', batch: batch.number, positions });
    if (verdict.kind === 'refused') {
      one.requests = [...one.requests, ...verdict.requests];
      continue;
    }
    one.next = 'Update';
    yield* heedAll(batch, verdict, [one], { purpose: 'narrow' });
    if (isOpen(one)) untold.push(one);
    else batch.run.learned.carriesOutInPart = true;
  }
  return untold;
}
