import type { RequestEvent } from '../../../../spec/host/request-event.ts';
import type { RowResult } from '../../../../spec/host/row-result.ts';
import connector from '../../../index.ts';
import type { FileRow } from '../../files/file-row.ts';
import { openRows } from '../../files/rows.ts';
import { fileSource } from '../../files/source.ts';
import { cellsOf } from '../../report/failed-rows.ts';
import { runFile } from '../../report/file-run.ts';
import type { Connection } from '../connection.ts';
import type { Told } from './proof.ts';

/** What one reading of the file came to: a dry run, or the run itself. */
export interface Act {
  readonly told: readonly Told[];
  readonly events: readonly RequestEvent[];
  readonly summary: Awaited<ReturnType<typeof runFile>>['summary'];
}

interface Stage {
  readonly path: string;
  readonly connection: Connection;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/** Carries the file out against the sandbox, or makes the dry run of it. @param maxDeletes P-8's guard: what the plan shows. */
export async function act(
  { path, connection, fetch, signal }: Stage,
  dryRun: boolean,
  maxDeletes?: number,
): Promise<Act> {
  const source = await fileSource(path, 'demo.csv');
  try {
    const file = await openRows(source, { mode: 'mirror', whole: true });
    const told: Told[] = [];
    const events: RequestEvent[] = [];
    const rows = new Map<number, FileRow>();
    const { baseUrl } = connection;
    const { summary } = await runFile({
      connector,
      request: {
        config: connection.config,
        mode: 'mirror',
        dryRun,
        delivery: { ...(baseUrl !== undefined && { baseUrl }), ...(maxDeletes !== undefined && { maxDeletes }) },
      },
      rows: seen(file.rows(), rows),
      where: (line, field) => file.where(line, field),
      context: { fetch, signal, onRequest: (event) => void events.push(event) },
      onResult: (result) => {
        const row = rows.get(result.line);
        rows.delete(result.line);
        told.push({ result, asked: row === undefined ? {} : cellsOf(row) });
      },
    });
    return { told, events, summary };
  } finally {
    await source.close();
  }
}

async function* seen(rows: AsyncIterable<readonly FileRow[]>, into: Map<number, FileRow>) {
  for await (const some of rows) {
    for (const row of some) into.set(row.line, row);
    yield some;
  }
}

/** How many rows were told so. */
export const countOf = (told: readonly Told[], is: (result: RowResult) => boolean): number =>
  told.filter(({ result }) => is(result)).length;
