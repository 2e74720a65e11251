import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { type BackupHeader, type Done, type RemovalResult, readBackup } from '../../reconcile/index.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { RESULTS_FORMAT, type ResultsHeader } from './results-header.ts';

/** What an import held before a run. @throws {UsageError} when it is not whole, or of another import. */
export async function backupOf(path: string, importId: string) {
  const file = createReadStream(path);
  const text = file.pipe(createGunzip());
  file.on('error', (error) => text.destroy(error));
  const backup = await readBackup(text).catch((error: unknown) => {
    throw new UsageError(`The backup ${path} cannot be read (${whyNoBackup(error)}).`);
  });
  const { header } = backup;
  if (header.importId.toLowerCase() !== importId.toLowerCase())
    throw new UsageError(`The backup ${path} is of import ${header.importId}, and the settings are of ${importId}.`);
  return backup;
}

/** A seal that is broken says how in words of its own; what cannot be unpacked was never a backup. */
function whyNoBackup(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error instanceof Error ? error.message : reasonOf(error);
  return code.startsWith('Z_') ? 'it is no backup that a run kept' : reasonOf(error);
}

/** Backup and results are written by one run, the backup right after the first line of the results. */
const MOST_APART_MS = 10 * 60_000;

/** Why results are not of the run that a backup was kept for; nothing when they are. */
function whyOfAnother({ importId, startedAt }: ResultsHeader, backup: BackupHeader): string | undefined {
  if (importId.toLowerCase() !== backup.importId.toLowerCase()) return `of import ${importId}`;
  const apart = Date.parse(backup.createdAt) - Date.parse(startedAt);
  return apart >= -1_000 && apart <= MOST_APART_MS ? undefined : `of a run that began at ${startedAt}`;
}

/** What one result, or one removal, says was done. */
export function* doneBy({ removal, outcome, segmentCode, segment }: Told): Generator<Done> {
  if (removal?.status === 'deleted') yield { code: removal.segmentCode, did: 'deleted' };
  if (outcome === 'deleted' && segmentCode) yield { code: segmentCode, did: 'deleted' };
  if ((outcome !== 'created' && outcome !== 'updated') || !segmentCode) return;
  yield {
    code: segmentCode,
    did: outcome,
    ...(segment?.id !== undefined && { id: segment.id }),
    ...(segment?.after && { after: segment.after }),
  };
}

type Told = Partial<RowResult> & Partial<ResultsHeader> & { readonly removal?: RemovalResult };

/**
 * What a run did, from its results file: rows and removals. A last line that broke off with its run tells nothing.
 *
 * @throws {UsageError} when it cannot be read, is no results file, or is of another run than the backup.
 */
export async function* doneIn(path: string, backup?: BackupHeader): AsyncGenerator<Done> {
  const stream = createReadStream(path);
  let first = true;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const told = resultIn(line);
      if (first) mustBeResults(path, told, backup);
      first = false;
      if (told !== undefined) yield* doneBy(told);
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(`The results ${path} cannot be read (${reasonOf(error)}).`);
  } finally {
    stream.destroy();
  }
}

/** The first line is a header, or a row where a host keeps what it says elsewhere. */
function mustBeResults(path: string, told: Told | undefined, backup: BackupHeader | undefined): void {
  const isHeader = told?.format?.name === RESULTS_FORMAT.name;
  if (told === undefined || !(isHeader || told.rowId !== undefined || told.removal !== undefined))
    throw new UsageError(`${path} holds no results of a run: name the file that the run wrote with --results.`);
  const why = isHeader && backup !== undefined ? whyOfAnother(told as ResultsHeader, backup) : undefined; // By its format.
  if (why !== undefined)
    throw new UsageError(
      `The results ${path} are ${why}, and the backup is of ${backup?.importId} at ${backup?.createdAt}: name the two that one run wrote.`,
    );
}

function resultIn(line: string): Told | undefined {
  try {
    const told: unknown = JSON.parse(line);
    return typeof told === 'object' && told !== null ? (told as Told) : undefined; // Written by a run of ours.
  } catch {
    return undefined;
  }
}
