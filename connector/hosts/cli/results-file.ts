import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { Output } from './output.ts';

/** Takes row results as rows settle. */
export interface ResultsSink {
  /** Resolves when the file takes more: a slow disk slows the run instead of filling the memory. */
  write(result: RowResult): void | Promise<void>;
  close(): Promise<void>;
}

/** For a sync without --results. */
export const noResults: ResultsSink = { write: () => undefined, close: async () => undefined };

/** One JSON line a row. @throws {UsageError} when the file cannot be opened. */
export async function openResults(path: string): Promise<ResultsSink> {
  const stream = createWriteStream(path);
  try {
    await once(stream, 'ready');
  } catch (error) {
    throw new UsageError(`The results file ${path} cannot be opened (${reasonOf(error)}).`);
  }
  const output = new Output(stream);
  return {
    write: (result) => output.write(`${JSON.stringify(result)}\n`),
    async close() {
      output.throwFault();
      if (output.closed) return;
      stream.end();
      await finished(stream);
    },
  };
}
