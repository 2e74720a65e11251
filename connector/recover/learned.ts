import type { AudienceMode } from '../../spec/host/change-set.ts';
import type { Logger } from '../../spec/host/connector.ts';
import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { Observing } from '../imported/reader.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import type { ImportApi } from '../send/import-api.ts';
import type { HintTrust } from './narrow.ts';
import type { Pending } from './pending.ts';

/** What the batches of a run share and learn from each other. */
export interface RunState {
  readonly mode: AudienceMode;
  readonly taxonomy: ImportApi;
  readonly observer: Observing;
  readonly log: Logger;
  readonly cancel: AbortSignal | undefined;
  /** Requests sent so far. */
  readonly requestsSent: () => number;
  /** Reports changes that are in effect as they were asked for; resolves when the host has taken them. */
  readonly accepted: (changes: readonly SegmentChange[]) => Promise<void>;
  /** Reports facts, likewise. */
  readonly resolve: (facts: readonly Pending[]) => Promise<void>;
  /** Kinds of refusal that were found to mean conflict (T-6). */
  readonly conflicts: Set<string>;
  /** Kinds of refusal that reading back once failed to explain. */
  readonly unexplained: Set<string>;
  readonly hints: HintTrust;
  /** The most operations a request may hold: shrinks when Permutive finds a batch too large or too slow (D-5). */
  operationLimit: number;
  /** Set when nothing more may be sent (D-6). */
  fatal: ErrorDetail | undefined;
}

/** Whether nothing more may be sent. */
export const isStopped = ({ fatal, cancel }: RunState): boolean => fatal !== undefined || (cancel?.aborted ?? false);
