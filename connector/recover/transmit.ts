import type { Sendable } from '../send/encode.ts';
import type { BatchVerdict } from '../send/import-api.ts';
import type { RunState } from './learned.ts';

/** What came of sending operations; `sent` is false when none of them ever went out. */
export interface Sending {
  readonly verdict: BatchVerdict;
  readonly sent: boolean;
}

export async function transmit<T>({ taxonomy }: RunState, group: readonly T[], how: Sendable<T>): Promise<Sending> {
  const verdict = await taxonomy.send(group, how);
  // Cancelled, or a Retry-After window too long to wait. A dry run sends nothing, and is answered all the same.
  const held = verdict.kind === 'exhausted' || verdict.kind === 'cancelled';
  return { verdict, sent: !held || verdict.requests.length > 0 };
}
