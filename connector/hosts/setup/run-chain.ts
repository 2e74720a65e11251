import { UsageError } from '../usage-error.ts';
import type { Lines } from './chosen-rows.ts';
import type { EarlierRun } from './earlier-run.ts';
import { type Effect, isEffect } from './effect.ts';
import { inputPath } from './run-folder.ts';
import type { RunHistory } from './run-history.ts';

/** What runs of earlier starts of the program leave to be sent of a file. */
export interface Rest {
  /** The newest of them. */
  readonly last: EarlierRun;
  readonly file: string;
  readonly path: string;
  readonly effect: Effect;
  /** Oldest first. */
  readonly runIds: readonly string[];
  /** Of a file of so many rows, those without a final result. */
  only(rows: number): Lines;
}

/** A run of an earlier start, and those that it went on from. @throws {UsageError} when there is nothing to go on with. */
export async function restOf(history: RunHistory, number: number, importId: string): Promise<Rest> {
  const chain = chainOf(history, number);
  const [last] = chain;
  if (last === undefined) throw new UsageError('There is nothing of this run to resume.');
  const { input, import: to, mode } = last.order.about;
  if (importId.toLowerCase() !== to.id.toLowerCase()) throw new UsageError('The run was for another import.');
  if (input?.sha256 === undefined || !isEffect(mode))
    throw new UsageError('The file of that run was not kept: bring it again.');
  const final = new Set<number>();
  for (const run of chain) for (const line of (await run.rows()).finalLines()) final.add(line);
  return {
    last,
    file: input.name,
    path: inputPath(last.path, input.sha256),
    effect: mode,
    runIds: chain.map((run) => run.order.about.runId).reverse(),
    only: (rows) => ({ size: Math.max(0, rows - final.size), has: (line) => !final.has(line) }),
  };
}

function chainOf(history: RunHistory, number: number | undefined): EarlierRun[] {
  const run = number === undefined ? undefined : history.earlier(number);
  return run === undefined ? [] : [run, ...chainOf(history, run.order.resumedFrom)];
}
