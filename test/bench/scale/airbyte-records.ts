/**
 * Syncs records as Airbyte sends them to a Taxonomy API that answers every batch in full, beside write() with the same rows, and prints
 * what came of both as JSON: `node test/bench/run.mjs test/bench/scale/airbyte-records.ts 200000 [streams]`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runAirbyte, systemTime } from '../../../connector/hosts/airbyte/run.ts';
import connector from '../../../connector/index.ts';

const RECORDS = Number(process.argv[2] ?? 200_000);
/** Streams at once, their records in turn. */
const STREAMS = Number(process.argv[3] ?? 1);
/** Records between two states. */
const STATE_EVERY = 10_000;
const ROUNDS = 3;
const CHUNK_RECORDS = 250; // About the 64 KiB of a pipe.

const settings = { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' };

const streamAt = (at: number) => `segments${at % STREAMS}`;

const segmentAt = (at: number) => ({
  segment_code: `segment_code_${at}`,
  segment_name: `Interest > In market > Segment ${at}`,
  description: 'Read three or more articles in the last 30 days',
  cpm: 1.5,
});

function* chunks() {
  for (let from = 0; from < RECORDS; from += CHUNK_RECORDS) {
    const lines = Array.from({ length: CHUNK_RECORDS }, (_, at) =>
      JSON.stringify({
        type: 'RECORD',
        record: { stream: streamAt(from + at), data: segmentAt(from + at), emitted_at: 1_700_000_000_000 },
      }),
    );
    if ((from + CHUNK_RECORDS) % STATE_EVERY === 0) {
      const id = (from + CHUNK_RECORDS) / STATE_EVERY;
      lines.push(
        `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"${streamAt(id)}"}},"id":${id}}}`,
      );
    }
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

function* changeSets() {
  for (let from = 0; from < RECORDS; from += 5_000) {
    yield {
      rows: Array.from({ length: 5_000 }, (_, at) => ({
        rowId: String(from + at),
        change: 'added' as const,
        ...segmentAt(from + at),
      })),
    };
  }
}

let batches = 0;
const answering: typeof fetch = async (input, init) => {
  batches += 1;
  const { operations } = (await new Request(input, init).json()) as { operations: { data: object }[] }; // What D-1 sends.
  return Response.json({ items: operations.map(({ data }) => data) });
};

const folder = mkdtempSync(join(tmpdir(), 'airbyte-'));
const config = join(folder, 'config.json');
const catalog = join(folder, 'catalog.json');
writeFileSync(config, JSON.stringify(settings));
writeFileSync(
  catalog,
  JSON.stringify({
    streams: Array.from({ length: STREAMS }, (_, at) => ({
      stream: { name: streamAt(at) },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
    })),
  }),
);

// Made beforehand where they fit: making them is the source's work.
const prepared = RECORDS > 200_000 ? undefined : [...chunks()];

async function sync() {
  let states = 0;
  const exit = await runAirbyte(['write', '--config', config, '--catalog', catalog], {
    stdin: Readable.from(prepared ?? chunks()),
    stdout: new Writable({
      write(chunk, _encoding, done) {
        if (String(chunk).startsWith('{"type":"STATE"')) states += 1;
        done();
      },
    }),
    env: {},
    signal: new AbortController().signal,
    connector,
    time: systemTime,
    fetch: answering,
  });
  return { exit, states };
}

const writeRows = () =>
  connector.write(
    { config: settings, mode: 'upsert', changeSets: changeSets() },
    { fetch: answering, onRowResult: () => undefined },
  );

async function timed<T>(run: () => Promise<T>) {
  batches = 0;
  const startedAt = performance.now();
  const came = await run();
  return { ...came, batches, perSecond: Math.round(RECORDS / ((performance.now() - startedAt) / 1_000)) };
}

const middle = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

const first = await timed(sync);
const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
const report = {
  records: RECORDS,
  streams: STREAMS,
  exit: first.exit,
  states: first.states,
  batches: first.batches,
  maxRssMb,
};
// In turn, so that both meet the same machine; the first round warms the code up.
const rounds: { airbyte: number; write: number }[] = [];
for (let round = 0; round <= ROUNDS && prepared !== undefined; round += 1) {
  const { perSecond: write } = await timed(writeRows);
  const { perSecond: airbyte } = await timed(sync);
  if (round > 0) rounds.push({ airbyte, write });
}
rmSync(folder, { recursive: true, force: true });
const perSecond = {
  airbyte: middle(rounds.map(({ airbyte }) => airbyte)),
  write: middle(rounds.map(({ write }) => write)),
};
const share = Math.round((perSecond.airbyte / perSecond.write) * 100) / 100;
process.stdout.write(`${JSON.stringify(rounds.length === 0 ? report : { ...report, perSecond, share })}\n`);
// Counts are held, speed is told.
const whole = first.exit === 0 && first.states === RECORDS / STATE_EVERY && first.batches === RECORDS / 5_000;
process.exitCode = whole ? 0 : 1;
