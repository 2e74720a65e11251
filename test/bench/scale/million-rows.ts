/** Writes a million rows to a Taxonomy API that answers every batch in full, and prints what came of it as JSON. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { write } from '../../../connector/index.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const CHANGE_SET = 5_000;

function* changeSets() {
  for (let from = 0; from < ROWS; from += CHANGE_SET) {
    yield {
      rows: Array.from({ length: Math.min(CHANGE_SET, ROWS - from) }, (_, at) => ({
        rowId: `row-${from + at}`,
        change: 'added' as const,
        segment_code: `segment_code_${from + at}`,
        segment_name: `Interest > In market > Segment ${from + at}`,
        description: 'Read three or more articles in the last 30 days',
        cpm: 1.5,
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

const results: Record<string, number> = {};
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const summary = await write(
  {
    config: { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' },
    target: { segmentName: 'Everyone' },
    mode: 'upsert',
    changeSets: changeSets(),
  },
  {
    fetch: answering,
    onRowResult: ({ status, outcome }) => {
      const key = outcome ?? status;
      results[key] = (results[key] ?? 0) + 1;
    },
  },
);
delay.disable();
const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
const ms = (ns: number) => Math.round(ns / 1e5) / 10;
process.stdout.write(
  JSON.stringify({
    status: summary.status,
    results,
    batches,
    seconds: summary.durationMs / 1_000,
    maxRssMb,
    eventLoopDelayMs: { p99: ms(delay.percentile(99)), max: ms(delay.max) },
  }),
);
