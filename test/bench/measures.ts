import type { Measured } from './contend.ts';
import type { Contender } from './contenders.ts';
import { measure, startServer } from './processes.ts';

/** How much is measured. */
export interface Effort {
  readonly repeats: number;
  readonly sizes: readonly number[];
  /** Rows of the comparison with one request a segment, at 0 and at 50 ms. */
  readonly singles: readonly [number, number];
  readonly storm: { readonly rows: number; readonly stormMs: number; readonly limit: number };
}

export const FULL: Effort = {
  repeats: 5,
  sizes: [10_000, 100_000, 1_000_000],
  singles: [2_000, 200],
  storm: { rows: 12_000, stormMs: 3_000, limit: 20 },
};
export const QUICK: Effort = {
  repeats: 2,
  sizes: [10_000, 50_000],
  singles: [200, 20],
  storm: { rows: 4_000, stormMs: 1_000, limit: 20 },
};

export type Repeats = Readonly<Record<string, readonly Measured[]>>;

/** Runs contenders in turn, so that whatever else the machine does befalls all alike. */
async function inTurn(
  contenders: readonly Contender[],
  repeats: number,
  once: (contender: Contender) => Promise<Measured>,
): Promise<Repeats> {
  const found: Record<string, Measured[]> = {};
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    // Every second round the other way about: none is always the one that runs after the heaviest.
    for (const contender of repeat % 2 === 0 ? contenders : [...contenders].reverse()) {
      const list = found[contender] ?? [];
      found[contender] = list;
      list.push(await once(contender));
    }
  }
  return found;
}

/** write() beside the bare loops, by number of rows. */
export async function throughput({ sizes, repeats }: Effort): Promise<Map<number, Repeats>> {
  const server = await startServer();
  const bySize = new Map<number, Repeats>();
  for (const rows of sizes) {
    const { origin } = server;
    bySize.set(
      rows,
      await inTurn(['write', 'ky', 'undici'], repeats, (contender) => measure({ contender, origin, rows })),
    );
  }
  server.stop();
  return bySize;
}

/** write() beside one request a segment, at a latency of the server. */
export async function beside(latencyMs: number, rows: number, repeats: number): Promise<Repeats> {
  const server = await startServer({ latencyMs });
  const { origin } = server;
  const found = await inTurn(['write', 'single'], repeats, (contender) => measure({ contender, origin, rows }));
  server.stop();
  return found;
}

/** A full list of which nothing has changed beside write() of the same rows. */
export async function fullLists({ sizes, repeats }: Effort): Promise<Map<number, Repeats>> {
  const bySize = new Map<number, Repeats>();
  for (const rows of sizes) {
    const server = await startServer({ segments: rows });
    const { origin } = server;
    bySize.set(rows, await inTurn(['write', 'list'], repeats, (contender) => measure({ contender, origin, rows })));
    server.stop();
  }
  return bySize;
}

/** The most rows in a heap of 64 MB. */
export async function smallHeap({ sizes }: Effort): Promise<{ rows: number; measured: Measured }> {
  const server = await startServer();
  const rows = sizes.at(-1) ?? 0;
  const measured = await measure({ contender: 'write', origin: server.origin, rows }, ['--max-old-space-size=64']);
  server.stop();
  return { rows, measured };
}

/** What the server saw of a run after a storm of 429s, under a limit that nobody was told of. */
export interface Recovery {
  readonly limit: number;
  readonly letIn: number;
  readonly refused: number;
  readonly early: number;
  readonly aSecond: number;
}

export async function recovery({ storm: { rows, stormMs, limit } }: Effort): Promise<Recovery> {
  const server = await startServer({ limit, stormMs });
  const { origin } = server;
  await measure({ contender: 'write', origin, rows, batchSize: 50, warm: false });
  const answer = await fetch(`${origin}/report`);
  const report = (await answer.json()) as Recovery; // The server of this benchmark answers its own report.
  server.stop();
  return report;
}
