import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';

/** A run's own folder below the one that keeps them: numbered, so that they stand in order. @throws {UsageError} */
export async function folderOfRun(keep: string): Promise<string> {
  try {
    await mkdir(keep, { recursive: true });
    const numbers = (await readdir(keep)).filter((name) => /^\d{1,9}$/.test(name)).map(Number);
    for (let number = Math.max(0, ...numbers) + 1; ; number += 1) {
      const folder = join(keep, String(number));
      const made = await mkdir(folder).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false; // Another run has just taken it.
          throw error;
        },
      );
      if (made) return folder;
    }
  } catch (error) {
    throw new UsageError(`The folder ${keep} cannot keep the run (${reasonOf(error)}). Nothing was sent.`);
  }
}
