import { monitorEventLoopDelay } from 'node:perf_hooks';
import { CONTENDERS, type Contender, prepare } from './contenders.ts';

export interface ContenderOptions {
  readonly contender: Contender;
  readonly origin: string;
  readonly rows: number;
  readonly batchSize?: number;
  /** Whether to send one batch before the measuring begins, so that compiling is not measured. */
  readonly warm?: boolean;
}

/** What one process measured of itself. Delays of the event loop are beyond the sampling interval. */
export interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly maxRssMb: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly requests: number;
}

const SAMPLING_MS = 5;

/** Runs one contender in this process and prints what it took as a line of JSON. */
export async function contend({ contender, origin, rows, batchSize, warm = true }: ContenderOptions): Promise<void> {
  const run = CONTENDERS[contender];
  const tidyUp = await prepare(contender, origin, rows);
  // A full list is of all that the import holds: it has no smaller one to warm up with.
  if (warm && contender !== 'list') await run(origin, contender === 'single' ? 50 : 5_000);
  const delay = monitorEventLoopDelay({ resolution: SAMPLING_MS });
  delay.enable();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const requests = await run(origin, rows, batchSize);
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  const beyond = (ns: number) => Math.max(0, ns / 1e6 - SAMPLING_MS);
  const measured: Measured = {
    ms,
    cpuMs: (user + system) / 1_000,
    maxRssMb: process.resourceUsage().maxRSS / 1_024,
    loopP99Ms: beyond(delay.percentile(99)),
    loopMaxMs: beyond(delay.max),
    requests,
  };
  await tidyUp();
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}
