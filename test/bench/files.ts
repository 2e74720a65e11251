/**
 * What files cost beside write() alone (F-23), and membership files (B-1): each contender in a process of its own, in turn.
 * `npm run bench:files [-- rows]`; ends with an error when a limit is broken.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { growHeapSparingly } from '../../connector/hosts/cli/heap.ts';
import { run } from '../../connector/hosts/cli/run.ts';
import { faces } from '../../connector/hosts/faces.ts';
import { write } from '../../connector/index.ts';
import { checkMemberships } from '../../connector/memberships/index.ts';
import { startServer } from './processes.ts';
import { serve } from './server.ts';

const CONFIG = { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' };
const ROUNDS = 3;

interface Measured {
  readonly perSecond: number;
  /** By CPU time, which a busy machine does not stretch: what the limits are held against. */
  readonly perCpuSecond: number;
  readonly peakMb: number;
}

const rowOf = (at: number) => ({
  row_id: `row-${at}`,
  segment_code: `segment_code_${at}`,
  segment_name: `Interest > In market > Segment ${at}`,
  description: 'Read three or more articles in the last 30 days',
  cpm: '1.5',
});

function* changeSets(count: number) {
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, count - from) }, (_, at) => rowOf(from + at));
    yield { rows: rows.map(({ row_id: rowId, ...row }) => ({ rowId, ...row })) };
  }
}

/** Each does the work on `count` rows or lines of the file at `path`. */
const CONTENDERS: Readonly<Record<string, (path: string, count: number, baseUrl: string) => Promise<unknown>>> = {
  write: (_path, count, baseUrl) =>
    write(
      {
        config: CONFIG,
        target: { segmentName: 'Everyone' },
        mode: 'upsert',
        changeSets: changeSets(count),
        delivery: { baseUrl },
      },
      { onRowResult: () => undefined },
    ),
  sync: (path, _count, baseUrl) => sync([path], baseUrl),
  'sync, read whole first': (path, _count, baseUrl) => sync([path], baseUrl, { isTTY: true }),
  'sync, every result written': (path, _count, baseUrl) => sync([path, '--results', `${path}.results`], baseUrl),
  'csv-parse': async (path) => {
    for await (const _ of createReadStream(path).pipe(parse({ columns: true })));
  },
  memberships: (path) => memberships(path),
  'memberships, gzip': (path) => memberships(path),
};

/** The command line as it runs in a process of its own; at a terminal it could ask, and reads all of the file first (F-0). */
async function sync(argv: readonly string[], baseUrl: string, terminal: { isTTY?: true } = {}): Promise<void> {
  growHeapSparingly();
  const stdout = new PassThrough().resume();
  const { importId: PERMUTIVE_IMPORT_ID, apiKey: PERMUTIVE_API_KEY } = CONFIG;
  const env = { PERMUTIVE_IMPORT_ID, PERMUTIVE_API_KEY, PERMUTIVE_BASE_URL: baseUrl };
  const stdin = Object.assign(Readable.from([]), terminal);
  const streams = { stdin, stdout, stderr: Object.assign(new PassThrough().resume(), terminal) };
  const signal = new AbortController().signal;
  const command = ['sync', ...argv, '--segment-name', 'Everyone'];
  const code = await run(command, { ...streams, env, signal, faces });
  if (code !== 0) throw new Error(`sync ended with ${code}.`);
}

async function memberships(path: string): Promise<void> {
  const has = (code: string) => code.endsWith('7');
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024 });
  await checkMemberships({ name: path, bytes }, { has });
}

async function contend(name: string, path: string, count: number, baseUrl: string): Promise<void> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await CONTENDERS[name]?.(path, count, baseUrl);
  const { user, system } = process.cpuUsage(before);
  const measured: Measured = {
    perSecond: Math.round((count / (performance.now() - startedAt)) * 1_000),
    perCpuSecond: Math.round((count / (user + system)) * 1e6),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
  process.stdout.write(JSON.stringify(measured));
}

