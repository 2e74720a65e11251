import type { Operation } from '../send/operation.ts';
import type { BatchVerdict } from '../send/taxonomy.ts';
import type { RunState } from './run-state.ts';

/** What came of sending operations; `sent` is false when none of them ever went out. */
export interface Sending {
  readonly verdict: BatchVerdict;
  readonly sent: boolean;
}

export async function transmit(
  { taxonomy, requestsSent }: RunState,
  operations: readonly Operation[],
): Promise<Sending> {
  const before = requestsSent();
  const verdict = await taxonomy.send(operations);
  // Cancelled, or a Retry-After window too long to wait.
  const held = verdict.kind === 'exhausted' || verdict.kind === 'cancelled';
  return { verdict, sent: !held || requestsSent() > before };
}
