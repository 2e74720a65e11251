/**
 * Where programs of tests are run, one after another, in a thread of the runner's: what they import from packages is loaded
 * once, and one that goes round in circles is ended with the thread.
 */
import { parentPort } from 'node:worker_threads';
import type { runFiles } from './globals.ts';

/** What a thread is asked: a program, as a URL of its own, and in what order to run its files. */
export interface Asked {
  readonly program: string;
  readonly order: readonly string[];
}

/** What a thread tells. */
export type Told =
  | { readonly is: 'begun'; readonly file: string }
  | {
      readonly is: 'ended';
      /** The test that failed, and in the next line why; absent when none did. */
      readonly failure?: string;
      /** Whether timers or sockets are left, which could meddle with the next program. */
      readonly litter: boolean;
    };

/** What a thread needs itself. */
const OWN = new Set(['MessagePort', 'Worker']);

// Whatever a mutant leaves rejected behind its test's back is not the next one's fault.
process.on('unhandledRejection', () => undefined);

const tell = (told: Told) => parentPort?.postMessage(told);

async function failureOf({ program, order }: Asked): Promise<string | undefined> {
  try {
    const { run } = (await import(program)) as { run: Run }; // As stage.ts writes it.
    await run(order, (file) => tell({ is: 'begun', file }));
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${String(error.cause ?? error.stack)}` : String(error);
  }
}

type Run = (...of: Parameters<typeof runFiles> extends [unknown, ...infer Rest] ? Rest : never) => Promise<void>;

parentPort?.on('message', async (asked: Asked) => {
  const failure = await failureOf(asked);
  const litter = process.getActiveResourcesInfo().some((resource) => !OWN.has(resource));
  tell({ is: 'ended', litter, ...(failure !== undefined && { failure }) });
});
