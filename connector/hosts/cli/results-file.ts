import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { FileRowResult } from '../report/file-run.ts';
import type { ResultsHeader } from '../report/results-header.ts';
import { openOutput } from './output-file.ts';

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
