import type { AudienceMode } from '../../../spec/host/change-set.ts';

/** What a results file says of itself; another number is another form, and is refused by name (F-15). */
export const RESULTS_FORMAT = { name: 'destination-permutive/results', number: 1 } as const;

/** The first line. `sha256` and `rows` are null for an input that can be read once only. */
export interface ResultsHeader {
  readonly format: typeof RESULTS_FORMAT;
  readonly runId: string;
  readonly input: { readonly name: string; readonly sha256: string | null; readonly rows: number | null };
  readonly importId: string;
  readonly mode: AudienceMode;
  readonly dryRun: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Runs that this one goes on from: what they have done is not told again. */
  readonly retryOf?: readonly string[];
}
