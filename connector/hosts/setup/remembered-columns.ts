import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Said, saidColumn } from '../files/columns.ts';

type Chosen = Readonly<Record<string, Said>>;

/** What was chosen for a set of headings, for the next file that has them; kept with the runs, where a folder is named (U-5). */
export class RememberedColumns {
  readonly #path: string | undefined;
  #known: Promise<Map<string, Chosen>> | undefined;

  constructor(keep: string | undefined) {
    this.#path = keep === undefined ? undefined : join(keep, 'columns.json');
  }

  async for(headings: readonly string[]): Promise<Chosen | undefined> {
    return (await this.#all()).get(keyOf(headings));
  }

  async remember(headings: readonly string[], chosen: Chosen): Promise<void> {
    const known = await this.#all();
    known.set(keyOf(headings), chosen);
    if (this.#path !== undefined) await writeFile(this.#path, JSON.stringify([...known]), { mode: 0o600 });
  }

  #all(): Promise<Map<string, Chosen>> {
    this.#known ??= this.#path === undefined ? Promise.resolve(new Map()) : read(this.#path);
    return this.#known;
  }
}

const keyOf = (headings: readonly string[]) => JSON.stringify(headings);

/** A file that is missing, or no longer what was written, remembers nothing. */
async function read(path: string): Promise<Map<string, Chosen>> {
  try {
    const entries: unknown = JSON.parse(await readFile(path, 'utf8'));
    return new Map(Array.isArray(entries) ? entries.flatMap(entryOf) : []);
  } catch {
    return new Map();
  }
}

function entryOf(entry: unknown): [string, Chosen][] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string' || typeof entry[1] !== 'object' || entry[1] === null)
    return [];
  const chosen = Object.entries(entry[1]).flatMap(([heading, column]) => {
    const known = saidColumn(column);
    return known === undefined ? [] : [[heading, known] as const];
  });
  return [[entry[0], Object.fromEntries(chosen)]];
}
