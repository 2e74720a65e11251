import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { FileRowResult } from '../report/file-run.ts';
import { openOutput } from './output-file.ts';

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

/** Takes row results as rows settle. */
export interface ResultsSink {
  /** Resolves when the file takes more: a slow disk slows the run instead of filling the memory. */
  write(result: FileRowResult): void | Promise<void>;
  /** The last line. */
  end(summary: WriteSummary): Promise<void>;
}

/** @throws {UsageError} when the file cannot be opened. */
export async function openResults(path: string, header: ResultsHeader): Promise<ResultsSink> {
  const file = await openOutput(path, 'The results file');
  await file.write(`${JSON.stringify(header)}\n`);
  return {
    write: (result) => file.write(`${JSON.stringify(result)}\n`),
    async end(summary) {
      await file.write(`${JSON.stringify({ summary })}\n`);
      await file.close();
    },
  };
}
