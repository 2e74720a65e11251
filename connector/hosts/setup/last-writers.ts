import type { KnownRun } from './known-run.ts';
import type { RunHistory } from './run-history.ts';
import type { LastWriter } from './taxonomy-view.ts';

interface Known {
  readonly writers: Map<string, LastWriter>;
  /** The run that was looked at last: runs that have ended change no more. */
  upTo: number;
}

/** Which run wrote which segment of an import last: from the results of each run, read once. */
export class LastWriters {
  readonly #history: RunHistory;
  readonly #known = new Map<string, Known>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(history: RunHistory) {
    this.#history = history;
  }

  /** By code, as Permutive keeps it. Runs that still go on are left out. */
  of(importId: string): Promise<ReadonlyMap<string, LastWriter>> {
    const found = this.#turn.then(() => this.#read(importId));
    this.#turn = found.catch(() => undefined);
    return found;
  }

  async #read(importId: string): Promise<ReadonlyMap<string, LastWriter>> {
    const known = this.#known.get(importId) ?? { writers: new Map(), upTo: 0 };
    this.#known.set(importId, known);
    // The sandbox of an earlier start went with it.
    const ended = this.#history.heads.filter(
      ({ running, dryRun, sandbox, earlier }) => !running && dryRun !== true && !(sandbox && earlier),
    );
    for (const { number } of ended.reverse()) {
      const run = this.#history.known(number);
      if (number <= known.upTo || run === undefined) continue;
      if (run.importId === importId) await fold(run, known.writers);
      known.upTo = number;
    }
    return known.writers;
  }
}

async function fold(run: KnownRun, writers: Map<string, LastWriter>): Promise<void> {
  const { number } = run.head;
  for await (const { segmentCode: code, status, outcome, error } of run.written()) {
    if (code === null) continue;
    if (outcome === 'deleted') writers.delete(code);
    else if (status === 'succeeded') writers.set(code, { run: number });
    else if (error?.code === 'outcome_unknown') writers.set(code, { run: number, unsure: true });
  }
}