function measure(
  name: string,
  path: string,
  count: number,
  baseUrl: string,
  nodeOptions: readonly string[] = [],
): Measured {
  const [, program = ''] = process.argv;
  const rounds = Array.from({ length: ROUNDS }, (): Measured => {
    const argv = [...nodeOptions, program, 'contend', name, path, String(count), baseUrl];
    const { stdout, status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
    return JSON.parse(stdout);
  });
  const median = (values: readonly number[]) =>
    [...values].sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    perCpuSecond: median(rounds.map(({ perCpuSecond }) => perCpuSecond)),
    peakMb: median(rounds.map(({ peakMb }) => peakMb)),
  };
}

async function makeFile(path: string, text: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(text), createWriteStream(path));
}

function* csv(count: number) {
  yield 'row_id,segment_code,segment_name,description,cpm\n';
  for (let at = 0; at < count; at += 1_000)
    yield Array.from({ length: 1_000 }, (_, next) => `${Object.values(rowOf(at + next)).join(',')}\n`).join('');
}

function* membershipLines(count: number) {
  const line = (at: number) =>
    `user-${at}-8f1a4f6e9a51\tseg_${at % 5_003},seg_${(at * 7) % 5_003},seg_${(at * 13) % 4_999}\n`;
  for (let at = 0; at < count; at += 1_000) yield Array.from({ length: 1_000 }, (_, next) => line(at + next)).join('');
}

async function main(rows: number, lines: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-files-'));
  const server = await startServer();
  const broken: string[] = [];
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const hold = (what: string, kept: boolean, value: number) => {
    if (!kept) broken.push(`${what}: ${value}`);
  };
  const counted = (value: number) => value.toLocaleString('en');
  try {
    const path = join(folder, 'rows.csv');
    await makeFile(path, csv(rows));
    const alone = measure('write', path, rows, server.origin);
    say(`${counted(rows)} rows\n\n| what | rows/s | rows/s of CPU | share of write() | peak memory (MB) |`);
    say('| --- | ---: | ---: | ---: | ---: |');
    for (const [name, share] of ROW_LIMITS) {
      const measured = name === 'write' ? alone : measure(name, path, rows, server.origin);
      const { perSecond, perCpuSecond, peakMb } = measured;
      const ratio = Math.round((perCpuSecond / alone.perCpuSecond) * 100) / 100;
      say(`| ${name} | ${counted(perSecond)} | ${counted(perCpuSecond)} | ${ratio} | ${peakMb} |`);
      if (share !== undefined) hold(`${name}: share of write() under ${share}`, ratio >= share, ratio);
      if (name.startsWith('sync')) hold(`${name}: more than 250 MB`, peakMb <= 250, peakMb);
    }
    const users = join(folder, 'users.tsv');
    await makeFile(users, membershipLines(lines));
    await pipeline(createReadStream(users), createGzip({ level: 1 }), createWriteStream(`${users}.gz`));
    const gb = (await stat(users)).size / 1e9;
    say(`\n${counted(lines)} lines of memberships, ${gb.toFixed(2)} GB, in a 64 MB heap\n`);
    say('| what | lines/s | lines/s of CPU | peak memory (MB) |\n| --- | ---: | ---: | ---: |');
    for (const [name, file] of [
      ['memberships', users],
      ['memberships, gzip', `${users}.gz`],
    ] as const) {
      const { perSecond, perCpuSecond, peakMb } = measure(name, file, lines, '', ['--max-old-space-size=64']);
      say(`| ${name} | ${counted(perSecond)} | ${counted(perCpuSecond)} | ${peakMb} |`);
      hold(`${name}: under 1,000,000 lines/s`, perCpuSecond >= 1_000_000, perCpuSecond);
    }
  } finally {
    server.stop();
    await rm(folder, { recursive: true, force: true });
  }
  for (const line of broken) process.stderr.write(`Not kept: ${line}\n`);
  if (broken.length > 0) process.exitCode = 1;
}

/** The least share of write()'s own rows a second (F-23). */
const ROW_LIMITS: readonly (readonly [name: string, share: number | undefined])[] = [
  ['write', undefined],
  ['csv-parse', undefined],
  ['sync', 0.65],
  ['sync, read whole first', 0.5],
  ['sync, every result written', undefined],
];

const [, , role = '', name = '', path = '', count = '', baseUrl = ''] = process.argv;
if (role === 'server') serve(JSON.parse(name));
else if (role === 'contend') await contend(name, path, Number(count), baseUrl);
else await main(Number(role || 1_000_000), Number(name || 25_000_000));
