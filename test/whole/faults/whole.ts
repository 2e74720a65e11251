/**
 * The whole fault matrix: every fault at every place in every world, a fault a thread at a time. `npm run test:matrix [-- FAULT PLACE WORLD]` with
 * regular expressions tries a part. Prints each cell with a complaint as it comes, and what all came to; ends with an error when there is one.
 */
import { inThreads } from '../../support/shares.ts';
import { complaintsIn } from './cell.ts';
import { FAULTS } from './faults.ts';
import { SCHEDULES } from './schedules.ts';
import { WORLDS } from './worlds.ts';

const [faults = /./, places = /./, worlds = /./] = process.argv.slice(2).map((text) => new RegExp(text));

/** What a complaint says of the rows of a cell; anything else is a broken rule of another kind. */
const KINDS = {
  false: /T-2: row .* (succeeded, but is not|failed with .* but is) in effect/,
  lost: /T-1: row .* has 0 results/,
  doubled: /T-1: (row .* has \d+ results|a result for)/,
  unknown: /T-2: the outcome of row .* is unknown, but/,
  other: /./,
} as const;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[]; // Its own keys.
const kindOf = (complaint: string): Kind => KIND_NAMES.find((kind) => KINDS[kind].test(complaint)) ?? 'other';

interface Told {
  cells: number;
  readonly found: { readonly cell: string; readonly complaints: readonly string[] }[];
}

/** Tries a fault at every place in every world. */
async function tryFault(name: string): Promise<Told> {
  const told: Told = { cells: 0, found: [] };
  const fault = FAULTS[name];
  if (fault === undefined) throw new Error(`${name} is no fault.`);
  for (const [place, schedule] of Object.entries(SCHEDULES)) {
    if (!places.test(place)) continue;
    for (const [where, world] of Object.entries(WORLDS)) {
      if (!worlds.test(where)) continue;
      const complaints = await complaintsIn(fault, schedule, world);
      told.cells += 1;
      if (complaints.length > 0) told.found.push({ cell: `${name} | ${place} | ${where}`, complaints });
    }
  }
  return told;
}

const sum = { cells: 0, false: 0, lost: 0, doubled: 0, unknown: 0, other: 0 };
const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1_000);

function take({ cells, found }: Told, name: string): void {
  sum.cells += cells;
  for (const { cell, complaints } of found) {
    for (const complaint of complaints) sum[kindOf(complaint)] += 1;
    process.stdout.write(`${cell}: ${complaints.length}, ${complaints[0]}\n`);
  }
  process.stderr.write(`${seconds()} s, ${sum.cells} cells: ${name}\n`);
}

const names = Object.keys(FAULTS).filter((name) => faults.test(name));
if (await inThreads(names, tryFault, take)) {
  process.stdout.write(`${JSON.stringify({ ...sum, seconds: seconds() })}\n`);
  const { cells, ...wrong } = sum;
  if (cells === 0 || Object.values(wrong).some((count) => count > 0)) process.exitCode = 1;
}
