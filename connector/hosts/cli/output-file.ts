import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { Output } from './output.ts';

/** An output could not be written to its end: a fault of the run, never of the command line (F-21). */
export class OutputBroken extends Error {
  override readonly name = 'OutputBroken';
}

/** A file that a command writes: opened before the first request, written at the disk's pace. */
export interface OutputFile {
  readonly path: string;
  /** Resolves when the file takes more. @throws {OutputBroken} */
  write(text: string): Promise<void>;
  /** @throws {OutputBroken} */
  close(): Promise<void>;
}

/** @param what As it is called in an error: "The results file". @throws {UsageError} when it cannot be opened. */
export async function openOutput(path: string, what: string): Promise<OutputFile> {
  const stream = createWriteStream(path);
  try {
    await once(stream, 'ready');
  } catch (error) {
    throw new UsageError(`${what} ${path} cannot be written (${reasonOf(error)}). Nothing was sent.`);
  }
  const output = new Output(stream);
  const broken = (error: unknown) => new OutputBroken(`${what} ${path} could not be written (${reasonOf(error)}).`);
  return {
    path,
    async write(text) {
      try {
        await output.write(text);
      } catch (error) {
        throw broken(error);
      }
    },
    async close() {
      try {
        output.throwFault();
        if (output.closed) return;
        stream.end();
        await finished(stream);
      } catch (error) {
        throw broken(error);
      }
    },
  };
}
