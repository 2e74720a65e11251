import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/**
 * Has the threads of this program's own file do tasks, one at a time each, as many threads as there are cores; `take` is told what became of each.
 * The file is a bundle that plain Node runs (`test/bench/run.mjs`): a test runner's realm makes whole runs several times as slow. In a thread it
 * serves, and resolves with false.
 */
export async function inThreads<Task, Told>(
  tasks: readonly Task[],
  work: (task: Task) => Promise<Told>,
  take: (told: Told, task: Task) => void,
): Promise<boolean> {
  if (!isMainThread) {
    parentPort?.on('message', async (task: Task) => parentPort?.postMessage(await work(task)));
    return false;
  }
  const left = [...tasks];
  const serve = () =>
    new Promise<void>((resolve, reject) => {
      const thread = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
      let doing: Task | undefined;
      const next = () => {
        doing = left.shift();
        if (doing !== undefined) thread.postMessage(doing);
        else thread.terminate().then(() => resolve(), reject);
      };
      thread.on('message', (told: Told) => {
        if (doing !== undefined) take(told, doing);
        next();
      });
      thread.on('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, serve));
  return true;
}
