import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads';
import type { Asked, Told } from './trial.ts';

/** How often a thread is looked after, in milliseconds. */
const EVERY_MS = 100;
/** Programs that a thread runs before a new one takes its place: what was imported is never let go of. */
const MOST_PROGRAMS = 60;

/** A time zone that a test sets holds in a thread only if its environment is the process's own. */
const SETTINGS: WorkerOptions = { stdout: true, stderr: true, env: SHARE_ENV };

/** What a program took, in milliseconds. */
export interface Took {
  /** Of the processor, by file: however busy the machine is with others. */
  readonly cpuMs: ReadonlyMap<string, number>;
  /** The longest that it had nothing to do. */
  readonly idleMs: number;
}

/** What a program may take before it is given up: it goes round in circles, or waits for what will never come. */
export interface Limits {
  readonly cpuMs: (file: string) => number;
  readonly idleMs: number;
}

/** What a program came to. */
export type Trial =
  | { readonly is: 'passed'; readonly took: Took }
  | { readonly is: 'failed'; readonly words: string }
  | { readonly is: 'endless'; readonly file: string };

/** Tries programs of tests, one at a time. */
export class Bench {
  #worker: Worker | undefined;
  #programs = 0;

  async try(asked: Asked, limits: Limits): Promise<Trial> {
    const isNew = this.#worker === undefined;
    this.#worker ??= new Worker(new URL('trial.mjs', import.meta.url), SETTINGS);
    const worker = this.#worker;
    this.#programs += 1;
    const { trial, reusable } = await tried(worker, asked, limits);
    if (!reusable || this.#programs >= MOST_PROGRAMS) await this.close();
    // A thread that does not even begin is at fault itself, for what earlier programs have left in it.
    return trial.is === 'endless' && trial.file === '' && !isNew ? this.try(asked, limits) : trial;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#programs = 0;
    await worker?.terminate();
  }
}

interface Tried {
  readonly trial: Trial;
  /** Whether the thread may run another program. */
  readonly reusable: boolean;
}

function tried(worker: Worker, asked: Asked, limits: Limits): Promise<Tried> {
  return new Promise((resolve) => {
    const took = { cpuMs: new Map<string, number>(), idleMs: 0 };
    let file = '';
    let since = process.cpuUsage();
    const cpuMs = () => {
      const { user, system } = process.cpuUsage(since);
      return (user + system) / 1_000;
    };
    const turn = (to: string) => {
      took.cpuMs.set(file, cpuMs());
      file = to;
      since = process.cpuUsage();
    };
    const settle = (trial: Trial, reusable = false) => {
      clearInterval(watch);
      worker.removeAllListeners();
      resolve({ trial, reusable });
    };
    let { idle: idleSince, active: activeBefore } = worker.performance.eventLoopUtilization();
    const watch = setInterval(() => {
      const { idle, active } = worker.performance.eventLoopUtilization();
      if (active - activeBefore > 1) idleSince = idle;
      activeBefore = active;
      took.idleMs = Math.max(took.idleMs, idle - idleSince);
      if (cpuMs() > limits.cpuMs(file) || took.idleMs > limits.idleMs) settle({ is: 'endless', file });
    }, EVERY_MS);
    worker.on('message', (told: Told) => {
      if (told.is === 'begun') return turn(told.file);
      turn('');
      const { failure, litter } = told;
      settle(failure === undefined ? { is: 'passed', took } : { is: 'failed', words: failure }, !litter);
    });
    worker.once('error', (error) => settle({ is: 'failed', words: String(error.stack) }));
    worker.once('exit', (code) => settle({ is: 'failed', words: `The thread ended with ${code}.` }));
    worker.postMessage(asked);
  });
}
