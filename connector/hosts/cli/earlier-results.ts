import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { FileRow } from '../files/file-row.ts';
import { reasonOf } from '../reason.ts';
import type { FileRowResult } from '../report/file-run.ts';
import { LineStates } from '../report/line-states.ts';
import { RESULTS_FORMAT, type ResultsHeader } from '../report/results-header.ts';
import { UsageError } from '../usage-error.ts';

export interface RetryOptions {
  /** Failed rows that another attempt alone cannot help are sent too. */
  readonly allFailed: boolean;
  /** The file was corrected: its rows go by their ids, not by their lines. */
  readonly edited: boolean;
}

/** What earlier runs leave to be sent (F-15). */
export interface Remainder {
  readonly runIds: readonly string[];
  /** What becomes of a row now: it is sent; it is done; or a later row has brought its segment about since. */
  of(row: FileRow): 'send' | 'done' | 'superseded';
}

type Kept = Pick<FileRowResult, 'rowId' | 'line' | 'status' | 'segmentCode' | 'operation'> & {
  readonly error?: Pick<NonNullable<RowResult['error']>, 'retryable'>;
};

/**
 * Reads what earlier runs told of the rows of a file, the latest last. @param sha256 Digest of the file now; unknown for an
 * input that can be read once. @throws {UsageError} when they are of another file, or no results.
 */
export async function readRemainder(
  paths: readonly string[],
  sha256: string | undefined,
  { allFailed, edited }: RetryOptions,
): Promise<Remainder> {
  const [states, byId] = [new LineStates(), new Map<string, 'done' | 'again'>()];
  /** Lines to be sent again, with the segment they are about. */
  const again = new Map<number, string | null>();
  const runIds = [];
  for (const path of paths) {
    const header = await headerOf(path);
    runIds.push(header.runId);
    mustFit(path, header, sha256, edited);
    mustBeComplete(path, header, runIds);
    for await (const result of resultsIn(path)) {
      const retry = result.status === 'failed' && (allFailed || result.error?.retryable === true);
      states.set(result.line, retry ? 'failed' : 'done');
      if (edited) byId.set(result.rowId, retry || byId.get(result.rowId) === 'again' ? 'again' : 'done');
      if (retry) again.set(result.line, result.segmentCode);
      else again.delete(result.line);
    }
  }
  const overtaken = await overtakenLines(paths, again);
  return {
    runIds,
    of: ({ line, rowId }) => {
      if (edited) return byId.get(rowId) === 'done' ? 'done' : 'send';
      if (overtaken.has(line)) return 'superseded';
      return states.at(line) === 'done' ? 'done' : 'send';
    },
  };
}

/** Rows whose segment a later row has brought about: sent again, they would undo it. */
async function overtakenLines(
  paths: readonly string[],
  again: ReadonlyMap<number, string | null>,
): Promise<Set<number>> {
  const lines = new Map<string, number[]>();
  for (const [line, code] of again) if (code !== null) lines.set(code, [...(lines.get(code) ?? []), line]);
  const overtaken = new Set<number>();
  if (lines.size === 0) return overtaken;
  for (const path of paths) {
    for await (const { line, status, segmentCode } of resultsIn(path)) {
      if (status !== 'succeeded' || segmentCode === null) continue;
      for (const earlier of lines.get(segmentCode) ?? []) if (earlier < line) overtaken.add(earlier);
    }
  }
  return overtaken;
}

async function headerOf(path: string): Promise<ResultsHeader> {
  for await (const value of objectsIn(path)) {
    const format = 'format' in value ? value.format : undefined;
    const { name, number } = typeof format === 'object' && format !== null ? { name: '', number: 0, ...format } : {};
    if (name !== RESULTS_FORMAT.name) break;
    if (number !== RESULTS_FORMAT.number) {
      throw new UsageError(
        `${path} is written in form ${number} of ${name}; this version reads form ${RESULTS_FORMAT.number}.`,
      );
    }
    return value as ResultsHeader; // Its format says that we wrote it.
  }
  throw new UsageError(`${path} is no results file: its first line must be the header that --results writes.`);
}

function mustFit(path: string, { input }: ResultsHeader, sha256: string | undefined, edited: boolean): void {
  if (edited || (sha256 !== undefined && input.sha256 === sha256)) return;
  const why =
    input.sha256 === null
      ? `was written of ${input.name}, whose content is not known`
      : 'was written of a file with another content';
  throw new UsageError(
    `${path} ${why}: its lines may be other rows now. If the file was corrected since, add --edited: rows then go by their row_id.`,
  );
}

/** A retry tells nothing of what was done before it. */
function mustBeComplete(path: string, { retryOf = [] }: ResultsHeader, before: readonly string[]): void {
  const missing = retryOf.filter((runId) => !before.includes(runId));
  if (missing.length === 0) return;
  throw new UsageError(
    `${path} is of a run that went on from another (${missing.join(', ')}): name its results file too, before this one.`,
  );
}

async function* resultsIn(path: string): AsyncGenerator<Kept> {
  for await (const value of objectsIn(path)) {
    if ('rowId' in value && 'line' in value) yield value as Kept; // The header says that we wrote it.
  }
}

/** A last line that broke off with its run is no result. */
async function* objectsIn(path: string): AsyncGenerator<object> {
  const stream = createReadStream(path);
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const value = parsed(line);
      if (value !== undefined) yield value;
    }
  } catch (error) {
    throw new UsageError(`The results file ${path} cannot be read (${reasonOf(error)}).`);
  } finally {
    stream.destroy();
  }
}

function parsed(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
