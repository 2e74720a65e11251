import { evaluate, type Thresholds } from '../../../spec/host/evaluate.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import { EXIT, type ExitCode } from './io.ts';

/** What a run is judged by at its end. */
export interface RunEnd {
  readonly summary: WriteSummary;
  /** Whether the input or an output broke off. */
  readonly broken: boolean;
  readonly unknownRows: number;
  readonly withheld: number;
  /** What `--fail-if` says; without it, any failed row and any deletion that was held back. */
  readonly thresholds: Thresholds | undefined;
}

/** F-21. */
export function exitCodeOf({ summary, broken, unknownRows, withheld, thresholds }: RunEnd): ExitCode {
  if (broken || summary.fatal !== undefined || summary.status === 'failed') return EXIT.runFailed;
  if (summary.status === 'cancelled') return EXIT.cancelled;
  const limits = thresholds ?? { failedRows: 0, withheld: 0 };
  return evaluate({ ...summary, unknownRows, withheld }, limits).length > 0 ? EXIT.rowsFailed : EXIT.ok;
}
