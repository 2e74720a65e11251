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

/** Rows settle by the batch: the lines of one turn go out together, and never more than this of them. */
const GATHERED_CHARACTERS = 64 * 1024;

/** @throws {UsageError} when the file cannot be opened. */
export async function openResults(path: string, header: ResultsHeader): Promise<ResultsSink> {
  const file = await openOutput(path, 'The results file');
  await file.write(`${JSON.stringify(header)}\n`);
  let gathered = '';
  const flush = (): Promise<void> => {
    const text = gathered;
    gathered = '';
    return file.write(text);
  };
  return {
    write(result) {
      // The next write, or the end, throws what becomes of this one.
      if (gathered === '') setImmediate(() => void flush().catch(() => undefined));
      gathered += `${JSON.stringify(result)}\n`;
      return gathered.length < GATHERED_CHARACTERS ? undefined : flush();
    },
    async end(summary) {
      gathered += `${JSON.stringify({ summary })}\n`;
      await flush();
      await file.close();
    },
  };
}
