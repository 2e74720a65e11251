import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { type Done, type RemovalResult, readBackup } from '../../reconcile/index.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';

/** What an import held before a run. @throws {UsageError} when it is not whole, or of another import. */
export async function backupOf(path: string, importId: string) {
  const file = createReadStream(path);
  const text = file.pipe(createGunzip());
  file.on('error', (error) => text.destroy(error));
  const { header, segments } = await readBackup(text).catch((error: unknown) => {
    throw new UsageError(`The backup ${path} cannot be read (${reasonOf(error)}).`);
  });
  if (header.importId.toLowerCase() !== importId.toLowerCase())
    throw new UsageError(`The backup ${path} is of import ${header.importId}, and the settings are of ${importId}.`);
  return segments;
}

/** What a run did, from its results file: rows and removals. A last line that broke off with its run tells nothing. */
export async function* doneIn(path: string): AsyncGenerator<Done> {
  const stream = createReadStream(path);
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const told = resultIn(line);
      if (told === undefined) continue;
      const { removal, outcome, segmentCode, segment } = told;
      if (removal?.status === 'deleted') yield { code: removal.segmentCode, did: 'deleted' };
      if (outcome === 'deleted' && segmentCode) yield { code: segmentCode, did: 'deleted' };
      if ((outcome !== 'created' && outcome !== 'updated') || !segmentCode) continue;
      yield {
        code: segmentCode,
        did: outcome,
        ...(segment?.id !== undefined && { id: segment.id }),
        ...(segment?.after && { after: segment.after }),
      };
    }
  } catch (error) {
    throw new UsageError(`The results ${path} cannot be read (${reasonOf(error)}).`);
  } finally {
    stream.destroy();
  }
}

function resultIn(line: string): (Partial<RowResult> & { removal?: RemovalResult }) | undefined {
  try {
    return JSON.parse(line) as Partial<RowResult> & { removal?: RemovalResult }; // Written by a run of ours.
  } catch {
    return undefined;
  }
}
