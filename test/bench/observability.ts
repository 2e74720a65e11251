/**
 * What the diagnostics channels cost while nobody subscribes (O-1: under 1 %): how often a run looks at one, counted by subscribing, times the CPU time of
 * a look, beside that of the run. Two equal programs differ by more than looks can cost, so a run with and a run without them tell nothing.
 * `npm run bench:observability`; ends with an error when the limit is broken.
 */
import { channels, tracedBatch } from '../../connector/channels.ts';
import { write } from '../../connector/index.ts';
import { changeSets } from './contenders.ts';
import { spread } from './spread.ts';

const MOST = 0.01;
const SIZES = [
  { rows: 5_000, batchSize: 5_000 },
  { rows: 1_000, batchSize: 50 },
] as const;
type Size = (typeof SIZES)[number];
/** Runs that count, and those before, while everything is compiled. */
const RUNS = 40;
const WARM = 20;
const LOOKS = 100_000;

/** CPU time of this process, in microseconds. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** What a run of write() took of it, without the answering. */
async function cpuOfRun({ rows, batchSize }: Size): Promise<number> {
  let answering = 0;
  const answer: typeof fetch = async (_input, init) => {
    const since = cpu();
    const { operations } = JSON.parse(String(init?.body)) as { operations: { data: object }[] }; // The connector's own.
    const items = operations.map(({ data }) => ({ ...data, updated_at: '2100-01-01T00:00:00.000Z' }));
    const response = new Response(JSON.stringify({ items }), { headers: { 'content-type': 'application/json' } });
    answering += cpu() - since;
    return response;
  };
  const since = cpu();
  const { rows: told } = await write(
    {
      config: { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' },
      mode: 'upsert',
      changeSets: changeSets(rows),
      delivery: { batchSize },
    },
    { fetch: answer, onRowResult: () => undefined },
  );
  if (told.succeeded !== rows) throw new Error(`${told.succeeded} of ${rows} rows succeeded.`);
  return cpu() - since - answering;
}

/** How often a run looks whether somebody subscribes: once for each event it would tell. */
async function looksOfRun(size: Size): Promise<number> {
  let looks = 0;
  const count = () => {
    looks += 1;
  };
  const starts = Object.values(channels).map(({ start }) => start);
  for (const start of starts) start.subscribe(count);
  await cpuOfRun(size);
  for (const start of starts) start.unsubscribe(count);
  return looks;
}

/** What the dearest look takes, that around a batch, beside the batch alone, in microseconds. */
async function cpuOfLook(): Promise<number> {
  const work = async (): Promise<void> => undefined;
  const since = cpu();
  for (let batch = 1; batch <= LOOKS; batch += 1) await tracedBatch(batch, 1, work);
  const between = cpu();
  for (let batch = 1; batch <= LOOKS; batch += 1) await work();
  return (between - since - (cpu() - between)) / LOOKS;
}

async function medianOf(count: number, measure: () => Promise<number>): Promise<number> {
  const came: number[] = [];
  for (let at = 0; at < count; at += 1) came.push(await measure());
  return spread(came).median;
}

for (const size of SIZES) {
  await medianOf(WARM, () => cpuOfRun(size));
  const run = await medianOf(RUNS, () => cpuOfRun(size));
  const look = await medianOf(9, cpuOfLook);
  const looks = await looksOfRun(size);
  const share = (looks * look) / run;
  process.stdout.write(
    `${size.rows} rows in batches of ${size.batchSize}: ${(run / 1_000).toFixed(1)} ms of CPU, ${looks} looks of ${Math.round(look * 1_000)} ns: ${(share * 100).toFixed(4)} %\n`,
  );
  if (looks === 0 || share >= MOST) process.exitCode = 1;
}
