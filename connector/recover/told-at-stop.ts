import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { Outcome } from '../../spec/host/row-result.ts';
import { explainsRefusal } from '../imported/difference.ts';
import type { Resolution, Standing } from './standing.ts';

/**
 * What is told of a change when a run has to stop, whatever stopped it (T-2, T-9, D-6). `inEffect`: whether what was read is as
 * wanted, and whose doing that is.
 */
export function toldAtStop(
  standing: Standing,
  stop: ErrorDetail,
  inEffect: (read: Extract<Standing, { is: 'read' }>) => Outcome | undefined,
): Resolution {
  switch (standing.is) {
    case 'unsent':
      return { is: 'failed', error: stop };
    case 'doubtful':
    case 'refused':
      return { is: 'failed', error: errorDetail('outcome_unknown') };
    case 'read': {
      const outcome = inEffect(standing);
      if (outcome !== undefined) return { is: 'succeeded', outcome };
      const { sent, why, known, refusal, error } = standing;
      if (sent === undefined) return { is: 'failed', error: stop };
      const explained = explainsRefusal(sent, known);
      const contradicted = refusal?.about === 'conflict' && !explained;
      // Read once, it may be too early to tell what an earlier sending did: reads may lag (T-4).
      if (why !== undefined || known === 'unlisted' || contradicted)
        return { is: 'failed', error: errorDetail('outcome_unknown') };
      return { is: 'failed', error: (explained ? undefined : refusal?.error) ?? error ?? notInEffect(stop) };
    }
    case 'fact':
      return standing.resolution;
  }
}

/** "Cancelled before it was sent" would be false of what was sent. */
const notInEffect = (stop: ErrorDetail): ErrorDetail =>
  stop.code === 'cancelled'
    ? errorDetail('cancelled', { message: 'The run was cancelled; what was sent of the row is not in effect.' })
    : stop;
